import assert from 'node:assert/strict';
import { evidenceItems } from '../../src/server/evidence-search.ts';
import { clientOfServer } from './client.ts';
import { open, plain } from './marked.ts';

const found = (query: string, marked: string) => {
  const { plan, workspace, cursor } = open(plain(marked));
  return evidenceItems(plan, { uri: plan.uri, query, position: cursor }, workspace);
};

describe('search of the evidence in the editor', () => {
  it('writes a goal of the region that is the organ, with its citation', () => {
    const [item] = found('parotid quantec', 'organ Left = structure "Parotid_L"\ngoals {\n  <|>\n}');
    assert.equal(item.label, 'Parotids mean <= 25 Gy [both glands]');
    assert.match(item.detail, /1\.8 to 2 Gy\/fraction · <20% .* · Marks LB/);
    assert.equal(item.plain, 'Left mean <= 25 Gy must from std.quantec');
  });

  it('puts a block round the goal where there is none, and a placeholder where no region is the organ', () => {
    const [item] = found('cord hytec 5', 'target PTV = structure "x"\n<|>');
    assert.equal(
      item.insert,
      'goals {\n\t${2:SpinalCord} max <= 25.3 Gy ${1|must,prefer 1,prefer 2,prefer 3|} from std.hytec\n}',
    );
  });

  it('writes a tissue where one is due, and a threshold of uptake as a sub-target', () => {
    assert.equal(found('hnscc fowler', 'target GTV = structure "x" of <|>')[0].insert, 'std.hnscc');
    assert.match(found('hnscc fowler', '<|>')[0].insert!, /^tissue \$\{1:Tumour\} extends std\.hnscc \{/);
    assert.equal(found('pet fdg 41', '<|>')[0].plain, 'subtarget Avid of GTV = fdg >= 41 % of max in GTV');
  });

  it('shows what has no construct, with its citation to take along', () => {
    const [item] = found('seppenwoolde', '<|>');
    assert.equal(item.insert, undefined);
    assert.match(item.citation, /Seppenwoolde Y/);
    assert.equal(
      found('volume receiving lungs tg101', '<|>').find(({ label }) => /CV7Gy/.test(label))?.insert,
      undefined,
    );
  });

  it('is a request of its own, refused for a text that is not open', async () => {
    const client = await clientOfServer();
    try {
      const question = { uri: 'file:///plans/plan.rtplan', query: 'parotid', position: { line: 0, character: 0 } };
      await assert.rejects(client.request('dosewright/evidence', question), /not open/);
      await client.open(question.uri, 'plan "T"\n');
      assert.ok((await client.request<unknown[]>('dosewright/evidence', question)).length >= 3);
    } finally {
      await client.stop();
    }
  });
});
