import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { loadDose } from '../../src/patient/files/load-dose.ts';
import { commandLineBench } from '../support/command-line.ts';
import { debianTool } from '../support/debian-tool.ts';
import { smallPlan } from '../support/small-plan.ts';
import { identifiers } from '../support/synthetic-patient.ts';

describe('dosewright run --dicom', function () {
  this.timeout(120_000);
  const bench = commandLineBench();

  it('writes the dose as DICOM too, in the frame of the CT, under the pseudonym, and takes it away with the next run', async () => {
    bench.write('small.rtplan', smallPlan());
    const ended = await bench.dosewright('run', 'small.rtplan', '--dicom', '--out', 'out');
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /^Wrote dose\.dcm, plan\.dcm, plan\.lock, dose\.nrrd/m);
    const [{ dose: dicom }, { dose: nrrd }] = await Promise.all([
      loadDose(bench.path('out/dose.dcm')),
      loadDose(bench.path('out/dose.nrrd')),
    ]);
    assert.deepEqual(dicom!.volume.grid, nrrd!.volume.grid);
    const most = nrrd!.volume.values.reduce((a, b) => Math.max(a, b), 0);
    dicom!.volume.values.forEach((gy, i) => assert.ok(Math.abs(gy - nrrd!.volume.values[i]) <= most * 2 ** -23));
    const ct = readFileSync(bench.path('ct/slice-0.dcm'), 'latin1');
    assert.ok(ct.includes(dicom!.frameOfReferenceUid!), 'the frame of reference is the CT’s');
    for (const name of ['dose.dcm', 'plan.dcm']) {
      const text = readFileSync(bench.path('out', name), 'latin1');
      for (const identifier of identifiers) assert.ok(!text.includes(identifier), `${name} holds ${identifier}`);
      assert.match(text, /RESEARCH USE ONLY - NOT FOR CLINICAL USE/);
      // PN and LO, explicit, of two characters: P1.
      assert.match(text, /PN\u0002\u0000P1.*LO\u0002\u0000P1/s);
    }

    await bench.dosewright('run', 'small.rtplan', '--out', 'out');
    assert.equal(existsSync(bench.path('out/dose.nrrd')), true);
    for (const name of ['dose.dcm', 'plan.dcm']) assert.equal(existsSync(bench.path('out', name)), false);
  });

  it('with 16 bits is what dciodvfy accepts, NOT DOSIMETRIC said', async function () {
    const cut = {
      'dicom "ct"': 'dicom "ct-cut"',
      'structure "External"': 'threshold -300 HU',
      'gantry = 0': 'gantry = 90',
      '  aperture': '  accept truncated\n  aperture',
    };
    bench.write('small.rtplan', smallPlan(cut));
    const { code } = await bench.dosewright('run', 'small.rtplan', '--out', 'out', '--dicom', '16');
    assert.ok(code === 0 || code === 1, 'goals may fail');
    for (const name of ['dose.dcm', 'plan.dcm']) {
      const checked = debianTool(this, { program: 'dciodvfy', from: 'dicom3tools' }, bench.path('out', name));
      assert.equal(checked.code, 0, checked.output);
      assert.match(readFileSync(bench.path('out', name), 'latin1'), /NOT DOSIMETRIC - RESEARCH USE ONLY/);
    }
  });

  it('refuses another number of bits', async () => {
    const ended = await bench.dosewright('run', 'small.rtplan', '--out', 'out', '--dicom', '12');
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /--dicom expects 16 or 32 bits a value, not "12"/);
  });
});
