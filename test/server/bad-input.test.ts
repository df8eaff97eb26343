import assert from 'node:assert/strict';
import { analyse } from '../../src/language/analyse.ts';
import { tokenise } from '../../src/language/parse.ts';
import { exampleTexts } from '../fuzz/plan-texts.ts';
import { clientOfServer, codes, type Client } from './client.ts';
import { wholePlan } from './whole-plan.ts';

const uri = 'file:///plans/plan.rtplan';

describe('bad input', () => {
  let client: Client;
  beforeEach(async () => {
    client = await clientOfServer({}, 0);
  });
  afterEach(() => client.stop());

  it('cut off after any token, a statement of any kind is an error on its own lines, and the statements after it stay as they were', function () {
    this.timeout(60_000);
    const kinds = new Map<string, string>();
    for (const text of [wholePlan, ...exampleTexts()])
      for (const statement of text.split(/^(?=[a-z])/m)) {
        const kind = /^[a-z]+/.exec(statement)?.[0];
        if (kind && !kinds.has(kind)) kinds.set(kind, statement.trimEnd());
      }
    assert.ok(kinds.size >= 10, `only ${[...kinds.keys()].join(', ')}`);
    let cuts = 0;
    for (const [kind, statement] of kinds) {
      for (const token of tokenise(statement).raw) {
        const cut = statement.slice(0, token.startOffset + token.image.length);
        if (token.tokenType.name === 'NL' || token.tokenType.name === 'COMMENT') continue;
        cuts++;
        const text = `${cut}\n\ngoals {\n  PTV D2% <= 55 Gray must\n}\n`;
        const { diagnostics } = analyse({ file: '/plan.rtplan', text }, () => undefined);
        const after = cut.split('\n').length + 2;
        const unit = diagnostics.find(({ code, range }) => code === 'RT2001' && range.start.line === after);
        assert.ok(unit, `${kind}, cut after "${token.image}", hides the goal after it:\n${text}`);
      }
    }
    assert.ok(cuts > 200, `${cuts} cuts`);
  });

  it('of a thousand errors is told whole, and is well when it is mended', async function () {
    this.timeout(30_000);
    const wrong = Array.from({ length: 1000 }, (_, i) => `organ Organ_${i} = GTV + 5 parsec`).join('\n');
    const before = process.cpuUsage();
    await client.open(uri, `${wholePlan}${wrong}\n`);
    const { diagnostics } = await client.published(uri);
    const { user, system } = process.cpuUsage(before);
    assert.equal(diagnostics.filter(({ code }) => code === 'RT2001').length, 1000);
    assert.ok(user + system < 10e6, `${user + system} µs`);
    await client.change(uri, 2, wholePlan);
    const mended = await client.published(uri, ({ version }) => version === 2);
    assert.ok(!mended.diagnostics.some(({ severity }) => severity === 1));
  });

  it('of files that import each other, and themselves, is no fault; a mistake in one is told there', async () => {
    const other = 'file:///plans/other.rtplan';
    await client.open(other, 'import "plan.rtplan"\nimport "other.rtplan"\n\ntarget Other = GTV + 5 mm\n');
    await client.open(uri, `import "other.rtplan"\nimport "plan.rtplan"\n${wholePlan}organ Ring = Other + 5 mm\n`);
    const { diagnostics } = await client.published(uri);
    assert.ok(
      !diagnostics.some(({ severity }) => severity === 1),
      diagnostics.map(({ message }) => message).join('\n'),
    );
    await client.change(other, 2, 'import "plan.rtplan"\n\ntarget Other = GTV + 5 parsec\n');
    const broken = await client.published(other, ({ version }) => version === 2);
    assert.ok(codes(broken).includes('RT2001'));
    await client.change(other, 3, 'import "plan.rtplan"\n\ntarget Other = GTV + 5 mm\n');
    const mended = await client.published(other, ({ version }) => version === 3);
    assert.ok(!codes(mended).includes('RT2001'));
    assert.deepEqual(client.log, []);
  });

  it('of binary data is well when plan text takes its place', async () => {
    await client.open(uri, Buffer.from(wholePlan, 'utf16le').toString('utf8'));
    assert.deepEqual(codes(await client.published(uri)), ['RT0009']);
    await client.change(uri, 2, wholePlan);
    const mended = await client.published(uri, ({ version }) => version === 2);
    assert.ok(!mended.diagnostics.some(({ severity }) => severity === 1));
  });
});
