import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Log } from 'sarif';
import { changeSchema } from '../../src/cli/change-json.ts';
import { resultSchema } from '../../src/engine/result-json.ts';
import { commandLineBench } from '../support/command-line.ts';
import { smallPlan } from '../support/small-plan.ts';

const inText = 'the whole spine is irradiated on purpose';
const ofImages = 'the notes beside the slices are ours';
const ofDose = 'the beam is a test beam & small';
/** A plan with a finding of the text (RT5004), one of its images (RT3018) and one of its dose (RT6001). */
const found = {
  'dicom "ct"': 'dicom "ct-with-notes"',
  'Spine mean <=': 'Spine mean >=',
  'GTV D95% >= 80 %': 'GTV D95% >= 99.9 %',
};
const allowsAll = {
  ...found,
  'goals {': `goals {\n  allow RT5004 because "${inText}"\n  allow RT6001 because "${ofDose}"\n  allow RT6002 because "it is a wish of a test"`,
  'images {': `images {\n    allow RT3018 because "${ofImages}"`,
};

describe('allowed findings on the command line', function () {
  this.timeout(120_000);
  const bench = commandLineBench();
  const codesIn = (text: string): string[] => text.match(/RT\d{4}/g) ?? [];

  describe('dosewright check', () => {
    it('counts them below what is left, and ends with 0', async () => {
      bench.write('small.rtplan', smallPlan(found));
      const plain = await bench.dosewright('check', 'small.rtplan');
      assert.deepEqual(codesIn(plain.stdout).sort(), ['RT3018', 'RT5004']);
      bench.write('small.rtplan', smallPlan(allowsAll));
      const { code, stdout } = await bench.dosewright('check', 'small.rtplan');
      assert.equal(code, 0);
      assert.equal(stdout, '2 findings are allowed by the plan: RT3018 (small.rtplan:6), RT5004 (small.rtplan:35)\n');
    });

    it('says which covers nothing of what it has looked for, and is silent on what only a run can tell', async () => {
      const stale = { 'goals {': `goals {\n  allow RT4005 because "${inText}"\n  allow RT6001 because "${ofDose}"` };
      bench.write('small.rtplan', smallPlan(stale));
      const { stdout } = await bench.dosewright('check', 'small.rtplan');
      assert.match(stdout, /^small\.rtplan:30:3 warning RT1052 .*RT4005 \(Target partly outside the body\)/);
      assert.deepEqual(codesIn(stdout), ['RT1052', 'RT4005']);
    });

    it('marks them in --json with the reason and its place', async () => {
      bench.write('small.rtplan', smallPlan(allowsAll));
      const { stdout } = await bench.dosewright('check', '--json', 'small.rtplan');
      const all = JSON.parse(stdout) as { code: string; line: number; allowed: object | null }[];
      assert.deepEqual(
        all.map(({ code, line, allowed }) => ({ code, line, allowed })),
        [
          { code: 'RT3018', line: 6, allowed: { because: ofImages, file: 'small.rtplan', line: 5, column: 5 } },
          { code: 'RT5004', line: 35, allowed: { because: inText, file: 'small.rtplan', line: 31, column: 3 } },
        ],
      );
    });

    it('has them in SARIF as suppressed in the source, with their justification', async () => {
      bench.write('small.rtplan', smallPlan({ ...allowsAll, 'images {': 'images {' }));
      const { stdout } = await bench.dosewright('check', '--sarif', 'small.rtplan');
      const [{ results, tool }] = (JSON.parse(stdout) as Log).runs;
      assert.deepEqual(
        results!.map(({ ruleId, suppressions }) => [ruleId, suppressions?.map(({ kind }) => kind)]),
        [
          ['RT3018', undefined],
          ['RT5004', ['inSource']],
        ],
      );
      const [{ justification, location }] = results![1].suppressions!;
      assert.equal(justification, inText);
      assert.equal(location!.physicalLocation!.region!.startLine, 30);
      assert.deepEqual(tool.driver.rules!.map(({ id }) => id), ['RT3018', 'RT5004']); // prettier-ignore
    });
  });

  it('run lists them in result.json and counts them; a goal that is missed stays missed', async () => {
    bench.write('small.rtplan', smallPlan(allowsAll));
    const { code, stdout, stderr } = await bench.dosewright('run', 'small.rtplan', '--out', 'out');
    assert.equal(code, 1, 'a must goal is missed');
    assert.match(stdout, /^4 findings are allowed by the plan: /m);
    assert.deepEqual(codesIn(stderr), []);
    const result = resultSchema.parse(JSON.parse(readFileSync(bench.path('out/result.json'), 'utf8')));
    assert.deepEqual(result.diagnostics, []);
    assert.deepEqual(
      result.suppressed.map(({ code: of, reason, at, allowedAt }) => [of, reason, at.file, at.line, allowedAt.line]),
      [
        ['RT5004', inText, 'small.rtplan', 35, 31],
        ['RT3018', ofImages, 'small.rtplan', 6, 5],
        ['RT6001', ofDose, 'small.rtplan', 34, 32],
        ['RT6002', 'it is a wish of a test', 'small.rtplan', 35, 33],
      ],
    );
    const tested = await bench.dosewright('test', 'small.rtplan');
    assert.equal(tested.code, 1);
    assert.match(tested.stdout, /✗ goal: GTV D95% >= 99\.9 %.*\n\s+.*99\.9/);
  });

  it('a final dose tells what covers nothing, a preview does not', async () => {
    const stale = { 'goals {': `goals {\n  allow RT6001 because "${ofDose}"\n  allow RT4126 because "${inText}"` };
    bench.write('small.rtplan', smallPlan(stale));
    const preview = await bench.dosewright('run', 'small.rtplan', '--out', 'out', '--preview');
    assert.doesNotMatch(preview.stderr, /RT1052/);
    const final = await bench.dosewright('run', 'small.rtplan', '--out', 'out');
    assert.equal(final.code, 0, final.stderr);
    assert.deepEqual(codesIn(final.stderr), ['RT1052', 'RT6001', 'RT1052', 'RT4126']);
  });

  it('report has a section of them with their reasons, and says nothing is allowed where nothing is', async () => {
    bench.write('small.rtplan', smallPlan(allowsAll));
    assert.equal((await bench.dosewright('report', 'small.rtplan')).code, 1);
    const html = readFileSync(bench.path('small.html'), 'utf8');
    const section = /<section id="allowed">([^]*?)<\/section>/.exec(html)![1];
    assert.match(section, /<h2>Allowed findings and why<\/h2>/);
    for (const reason of [inText, ofImages, 'the beam is a test beam &amp; small'])
      assert.ok(section.includes(`“${reason}”`), reason);
    const findings = /<section id="findings">([^]*?)<\/section>/.exec(html)![1];
    assert.doesNotMatch(findings, /RT5004/);
    assert.match(findings, /The plan allows \d more findings, which are listed below\./);

    bench.write('small.rtplan', smallPlan());
    assert.equal((await bench.dosewright('report', 'small.rtplan')).code, 0);
    const without = readFileSync(bench.path('small.html'), 'utf8');
    assert.match(without, /The plan allows none of its findings: all are shown\./);
    assert.doesNotMatch(without, /id="allowed"/);
  });

  it('diff tells a finding that is newly allowed from one that is gone', async () => {
    const a = smallPlan(found);
    const b = smallPlan({ ...found, 'goals {': `goals {\n  allow RT5004 because "${inText}"` });
    const c = smallPlan({ ...found, 'Spine mean <=': 'Spine mean <=' });
    for (const [name, text] of Object.entries({ a, b, c })) bench.write(`${name}.rtplan`, text);
    const change = async (...args: string[]) => {
      const ended = await bench.dosewright('diff', ...args, '--json', '--no-dose');
      return changeSchema.parse(JSON.parse(ended.stdout)).findings;
    };
    const codes = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code);
    const allowed = await change('a.rtplan', 'b.rtplan');
    assert.deepEqual([allowed.gone, allowed.appeared, allowed.allowedNoMore], [[], [], []]);
    assert.deepEqual(allowed.allowed.map(({ code, reason }) => [code, reason]), [['RT5004', inText]]); // prettier-ignore
    const back = await change('b.rtplan', 'a.rtplan');
    assert.deepEqual([back.gone, back.appeared, back.allowed], [[], [], []]);
    assert.deepEqual(codes(back.allowedNoMore), ['RT5004']);
    const solved = await change('b.rtplan', 'c.rtplan');
    assert.deepEqual([codes(solved.gone), solved.allowed, solved.allowedNoMore], [['RT5004'], [], []]);
    const same = await change('b.rtplan', 'b.rtplan');
    assert.deepEqual(same, { appeared: [], gone: [], allowed: [], allowedNoMore: [] });
    const { stdout } = await bench.dosewright('diff', 'a.rtplan', 'b.rtplan', '--no-dose');
    assert.match(stdout, /Findings that are now allowed, and are still there\n {2}warning RT5004 .* – because “the whole spine/); // prettier-ignore
    assert.match(stdout, /^\+ {2}allow RT5004 because/m);
  });
});
