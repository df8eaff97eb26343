import assert from 'node:assert/strict';
import * as z from 'zod';
import type { CompareJson } from '../../src/cli/compare-json.ts';
import { writeNrrd } from '../../src/patient/files/nrrd.ts';
import type { Volume } from '../../src/patient/grid.ts';
import { commandLineBench } from '../support/command-line.ts';
import { doseBytes, type DoseSpec } from '../support/rtdose-writer.ts';
import { smallPlan } from '../support/small-plan.ts';
import { identifiers } from '../support/synthetic-patient.ts';

describe('dosewright compare', function () {
  this.timeout(120_000);
  const bench = commandLineBench();

  const uniform = (gy: number, size: Volume['grid']['size'] = [12, 12, 8]): Uint8Array =>
    writeNrrd({
      grid: { size, originMm: [-55, -55, -35], spacingMm: [10, 10, 10] },
      values: new Float32Array(size[0] * size[1] * size[2]).fill(gy),
      quantity: 'Gy',
    });
  const inFrame = (extra: DoseSpec = {}): Uint8Array => doseBytes({ stored: () => 50000, ...extra });

  const json = async (...args: string[]): Promise<CompareJson> => {
    const ended = await bench.dosewright('compare', ...args, '--json');
    assert.equal(ended.code, 0, ended.stderr);
    return JSON.parse(ended.stdout) as CompareJson;
  };

  it('says how much of the reference passes, by which conventions, and how the doses differ', async () => {
    bench.write('a.nrrd', uniform(50));
    bench.write('b.nrrd', uniform(51.2));
    const { code, stdout, stderr } = await bench.dosewright(
      ...['compare', 'a.nrrd', 'b.nrrd', '--gamma', '3%/2mm', '--gamma', '2%/2mm'],
    );
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^A, reference: +a\.nrrd: NRRD, 12 × 12 × 8 voxels of 10 × 10 × 10 mm, maximum 50\.000 Gy/m);
    assert.match(stdout, /B interpolated trilinearly/);
    assert.match(stdout, /dose criterion of 50\.000 Gy \(global\)/);
    assert.match(stdout, /voxels of A from 10 % of 50\.000 Gy on/);
    assert.match(stdout, /^3 % \/ 2 mm +100\.00 % +1,152 of 1,152 +0\.800 +0\.80 /m);
    assert.match(stdout, /^2 % \/ 2 mm +0\.00 % +0 of 1,152 +1\.200 +1\.20 /m);
    assert.match(stdout, /mean \+1\.200 Gy \(\+2\.40 %\), root mean square 1\.200 Gy \(2\.40 %\)/);
    assert.match(stdout, /Research use only/);
  });

  it('gives the same for machines, as its schema says', async () => {
    bench.write('a.nrrd', uniform(50));
    bench.write('b.nrrd', uniform(51.5, [12, 12, 6]));
    const found = await json('a.nrrd', 'b.nrrd');
    const { stdout } = await bench.dosewright('schema', 'compare');
    z.fromJSONSchema(JSON.parse(stdout) as Parameters<typeof z.fromJSONSchema>[0]).parse(found);
    assert.deepEqual(found.voxels, { compared: 864, referenceOutside: 288, evaluatedOutside: 0 });
    const [gamma] = found.gamma;
    assert.deepEqual([gamma.judged, gamma.outside, gamma.passPercent, gamma.local], [864, 288, 100, false]);
    const stated = await json('a.nrrd', 'b.nrrd', '--normalise', '100Gy', '--threshold', '20%');
    assert.equal(stated.gamma[0].normalisationGy, 100);
    assert.ok(Math.abs(stated.gamma[0].mean! - 0.5) < 1e-3);
    const local = await json('a.nrrd', 'b.nrrd', '--normalise', '100Gy', '--local');
    assert.ok(Math.abs(local.gamma[0].mean! - 1) < 1e-3);
    const none = await json('a.nrrd', 'b.nrrd', '--normalise', '100Gy', '--threshold', '60%');
    assert.deepEqual([none.gamma[0].judged, none.gamma[0].passPercent, none.difference], [0, null, null]);
  });

  it('takes the folders that run wrote, and the regions of the plan', async () => {
    bench.write('a.rtplan', smallPlan());
    bench.write('b.rtplan', smallPlan({ 'D50% = 50 Gy\n}': 'D50% = 51 Gy\n}' }));
    const ran = await Promise.all(
      ['a', 'b'].map((name) => bench.dosewright('run', `${name}.rtplan`, '--out', `out-${name}`, '--dicom')),
    );
    assert.deepEqual(
      ran.map(({ code }) => code),
      [0, 0],
    );
    const found = await json('out-a', 'out-b', '--plan', 'a.rtplan');
    assert.deepEqual(
      found.regions.map(({ name }) => name),
      ['Spine', 'GTV', 'Avid'],
    );
    const gtv = found.regions[1];
    assert.ok(Math.abs(gtv.reference.d50Gy! - 50) < 1e-3 && Math.abs(gtv.evaluated.d50Gy! - 51) < 1e-3);
    assert.deepEqual(
      found.diagnostics.filter(({ severity }) => severity === 'warning').map(({ code }) => code),
      ['RT3016'],
      'NRRD states no frame of reference, the CT does',
    );
    assert.equal(found.gamma[0].passPercent, 100);

    // The DICOM twins lie in the CT's frame, and nothing is left to doubt.
    const dicom = await json('out-a/dose.dcm', 'out-b/dose.dcm', '--structures', 'rtstruct.dcm', '--ct', 'ct');
    assert.deepEqual(dicom.diagnostics, []);
    const byStructure = dicom.regions.find(({ name }) => name === 'GTV')!;
    assert.ok(Math.abs(byStructure.evaluated.d50Gy! - 51) < 1e-3);
    const { stdout, stderr } = await bench.dosewright(
      ...['compare', 'out-a/dose.dcm', 'out-b/dose.dcm', '--structures', 'rtstruct.dcm', '--ct', 'ct'],
    );
    assert.match(stdout, /^GTV +\d+\.\d+ +D98% +\d+\.\d\d +\d+\.\d\d +\+\d\.\d\d$/m);
    assert.match(stdout, /^ +D50% +50\.00 +51\.00 +\+1\.00$/m);
    for (const identifier of identifiers) assert.ok(!(stdout + stderr).includes(identifier));
  });

  it('ends with 1 where fewer pass than asked for', async () => {
    bench.write('a.nrrd', uniform(50));
    bench.write('b.nrrd', uniform(52));
    const args = ['compare', 'a.nrrd', 'b.nrrd', '--gamma', '5%/1mm', '--gamma', '3%/1mm'];
    assert.equal((await bench.dosewright(...args)).code, 0);
    const { code, stderr } = await bench.dosewright(...args, '--pass', '95%');
    assert.deepEqual([code, stderr], [1, '1 of 2 pass rates are below 95 %.\n']);
  });

  it('ends with 1 where the doses do not overlap', async () => {
    bench.write('a.nrrd', uniform(50));
    bench.write('b.dcm', inFrame({ position: [900, 0, 0] }));
    const { code, stderr } = await bench.dosewright('compare', 'a.nrrd', 'b.dcm');
    assert.equal(code, 1);
    assert.match(stderr, /do not overlap/);
  });

  describe('ends with 3, and why, for', () => {
    const refusals: Record<string, [Record<string, Uint8Array>, args: string[], says: RegExp]> = {
      'a dose that is not there': [{}, ['a.nrrd', 'b.nrrd'], /^b\.nrrd:1:1 error RT3001 /m],
      'a dose with NaN': [
        { 'b.nrrd': uniform(NaN) },
        ['a.nrrd', 'b.nrrd'],
        /^b\.nrrd:1:1 error RT3032 .*1,152 voxels/m,
      ],
      'a relative dose': [
        { 'b.dcm': inFrame({ extra: { '30040002': ['CS', 'RELATIVE'] } }) },
        ['a.nrrd', 'b.dcm'],
        /^b\.dcm:1:1 error RT3009 /m,
      ],
      'doses in two frames of reference': [
        { 'b.dcm': inFrame(), 'c.dcm': inFrame({ frameOfReferenceUid: '1.9' }) },
        ['b.dcm', 'c.dcm'],
        /^c\.dcm:1:1 error RT3014 A and B have different frames of reference/m,
      ],
      'structures in another frame than the doses': [
        { 'b.dcm': inFrame({ frameOfReferenceUid: '1.9' }) },
        ['b.dcm', 'b.dcm', '--structures', 'rtstruct.dcm', '--ct', 'ct'],
        /error RT3014 A and the regions have different frames/m,
      ],
      'a plan that is not there': [{}, ['a.nrrd', 'a.nrrd', '--plan', 'no.rtplan'], /^no\.rtplan: cannot be read/m],
    };
    for (const [what, [files, args, says]] of Object.entries(refusals)) {
      it(what, async () => {
        bench.write('a.nrrd', uniform(50));
        for (const [name, bytes] of Object.entries(files)) bench.write(name, bytes);
        const { code, stdout, stderr } = await bench.dosewright('compare', ...args);
        assert.match(stderr, says);
        assert.deepEqual([code, stdout], [3, '']);
        assert.doesNotMatch(stderr, /Doe|Jane|MRN4711/);
      });
    }
  });

  it('ends with 1 for a plan with errors', async () => {
    bench.write('a.nrrd', uniform(50));
    bench.write('bad.rtplan', smallPlan({ 'GTV 50 Gy': 'GTV 50' }));
    const { code, stderr } = await bench.dosewright('compare', 'a.nrrd', 'a.nrrd', '--plan', 'bad.rtplan');
    assert.equal(code, 1);
    assert.match(stderr, /^bad\.rtplan:18:7 error RT2002/m);
  });

  it('ends with 2 where it is asked wrongly', async () => {
    const wrong: [args: string[], says: RegExp][] = [
      [['a'], /expects two doses/],
      [['a', 'b', '--gamma', '3/2'], /--gamma expects a dose and a distance such as 3%\/2mm/],
      [['a', 'b', '--gamma', '3%/0mm'], /--gamma expects/],
      [['a', 'b', '--threshold', '10'], /--threshold expects per cent/],
      [['a', 'b', '--pass', '101%'], /--pass expects per cent/],
      [['a', 'b', '--normalise', '0Gy'], /--normalise expects a dose/],
      [['a', 'b', '--structures', 's.dcm'], /--structures and --ct go together/],
      [['a', 'b', '--structures', 's.dcm', '--ct', 'ct', '--plan', 'p'], /not from both/],
    ];
    for (const [args, says] of wrong) {
      const { code, stderr } = await bench.dosewright('compare', ...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, says);
    }
  });

  it('puts a plan beside its baselines, or two plans beside each other, and refuses what has nothing to compare with', async () => {
    const baseline = `baseline Less = this with schedule 20 fractions, 5 per week {\n  GTV 40 Gy\n  normalise GTV D50% = 40 Gy\n}\n`;
    bench.write('ladder.rtplan', `${smallPlan()}\n${baseline}`);
    bench.write('alone.rtplan', smallPlan());
    const told = await bench.dosewright('compare', 'ladder.rtplan', '--json');
    assert.equal(told.code, 0, told.stderr);
    const json = JSON.parse(told.stdout) as {
      rungs: string[];
      rows: { what: string; region: string; cells: { value: number | null; met: boolean | null }[] }[];
      differences: { meanGy: number }[];
    };
    assert.deepEqual(json.rungs, ['Less', 'this plan']);
    const d95 = json.rows.find(({ what, region }) => region === 'GTV' && what.startsWith('D95%'))!;
    // The same beams, scaled: 40 Gy against 50 Gy.
    assert.ok(Math.abs(d95.cells[1].value! / d95.cells[0].value! - 1.25) < 1e-4);
    assert.ok(json.differences[0].meanGy > 0);
    const two = await bench.dosewright('compare', 'alone.rtplan', 'ladder.rtplan');
    assert.equal(two.code, 0, two.stderr);
    assert.match(two.stdout, /alone\.rtplan\s+ladder\.rtplan/);
    const none = await bench.dosewright('compare', 'alone.rtplan');
    assert.equal(none.code, 1);
    assert.match(none.stderr, /no baseline/);
    const wrong = await bench.dosewright('compare', 'ladder.rtplan', '--gamma', '3%/2mm');
    assert.equal(wrong.code, 2);
  });
});
