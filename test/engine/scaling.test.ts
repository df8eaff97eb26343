import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addScaled, groupFactors, type LinearMetric } from '../../src/engine/scaling.ts';

const median = (from: number, to: number) => (dose: Float32Array) =>
  [...dose.subarray(from, to)].sort((a, b) => a - b)[Math.floor((to - from) / 2)];

/** A statistic of the voxels themselves. */
const unsampled = (valueGy: LinearMetric['valueGy']): LinearMetric => ({ sampledGy: (doseGy) => doseGy, valueGy });

describe('group factors', () => {
  it('scales a lone group to its prescription exactly', () => {
    const unitDoseGy = Float32Array.of(0.5, 1, 1.5);
    assert.deepEqual(
      groupFactors([{ unitDoseGy, fixed: false, goal: { doseGy: 50, ...unsampled(median(0, 3)) } }]),
      [50],
    );
  });

  it('scales an inner group so that both groups together give the inner prescription', () => {
    const outer = Float32Array.of(1, 1, 1, 1, 1);
    const inner = Float32Array.of(0.1, 0.1, 0.1, 0.9, 1.1);
    const [a, b] = groupFactors([
      { unitDoseGy: outer, fixed: false, goal: { doseGy: 50, ...unsampled(median(0, 3)) } },
      { unitDoseGy: inner, fixed: false, goal: { doseGy: 60, ...unsampled(median(3, 5)) } },
    ]);
    assert.equal(a, 50);
    const total = new Float32Array(5);
    addScaled(total, outer, a ?? NaN);
    addScaled(total, inner, b ?? NaN);
    assert.ok(Math.abs(median(3, 5)(total) - 60) < 1e-4, `the inner region gets ${median(3, 5)(total)} Gy`);
  });

  it('has no factor where the outer group already gives the inner region more than it should have', () => {
    const goal = { doseGy: 40, ...unsampled(median(0, 1)) };
    const unitDoseGy = Float32Array.of(1);
    assert.deepEqual(
      groupFactors([
        { unitDoseGy, fixed: false, goal: { ...goal, doseGy: 50 } },
        { unitDoseGy, fixed: false, goal },
      ]),
      [50, undefined],
    );
  });

  it('has no factor for a group that gives its region nothing', () => {
    assert.deepEqual(
      groupFactors([
        { unitDoseGy: new Float32Array(3), fixed: false, goal: { doseGy: 50, ...unsampled(median(0, 3)) } },
      ]),
      [undefined],
    );
  });

  it('takes a group given in MU as it is', () => {
    assert.deepEqual(groupFactors([{ unitDoseGy: Float32Array.of(1), fixed: true }]), [1]);
  });

  it('scales with the prescription (law: homogeneous of degree one)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: Math.fround(0.01), max: 2, noNaN: true }), { minLength: 3, maxLength: 20 }),
        fc.double({ min: 1, max: 90, noNaN: true }),
        (doses, doseGy) => {
          const unitDoseGy = Float32Array.from(doses);
          const factor = (d: number) =>
            groupFactors([
              { unitDoseGy, fixed: false, goal: { doseGy: d, ...unsampled(median(0, doses.length)) } },
            ])[0] ?? NaN;
          assert.ok(Math.abs(factor(2 * doseGy) - 2 * factor(doseGy)) < 1e-9 * factor(2 * doseGy));
        },
      ),
      { seed: 20261124, numRuns: 200 },
    );
  });
});
