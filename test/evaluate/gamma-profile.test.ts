import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gammaIndex } from '../../src/evaluate/gamma.ts';
import { gradientGamma, profileGamma } from '../../src/evaluate/gamma-profile.ts';
import type { Volume } from '../../src/patient/grid.ts';
import { DomainError } from '../../src/units/domain-error.ts';

const criteria = { dosePercent: 3, distanceMm: 2, local: false, thresholdPercent: 0 };
const positionMm = Array.from({ length: 21 }, (_, i) => 2 * i);
const profile = fc.array(fc.double({ min: 1, max: 60, noNaN: true }), { minLength: 21, maxLength: 21 });

describe('gamma along a line', () => {
  it('of a profile with itself is 0', () => {
    const doseGy = positionMm.map((mm) => 60 * Math.exp(-mm / 20));
    const { gamma, judged, passed } = profileGamma({ positionMm, doseGy }, { positionMm, doseGy }, criteria);
    assert.deepEqual([Math.max(...gamma.map((g) => g!)), judged, passed], [0, 21, 21]);
  });

  it('is the gamma of three dimensions where the dose varies along one', () => {
    const volumeOf = (doseGy: readonly number[]): Volume => ({
      grid: { size: [21, 1, 1], originMm: [0, 0, 0], spacingMm: [2, 2, 2] },
      values: Float32Array.from(doseGy),
      quantity: 'Gy',
    });
    fc.assert(
      fc.property(profile, profile, (one, other) => {
        const line = profileGamma({ positionMm, doseGy: one }, { positionMm, doseGy: other }, criteria).gamma;
        const { gamma } = gammaIndex(volumeOf(one), volumeOf(other), criteria);
        for (const [i, value] of line.entries()) {
          const spatial = gamma[i];
          // Beyond the outermost points a grid holds its dose for half a voxel; in the middle both are the same, up to a cap of 2.
          if (i > 2 && i < 18) assert.ok(Math.abs(Math.min(2, value!) - spatial) < 1e-4, `${value} ${spatial}`);
        }
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it('in a gradient is its closed form: a shift in a steep one is judged by distance', () => {
    const doseGy = positionMm.map((mm) => 5 * mm);
    const shifted = doseGy.map((gy) => gy + 10);
    const norm = { ...criteria, normalisationGy: 60 };
    const { gamma } = profileGamma({ positionMm, doseGy }, { positionMm, doseGy: shifted }, norm);
    const expected = gradientGamma({ offsetGy: 10, slopeGyPerMm: 5, toleranceGy: 1.8, distanceMm: 2 });
    for (const value of gamma.slice(3, -3)) assert.ok(Math.abs(value! - expected) < 1e-12);
    assert.equal(gradientGamma({ offsetGy: -0.9, slopeGyPerMm: 0, toleranceGy: 1.8, distanceMm: 2 }), 0.5);
  });

  it('does not judge below the threshold, nor a share of no dose', () => {
    const line = { positionMm: [0, 1, 2], doseGy: [0, 5, 60] };
    const judged = (local: boolean, thresholdPercent: number) =>
      profileGamma(line, line, { ...criteria, local, thresholdPercent }).gamma.map((g) => g !== undefined);
    assert.deepEqual(judged(false, 10), [false, false, true]);
    assert.deepEqual(judged(false, 0), [true, true, true]);
    assert.deepEqual(judged(true, 0), [false, true, true]);
  });

  it('refuses positions that do not ascend, lists of two lengths, and a reference without dose', () => {
    const line = { positionMm: [0, 1], doseGy: [1, 2] };
    for (const wrong of [
      { positionMm: [1, 0], doseGy: [1, 2] },
      { positionMm: [0], doseGy: [1, 2] },
      { positionMm: [0, 1], doseGy: [0, 0] },
      { positionMm: [0, 1], doseGy: [1, NaN] },
    ])
      assert.throws(() => profileGamma(wrong, line, criteria), DomainError);
    assert.throws(() => profileGamma(line, line, { ...criteria, distanceMm: 0 }), DomainError);
    assert.throws(() => profileGamma(line, line, { ...criteria, thresholdPercent: -1 }), DomainError);
  });
});
