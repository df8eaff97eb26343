import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { format } from '../../src/language/format.ts';
import { commandLineBench } from '../support/command-line.ts';
import { rectangle, structureSetBytes } from '../support/dicom-writer.ts';
import { planBytes, standing } from '../support/plan-writer.ts';
import { sharedData } from '../support/shared-data.ts';
import { identifiers } from '../support/synthetic-patient.ts';

describe('dosewright import', function () {
  this.timeout(180_000);
  const bench = commandLineBench();
  const text = (name: string): string => readFileSync(bench.path(name), 'utf8');
  const given = ['--ct', 'ct', '--structures', 'rtstruct.dcm'];

  it('writes a plan that runs, in canonical layout, with regions, fractions and the machine of the beams', async () => {
    const imported = await bench.dosewright(
      'import',
      'plan.dcm',
      ...given,
      '--out',
      'mine.rtplan',
      '--patient',
      'P017',
    );
    assert.equal(imported.code, 0, imported.stderr);
    const written = text('mine.rtplan');
    assert.equal(format(written), written);
    assert.match(written, /^patient P017 \{$/m);
    assert.match(written, /^schedule 25 fractions \{$/m);
    assert.match(written, /^target GTV += structure "GTV"$/m);
    assert.match(written, /^organ Parotid_L = structure "Parotid_L"$/m);
    assert.match(written, /^ {2}body {7}= structure "External"$/m);
    assert.match(written, /provided = dicom "plan.dcm"$/m);
    assert.match(written, /machine {2}= std.linac6MV$/m);
    const coarse = `${written}\ncompute { grid = 10 mm }\n`;
    bench.write('mine.rtplan', coarse);
    const ran = await bench.dosewright('run', 'mine.rtplan', '--out', 'out');
    assert.equal(ran.code, 0, ran.stderr);
    const result = JSON.parse(text('out/result.json')) as { beams: { name: string; muPerFraction: number }[] };
    assert.deepEqual(
      result.beams.map(({ name, muPerFraction }) => [name, muPerFraction]),
      [
        ['Anterior', 100],
        ['Left', 100],
      ],
    );
  });

  it('finds the CT and the structure set that the plan refers to beside it', async () => {
    mkdirSync(bench.path('case'));
    const put = (name: string): void => symlinkSync(bench.path(name), bench.path('case', name.replace('/', '-')));
    for (let k = 0; k < 12; k++) put(`ct/slice-${(7 * k) % 101}.dcm`);
    put('plan.dcm');
    const imported = await bench.dosewright('import', 'case/plan.dcm', '--out', 'mine.rtplan');
    assert.equal(imported.code, 0, imported.stderr);
    assert.match(text('mine.rtplan'), /ct = dicom "case"/);
    assert.match(text('mine.rtplan'), /body = threshold -300 HU/);
    assert.match(text('mine.rtplan'), /provided = dicom "case\/plan.dcm"/);
  });

  it('takes the prescriptions to volumes', async () => {
    const prescription = {
      '300a0014': ['CS', 'VOLUME'],
      '300a0020': ['CS', 'TARGET'],
      '300a0026': ['DS', 50],
      '30060084': ['IS', 2],
    };
    writeFileSync(
      bench.path('mine.dcm'),
      planBytes({ beams: [standing()], extra: { '300a0010': ['SQ', [prescription as never]] } }),
    );
    await bench.dosewright('import', 'mine.dcm', ...given, '--out', 'mine.rtplan');
    assert.match(text('mine.rtplan'), /^ {2}GTV {2}50 Gy$/m);
  });

  it('leaves out structures that lie outside the image, and says so', async () => {
    const rois = [
      { number: 1, name: 'Body', contours: [-10, -5, 0, 5, 10].map((z) => rectangle([-50, 50], [-45, 45], z + 2.5)) },
      { number: 2, name: 'Gone-1', contours: [0, 5].map((z) => rectangle([300, 320], [0, 20], z + 2.5)) },
      { number: 3, name: 'Lung^L', contours: [0, 5].map((z) => rectangle([-30, -10], [-20, 0], z + 2.5)) },
      { number: 4, name: '3 rings', contours: [0, 5].map((z) => rectangle([10, 30], [0, 20], z + 2.5)) },
    ];
    bench.write('mine-rs.dcm', structureSetBytes({ rois }));
    const args = ['--ct', 'ct', '--structures', 'mine-rs.dcm', '--out', 'mine.rtplan'];
    const { code, stderr } = await bench.dosewright('import', 'plan.dcm', ...args);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /warning RT4001 .*\nWhat these are about is left out/);
    assert.deepEqual(
      [...text('mine.rtplan').matchAll(/^organ (\S+)/gm)].map(([, name]) => name),
      ['Lung_L', 'R_3_rings'],
    );
  });

  it('holds nothing of the person', async () => {
    await bench.dosewright('import', 'plan.dcm', ...given, '--out', 'mine.rtplan');
    for (const identifier of identifiers) assert.ok(!text('mine.rtplan').includes(identifier));
  });

  it('writes over nothing that is there, unless forced', async () => {
    bench.write('mine.rtplan', 'mine');
    const refused = await bench.dosewright('import', 'plan.dcm', ...given, '--out', 'mine.rtplan');
    assert.equal(refused.code, 2);
    assert.equal(text('mine.rtplan'), 'mine');
    const forced = await bench.dosewright('import', 'plan.dcm', ...given, '--out', 'mine.rtplan', '--force');
    assert.equal(forced.code, 0, forced.stderr);
    assert.notEqual(text('mine.rtplan'), 'mine');
  });

  for (const [file, reason] of [
    ['plan-wedge.dcm', /Beam "A" has a wedge, which this version does not compute/],
    ['plan-electrons.dcm', /Beam "E" is of electrons/],
    ['plan-15mv.dcm', /Beam "A" is of 15 MV, flattened, and no machine of the product is/],
    ['plan-brachy.dcm', /plan-brachy.dcm is a brachytherapy plan/],
    ['rtstruct.dcm', /rtstruct.dcm holds RTSTRUCT, not an RT plan/],
    ['plan-prone.dcm', /RT3067 .*patient HFP/],
    ['plan-crossing.dcm', /RT3071 .*cross/],
  ] as const)
    it(`writes nothing of ${file}, and says why`, async () => {
      const { code, stderr } = await bench.dosewright('import', file, ...given, '--out', 'mine.rtplan');
      assert.equal(code, 3);
      assert.match(stderr, reason);
      assert.ok(!existsSync(bench.path('mine.rtplan')));
    });

  it('imports the part of a plan that can be computed where the user names it', async () => {
    const { code, stderr } = await bench.dosewright(
      'import',
      'plan-electrons.dcm',
      ...given,
      '--only',
      'A',
      '--out',
      'mine.rtplan',
    );
    assert.equal(code, 0, stderr);
    assert.match(text('mine.rtplan'), /only "A"$/m);
    const unknown = await bench.dosewright('import', 'plan.dcm', ...given, '--only', 'B', '--out', 'other.rtplan');
    assert.equal(unknown.code, 3);
    assert.match(unknown.stderr, /no beam "B". It holds "Anterior", "Left"/);
  });

  it('asks for the CT where there is none beside the plan', async () => {
    const { code, stderr } = await bench.dosewright('import', 'plan.dcm', '--out', 'mine.rtplan');
    assert.equal(code, 3);
    assert.match(stderr, /There is no CT beside plan.dcm.*--ct FOLDER/);
  });

  it('ends with 2 where the arguments are wrong', async () => {
    for (const args of [
      [],
      ['plan.dcm'],
      ['plan.dcm', '--out', 'mine.txt'],
      ['plan.dcm', '--out', 'a.rtplan', '--patient', 'Jane Doe'],
    ])
      assert.equal((await bench.dosewright('import', ...args)).code, 2, args.join(' '));
  });

  it('finds everything in a vendor’s folder, and does not plan on slices 75 mm apart', async function () {
    const folder = sharedData('data/dicom/oncentra-phantom-complete', this);
    const plan = `${folder}/RP1.3.6.1.4.1.2452.6.2467388899.1146065960.224089749.3085483327.dcm`;
    const all = await bench.dosewright('import', plan, '--out', 'mine.rtplan');
    assert.match(all.stderr, /"B3_electrons" is of electrons/);
    assert.match(all.stderr, /"B2_photons_MLC" is of 15 MV/);
    const one = await bench.dosewright('import', plan, '--only', 'B1_photons', '--out', 'mine.rtplan');
    assert.equal(one.code, 3);
    assert.match(one.stderr, /RT3024 .*75 mm/);
    assert.ok(!existsSync(bench.path('mine.rtplan')));
  });
});
