import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addAllScaled, type DoseGoal, groupFactors } from '../../src/engine/scaling.ts';

const seed = 20261124;

/** A prescription to the median of some voxels, of groups that give each voxel so much. */
function medianGoal(doseGy: number, voxels: readonly [number, number], groups: readonly Float32Array[]): DoseGoal {
  const [from, to] = voxels;
  return {
    region: 'R',
    metric: { kind: 'doseAtVolume', value: 50, unit: 'percent' },
    doseGy,
    samplesGy: (group) => groups[group].subarray(from, to),
    valueGy: median,
  };
}

const median = (doses: Float32Array): number => [...doses].sort((a, b) => a - b)[Math.floor(doses.length / 2)];

describe('group factors', () => {
  it('scales a lone group to its prescription exactly', () => {
    const goal = medianGoal(50, [0, 3], [Float32Array.of(0.5, 1, 1.5)]);
    assert.deepEqual(groupFactors([{ fixed: false, goal }]), [50]);
  });

  it('scales an inner group so that both groups together give the inner prescription', () => {
    const outer = Float32Array.of(1, 1, 1, 1, 1);
    const inner = Float32Array.of(0.1, 0.1, 0.1, 0.9, 1.1);
    const [a, b] = groupFactors([
      { fixed: false, goal: medianGoal(50, [0, 3], [outer, inner]) },
      { fixed: false, goal: medianGoal(60, [3, 5], [outer, inner]) },
    ]);
    assert.equal(a, 50);
    const total = new Float32Array(5);
    addAllScaled(total, [
      { doseGy: outer, factor: a ?? NaN },
      { doseGy: inner, factor: b ?? NaN },
    ]);
    const reached = median(total.subarray(3, 5));
    assert.ok(Math.abs(reached - 60) < 1e-4, `the inner region gets ${reached} Gy`);
  });

  it('has no factor where the outer group already gives the inner region more than it should have', () => {
    const groups = [Float32Array.of(1), Float32Array.of(1)];
    assert.deepEqual(
      groupFactors([
        { fixed: false, goal: medianGoal(50, [0, 1], groups) },
        { fixed: false, goal: medianGoal(40, [0, 1], groups) },
      ]),
      [50, undefined],
    );
  });

  it('has no factor for a group that gives its region nothing', () => {
    assert.deepEqual(groupFactors([{ fixed: false, goal: medianGoal(50, [0, 3], [new Float32Array(3)]) }]), [
      undefined,
    ]);
  });

  it('takes a group given in MU as it is', () => {
    assert.deepEqual(groupFactors([{ fixed: true }]), [1]);
  });

  it('scales with the prescription (law: homogeneous of degree one)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: Math.fround(0.01), max: 2, noNaN: true }), { minLength: 3, maxLength: 20 }),
        fc.double({ min: 1, max: 90, noNaN: true }),
        (doses, doseGy) => {
          const factor = (d: number) =>
            groupFactors([{ fixed: false, goal: medianGoal(d, [0, doses.length], [Float32Array.from(doses)]) }])[0] ??
            NaN;
          assert.ok(Math.abs(factor(2 * doseGy) - 2 * factor(doseGy)) < 1e-9 * factor(2 * doseGy));
        },
      ),
      { seed, numRuns: 200 },
    );
  });
});

describe('sums of doses', () => {
  const part = fc.record({
    doseGy: fc
      .array(fc.float({ min: 0, max: 80, noNaN: true }), { minLength: 5, maxLength: 5 })
      .map((gy) => Float32Array.from(gy)),
    factor: fc.double({ min: 0, max: 300, noNaN: true }),
  });

  it('have the bits of one part added after another, however many there are', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 11 }), (parts) => {
        const oneByOne = new Float32Array(5);
        for (const { doseGy, factor } of parts) for (let i = 0; i < 5; i++) oneByOne[i] += doseGy[i] * factor;
        const sum = new Float32Array(5);
        addAllScaled(sum, parts);
        assert.deepEqual(sum, oneByOne);
      }),
      { seed, numRuns: 300 },
    );
  });
});
