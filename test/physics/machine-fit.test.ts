import assert from 'node:assert/strict';
import { contaminationOnAxis } from '../../src/physics/contamination.ts';
import { fitMachine, type MeasuredCurve } from '../../src/physics/machine-fit.ts';
import { machines, type Machine } from '../../src/physics/machine.ts';
import { scaledEnergies, spectrumOf } from '../../src/physics/spectrum.ts';
import { pooledDose } from '../support/pooled-dose.ts';
import { offAxis, onAxis, scanWater, type TankField } from '../../src/physics/water-scan.ts';

const start = machines.get('std.linac6MV')!;
const tank: TankField = { fieldMm: 100, ssdMm: 1000, widthMm: 240, depthMm: 260, lateralStepMm: 5, depthStepMm: 2.5 };
const stated = (value: number) => ({ value, source: 'this test' });

describe('fitting a machine to measurements', function () {
  this.timeout(600_000);
  /** Few cones: what is made and what is fitted share their ray effects. */
  const doseOf = pooledDose(20);

  it('finds the spectrum and the electrons that depth doses were made with', async () => {
    const truth: Machine = {
      ...start,
      spectrum: { bins: [...scaledEnergies(spectrumOf(start), 0.93).bins], source: 'this test' },
      electrons: undefined,
    };
    const electrons = { surfaceGyCm2: stated(2.2e-12), depthMm: stated(7.5), sigmaMm: stated(80) };
    const scan = await scanWater(truth, tank, doseOf);
    const depthMm = [2, 4, 6, 8, 10, 13, 16, 20, 30, 50, 80, 100, 140, 200];
    const dose = depthMm.map((depth) => 37 * (onAxis(scan, depth) + contaminationOnAxis({ ...truth, electrons }, tank, depth))); // prettier-ignore
    const fit = await fitMachine(
      start,
      [{ kind: 'depth', fieldMm: 100, ssdMm: 1000, depthMm, dose }],
      'the test',
      doseOf,
    );
    assert.ok(Math.abs(fit.energyFactor - 0.93) < 0.003, `energies × ${fit.energyFactor}`);
    assert.ok(Math.abs(fit.machine.electrons!.surfaceGyCm2.value / 2.2e-12 - 1) < 0.05);
    assert.ok(Math.abs(fit.machine.electrons!.depthMm.value / 7.5 - 1) < 0.05);
    assert.match(fit.machine.spectrum!.source, /the test/);
    const sum = fit.machine.spectrum!.bins.reduce((total, { fluence }) => total + fluence, 0);
    assert.ok(Math.abs(sum - 1) < 1e-4);
    assert.ok(fit.before[0].rmsPercent > 0.5, `${fit.before[0].rmsPercent}`);
  });

  it('finds the width of the focal spot that profiles were made with, along each axis that has one', async () => {
    const wide: Machine = { ...start, focalSpot: { sigmaXMm: stated(1.5), sigmaYMm: stated(0.5) } };
    const fine: TankField = { ...tank, fieldMm: 50, widthMm: 180, depthMm: 200, lateralStepMm: 1.5 };
    const scan = await scanWater(wide, fine, doseOf);
    const positionMm = Array.from({ length: 45 }, (_, i) => 2 * (i - 22));
    const profile = (axis: 'x' | 'y'): MeasuredCurve => ({
      kind: 'profile',
      axis,
      fieldMm: 50,
      ssdMm: 1000,
      depthMm: 50,
      positionMm,
      dose: positionMm.map((at) => 5 * offAxis(scan, axis, 50, at)),
    });
    const fit = await fitMachine(start, [profile('x')], 'the test', doseOf);
    assert.ok(Math.abs(fit.machine.focalSpot.sigmaXMm.value - 1.5) < 0.05, `${fit.machine.focalSpot.sigmaXMm.value}`);
    assert.equal(fit.machine.focalSpot.sigmaYMm, start.focalSpot.sigmaYMm);
    const both = await fitMachine(start, [profile('x'), profile('y')], 'the test', doseOf);
    assert.ok(Math.abs(both.machine.focalSpot.sigmaYMm.value - 0.5) < 0.1, `${both.machine.focalSpot.sigmaYMm.value}`);
    for (const { rmsPercent } of both.after) assert.ok(rmsPercent < 0.1, `${rmsPercent} %`);
    assert.ok(both.before[0].rmsPercent > both.after[0].rmsPercent * 5);
  });
});
