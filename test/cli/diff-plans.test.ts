import assert from 'node:assert/strict';
import { changeSchema } from '../../src/cli/change-json.ts';
import { commandLineBench } from '../support/command-line.ts';
import { commitInto } from '../support/git.ts';
import { smallPlan } from '../support/small-plan.ts';

describe('dosewright diff A B', function () {
  this.timeout(120_000);
  const bench = commandLineBench();

  const committed = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) bench.write(name, text);
    commitInto(bench.folder, ...Object.keys(files));
  };
  const change = async (...args: string[]) => {
    const ended = await bench.dosewright('diff', ...args, '--json');
    assert.equal(ended.code, 0, ended.stderr);
    return changeSchema.parse(JSON.parse(ended.stdout));
  };
  const higher = { 'GTV 50 Gy': 'GTV 55 Gy', 'D50% = 50 Gy': 'D50% = 55 Gy' };

  it('finds no change where the layout alone is another', async () => {
    bench.write('a.rtplan', smallPlan());
    bench.write('b.rtplan', smallPlan({ 'GTV 50 Gy': 'GTV   50   Gy' }));
    const { code, stdout } = await bench.dosewright('diff', 'a.rtplan', 'b.rtplan', '--exit-code');
    assert.equal(code, 0);
    assert.match(stdout, /^The texts say the same\.$/m);
    assert.match(stdout, /^Doses, goals and outcomes are the same within 1 % \(0\.50 Gy\)\.$/m);
    assert.match(stdout, /not for clinical use/);
  });

  it('a tenth more dose is a tenth more in every region and voxel', async () => {
    bench.write('a.rtplan', smallPlan());
    bench.write('b.rtplan', smallPlan(higher));
    const { computed, text } = await change('a.rtplan', 'b.rtplan');
    assert.deepEqual(
      text.map(({ where, lines }) => [where, lines.filter(({ sign }) => sign === '+').map((line) => line.text.trim())]),
      [['schedule 25 fractions {', ['GTV  55 Gy', 'normalise GTV D50% = 55 Gy']]],
    );
    assert.ok(computed?.isBeyondTolerance);
    for (const { before, after } of computed.regions)
      for (const of of ['meanGy', 'd98Gy', 'd50Gy', 'd2Gy'] as const)
        assert.ok(Math.abs(after![of] - 1.1 * before![of]) < 1e-4 * after![of], of);
    const gtv = computed.regions.find(({ region }) => region === 'GTV')!;
    assert.ok(Math.abs(gtv.before!.d50Gy - 50) < 0.02);
    assert.ok(gtv.furthest!.differenceGy > 5);
    assert.equal(gtv.furthest!.volumePercent, 1);
    // Every voxel's dose grows by a tenth, and voxels from a tenth of the maximum on are compared.
    assert.ok(computed.dose.leastGy! > 0.1 * computed.dose.greatestGy! * 0.999);
    assert.ok(computed.dose.greatestGy! > gtv.after!.d2Gy / 11.5);
  });

  it('a tolerance decides what counts, and the exit code says so', async () => {
    bench.write('a.rtplan', smallPlan());
    bench.write('b.rtplan', smallPlan({ 'GTV 50 Gy': 'GTV 50.2 Gy', 'D50% = 50 Gy': 'D50% = 50.2 Gy' }));
    const coarse = await bench.dosewright('diff', 'a.rtplan', 'b.rtplan', '--exit-code');
    const fine = await bench.dosewright('diff', 'a.rtplan', 'b.rtplan', '--exit-code', '--tolerance', '0.2%');
    assert.deepEqual([coarse.code, fine.code], [0, 1], coarse.stderr + fine.stderr);
    assert.match(fine.stdout, /^GTV +\d+\.\d → \d+\.\d/m);
    const wrong = await bench.dosewright('diff', 'a.rtplan', 'b.rtplan', '--tolerance', 'small');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--tolerance expects a share of the prescription such as 1%, not "small"/);
  });

  it('says which goals are new, gone, of another limit, no longer met', async () => {
    bench.write('a.rtplan', smallPlan());
    bench.write(
      'b.rtplan',
      smallPlan({ 'Spine mean <= 50 Gy prefer 1': 'Spine mean <= 0.1 Gy prefer 1\n  Avid mean >= 10 Gy prefer 2' }),
    );
    const { computed } = await change('a.rtplan', 'b.rtplan');
    const rows = computed!.goals.filter(({ isBeyondTolerance }) => isBeyondTolerance);
    assert.deepEqual(
      rows.map(({ region, before, after }) => [region, before?.met, after?.met]),
      [
        ['Spine', true, false],
        ['Avid', undefined, true],
      ],
    );
    const { stdout } = await bench.dosewright('diff', 'a.rtplan', 'b.rtplan', '--markdown');
    assert.match(stdout, /^`````diff$/m);
    assert.match(stdout, /^\| Spine \| mean \|.*\| no longer met \|$/m);
    assert.match(stdout, /^\| Avid \| mean \| – \|.*\| new goal \|$/m);
  });

  it('reads a plan and its imports as a git revision has them', async () => {
    const body = smallPlan();
    const title = body.indexOf('patient P1');
    const imported = 'let doseGy = 50 Gy\n';
    const plan = `import "dose.rtplan"\n${body.slice(0, title)}${body.slice(title).replace('GTV 50 Gy', 'GTV doseGy')}`;
    committed({ 'plan.rtplan': plan, 'dose.rtplan': imported });
    bench.write('dose.rtplan', 'let doseGy = 60 Gy\n');
    bench.write('plan.rtplan', plan.replace('D50% = 50 Gy', 'D50% = 60 Gy'));
    const { before, computed } = await change('plan.rtplan');
    assert.equal(before, 'HEAD:plan.rtplan');
    const gtv = computed!.regions.find(({ region }) => region === 'GTV')!;
    assert.deepEqual(
      [gtv.before, gtv.after].map((state) => Math.round(state!.d50Gy)),
      [50, 60],
    );
  });

  it('texts and findings are compared where a plan has no dose', async () => {
    committed({ 'plan.rtplan': smallPlan() });
    bench.write('plan.rtplan', smallPlan({ 'GTV 50 Gy': 'GTX 50 Gy' }));
    const { code, stdout, stderr } = await bench.dosewright('diff', 'plan.rtplan');
    assert.equal(code, 1);
    assert.match(stdout, /^-  GTV +50 Gy$/m);
    assert.match(stdout, /^ {2}error RT1001 Nothing is called "GTX"/m);
    assert.match(stdout, /^Doses are not compared: a plan has none\.$/m);
    assert.match(stderr, /^plan\.rtplan holds no plan that can be computed\.$/m);
    const textOnly = await bench.dosewright('diff', 'plan.rtplan', '--no-dose', '--exit-code');
    assert.equal(textOnly.code, 1);
    assert.doesNotMatch(textOnly.stdout, /Doses/);
  });

  it('a revision or path that is not there is named', async () => {
    committed({ 'plan.rtplan': smallPlan() });
    bench.write('new.rtplan', smallPlan());
    for (const [args, words] of [
      [['plan.rtplan', '--since', 'v9'], /revision v9 \(invalid object name 'v9'\.\)\. Check revision and path\./],
      [['HEAD:other.rtplan', 'plan.rtplan'], /^other\.rtplan: cannot be read from revision HEAD \(path/],
      [['new.rtplan'], /^new\.rtplan: cannot be read from revision HEAD .*Commit the file first\./],
      [['plan.rtplan', 'other.rtplan'], /other\.rtplan: cannot be read \(ENOENT\)/],
      [['--upload-pack=x:plan.rtplan', 'plan.rtplan'], /Unknown option/],
    ] as const) {
      const { code, stdout, stderr } = await bench.dosewright('diff', ...args);
      assert.notEqual(code, 0);
      assert.equal(stdout, '');
      assert.match(stderr, words);
    }
  });
});
