import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../../src/plan/diagnostic.ts';
import { fileOf } from '../../src/server/locations.ts';
import type { PlanAnswer } from '../../src/server/protocol.ts';
import { clientOfServer, codes, type Client } from './client.ts';
import { wholePlan } from './whole-plan.ts';

const uri = 'file:///plans/plan.rtplan';
const broken = wholePlan.replace('GTV + rim', 'GVT + rim');

/** A finding as a run would send it, at the first line. */
function finding(of = uri, code = 'RT4004'): Diagnostic {
  const at = { line: 0, character: 0 };
  return {
    code,
    severity: 'error',
    message: 'The target lies outside the body.',
    range: { file: fileOf(of), start: at, end: { line: 0, character: 4 } },
  };
}

describe('publishing', () => {
  let client: Client;
  const start = async (options: object = {}, pauseMs?: number): Promise<void> => {
    client = await clientOfServer(options, pauseMs);
  };
  beforeEach(() => start());
  afterEach(() => client.stop());

  it('marks what is wrong in a text that is opened, at its place', async () => {
    await client.open(uri, broken);
    const { version, diagnostics } = await client.published(uri);
    assert.equal(version, 1);
    const unknown = diagnostics.find(({ code }) => code === 'RT1001')!;
    assert.equal(unknown.severity, 1);
    assert.equal(unknown.source, 'dosewright');
    assert.equal(
      broken.split('\n')[unknown.range.start.line].slice(unknown.range.start.character).startsWith('GVT'),
      true,
    );
  });

  it('takes marks away when the text is mended', async () => {
    await client.open(uri, broken);
    await client.published(uri, (one) => codes(one).includes('RT1001'));
    await client.change(uri, 2, wholePlan);
    const { diagnostics } = await client.published(uri, ({ version }) => version === 2);
    assert.ok(!diagnostics.some(({ severity }) => severity === 1));
  });

  it('answers several quick edits with one publication, of the last', async () => {
    await client.stop();
    await start({}, 500);
    await client.open(uri, '');
    for (let version = 2; version <= 9; version++) await client.change(uri, version, version < 9 ? broken : wholePlan);
    await client.published(uri, ({ version }) => version === 9);
    assert.deepEqual(
      client.publications.map(({ version }) => version),
      [9],
    );
  });

  it('takes its marks away when the text is closed', async () => {
    await client.open(uri, broken);
    await client.published(uri);
    await client.close(uri);
    assert.deepEqual((await client.published(uri)).diagnostics, []);
  });

  describe('findings of a run', () => {
    beforeEach(async () => {
      await client.open(uri, wholePlan);
      await client.published(uri);
      await client.request<PlanAnswer>('dosewright/plan', { uri });
    });

    it("stand together with the text's own", async () => {
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: [finding()], suppressed: [] });
      assert.ok(codes(await client.published(uri)).includes('RT4004'));
    });

    it('are replaced by those of the next run', async () => {
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: [finding()], suppressed: [] });
      await client.notify('dosewright/findings', {
        uri,
        version: 1,
        diagnostics: [finding(uri, 'RT4001')],
        suppressed: [],
      });
      const last = await client.published(uri, (one) => codes(one).includes('RT4001'));
      assert.ok(!codes(last).includes('RT4004'));
    });

    it('are gone after an edit', async () => {
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: [finding()], suppressed: [] });
      await client.published(uri, (one) => codes(one).includes('RT4004'));
      await client.change(uri, 2, `${wholePlan}\n`);
      assert.ok(!codes(await client.published(uri, ({ version }) => version === 2)).includes('RT4004'));
    });

    it('of an older version are not shown', async () => {
      await client.change(uri, 2, `${wholePlan}\n`);
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: [finding()], suppressed: [] });
      await client.published(uri, ({ version }) => version === 2);
      await client.change(uri, 3, wholePlan);
      await client.published(uri, ({ version }) => version === 3);
      assert.ok(!client.publications.some((one) => codes(one).includes('RT4004')));
    });

    it('are shown once where the text check finds the same', async () => {
      const own = client.publications.at(-1)!.diagnostics.length;
      const same = [finding(), finding()];
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: same, suppressed: [] });
      assert.equal((await client.published(uri)).diagnostics.length, own + 1);
    });

    it('offer their fixes', async () => {
      const fix = { title: 'Mend it', edits: [{ range: finding().range, newText: 'PLAN' }] };
      await client.notify('dosewright/findings', {
        uri,
        version: 1,
        diagnostics: [{ ...finding(), fixes: [fix] }],
        suppressed: [],
      });
      await client.published(uri);
      const { range } = finding();
      const actions = await client.request<{ title: string }[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: range.start, end: range.end },
        context: { diagnostics: [] },
      });
      assert.deepEqual(
        actions.map(({ title }) => title),
        ['Mend it'],
      );
    });
  });

  describe('the resolved plan', () => {
    it('comes with the version it was made from', async () => {
      await client.open(uri, wholePlan);
      const { plan, version, reason } = await client.request<PlanAnswer>('dosewright/plan', { uri });
      assert.equal(version, 1);
      assert.equal(reason, undefined);
      assert.equal(plan!.title, 'Test');
      assert.deepEqual(
        plan!.regions.map(({ name }) => name),
        ['GTV', 'PTV', 'Avid'],
      );
    });

    it('is of the text as it is at the request, whatever has been published', async () => {
      await client.open(uri, wholePlan);
      await client.change(uri, 2, wholePlan.replace('"Test"', '"Other"'));
      const { plan, version } = await client.request<PlanAnswer>('dosewright/plan', { uri });
      assert.equal(version, 2);
      assert.equal(plan!.title, 'Other');
    });

    it('is missing where there are errors, with the number of them and the first', async () => {
      await client.open(uri, broken);
      const { plan, reason } = await client.request<PlanAnswer>('dosewright/plan', { uri });
      assert.equal(plan, undefined);
      assert.match(reason!, /^One error: .*GVT.*\(RT1001, line \d+\)$/);
    });

    it('is refused for a text that is not open', async () => {
      await assert.rejects(client.request('dosewright/plan', { uri: 'file:///plans/none.rtplan' }), /not open/);
    });
  });

  describe('imports', () => {
    const lib = 'file:///plans/lib.rtplan';
    const importing = `import "lib.rtplan"\n${wholePlan.replace('let rim = 5 mm\n', '')}`;

    beforeEach(async () => {
      await client.open(lib, 'let rim = 5 mm\n');
      await client.open(uri, importing);
      await client.published(uri);
    });

    it('are read from the open text', async () => {
      const { plan } = await client.request<PlanAnswer>('dosewright/plan', { uri });
      assert.ok(plan);
    });

    it('check the importer again when they change', async () => {
      await client.change(lib, 2, 'let rum = 5 mm\n');
      const { diagnostics } = await client.published(uri, (one) => codes(one).includes('RT1001'));
      assert.match(diagnostics.find(({ code }) => code === 'RT1001')!.message, /rim/);
      assert.ok(client.notifications.some(({ method }) => method === 'dosewright/importChanged'));
    });

    it('take the findings of a run with them when they change, and those that come late', async () => {
      await client.request<PlanAnswer>('dosewright/plan', { uri });
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: [finding()], suppressed: [] });
      await client.published(uri, (one) => codes(one).includes('RT4004'));
      await client.change(lib, 2, 'let rim = 6 mm\n');
      await client.published(uri, (one) => !codes(one).includes('RT4004'));
      const before = client.publications.length;
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: [finding()], suppressed: [] });
      await client.request<PlanAnswer>('dosewright/plan', { uri });
      assert.ok(!client.publications.slice(before).some((one) => codes(one).includes('RT4004')));
    });

    it('that are the same after an edit change nothing', async () => {
      await client.request<PlanAnswer>('dosewright/plan', { uri });
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: [finding()], suppressed: [] });
      await client.published(uri, (one) => codes(one).includes('RT4004'));
      await client.change(lib, 2, 'let rim = 5 mm\n');
      await client.published(lib, ({ version }) => version === 2);
      assert.ok(codes(client.publications.findLast((one) => one.uri === uri)!).includes('RT4004'));
      assert.ok(!client.notifications.some(({ method }) => method === 'dosewright/importChanged'));
    });

    it('carry a finding that a run made in them', async () => {
      await client.request<PlanAnswer>('dosewright/plan', { uri });
      await client.notify('dosewright/findings', { uri, version: 1, diagnostics: [finding(lib)], suppressed: [] });
      assert.ok(codes(await client.published(lib, ({ diagnostics }) => diagnostics.length > 0)).includes('RT4004'));
    });
  });

  describe('files', () => {
    let folder: string;
    const at = (name: string): string => pathToFileURL(join(folder, name)).toString();
    const importing = `import "lib.rtplan"\n${wholePlan.replace('let rim = 5 mm\n', '')}`;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'dosewright-server-'));
      writeFileSync(join(folder, 'lib.rtplan'), 'let rim = 5 mm\n');
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('are not read in a workspace that is not trusted, and the import says so', async () => {
      await client.open(at('plan.rtplan'), importing);
      const { diagnostics } = await client.published(at('plan.rtplan'));
      assert.match(diagnostics.find(({ code }) => code === 'RT1005')!.message, /until this workspace is trusted/);
    });

    it('are read as soon as it is trusted', async () => {
      await client.open(at('plan.rtplan'), importing);
      await client.published(at('plan.rtplan'));
      await client.notify('dosewright/trusted', {});
      await client.published(at('plan.rtplan'), (one) => !codes(one).includes('RT1005'));
      assert.ok((await client.request<PlanAnswer>('dosewright/plan', { uri: at('plan.rtplan') })).plan);
    });

    describe('in a trusted workspace', () => {
      beforeEach(async () => {
        await client.stop();
        await start({ trusted: true });
        await client.open(at('plan.rtplan'), importing);
        await client.published(at('plan.rtplan'));
      });

      it('give way to the open text of the same file, until it is closed', async () => {
        await client.open(at('lib.rtplan'), 'let rum = 5 mm\n');
        await client.published(at('plan.rtplan'), (one) => codes(one).includes('RT1001'));
        await client.close(at('lib.rtplan'));
        await client.published(at('plan.rtplan'), (one) => !codes(one).includes('RT1001'));
      });

      it('that change on disk check their importers again', async () => {
        writeFileSync(join(folder, 'lib.rtplan'), 'let rum = 5 mm\n');
        await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: at('lib.rtplan'), type: 2 }] });
        await client.published(at('plan.rtplan'), (one) => codes(one).includes('RT1001'));
      });

      it('that changed unseen are noticed with the next request', async () => {
        writeFileSync(join(folder, 'lib.rtplan'), 'let rum = 5 mm\n');
        const textDocument = { uri: at('plan.rtplan') };
        await client.request('textDocument/hover', { textDocument, position: { line: 0, character: 0 } });
        await client.published(at('plan.rtplan'), (one) => codes(one).includes('RT1001'));
      });

      it('that are broken are marked where they are wrong', async () => {
        writeFileSync(join(folder, 'lib.rtplan'), 'let rim = 5 mm\nlet bad = \n');
        await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: at('lib.rtplan'), type: 2 }] });
        const { diagnostics, version } = await client.published(at('lib.rtplan'), (one) => one.diagnostics.length > 0);
        assert.equal(version, undefined);
        assert.equal(diagnostics[0].range.start.line, 1);
      });

      it('that hold no text are missing, not gibberish', async () => {
        writeFileSync(join(folder, 'lib.rtplan'), Buffer.from('\ufefflet rim = 5 mm\n', 'utf16le'));
        await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: at('lib.rtplan'), type: 2 }] });
        assert.ok(codes(await client.published(at('plan.rtplan'))).includes('RT1005'));
      });

      it('of the patient are looked for while the text is written', async () => {
        const plan = wholePlan
          .replace('ct  = phantom Box', 'ct = dicom "none"')
          .replace('    fdg = phantom Box uptake fdg as SUVbw\n', '')
          .replace('structures = phantom Box', 'structures = dicom "rtstruct.dcm"')
          .replace(/subtarget.*\n/, '');
        await client.change(at('plan.rtplan'), 2, plan);
        const { diagnostics } = await client.published(at('plan.rtplan'), (one) => codes(one).includes('RT3001'));
        assert.ok(diagnostics.some(({ message }) => message.includes('"none"')));
      });
    });
  });
});
