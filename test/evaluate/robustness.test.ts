import assert from 'node:assert/strict';
import { ballQuantile, cumulativeNormal, normalQuantile } from '../../src/biology/normal-distribution.ts';
import { blurredEdgeDose, blurredEdgePosition } from '../../src/evaluate/penumbra-blur.ts';
import { respiratoryMotion } from '../../src/evaluate/respiratory-motion.ts';
import { inQuadrature, setupErrors } from '../../src/evaluate/setup-errors.ts';
import { doseOverScenarios } from '../../src/evaluate/shifted-dose.ts';
import { linearMarginMm, marginRecipes, penumbraMarginMm } from '../../src/evidence/margin-recipes.ts';
import { DomainError } from '../../src/units/domain-error.ts';

describe('set-up errors', () => {
  it('of patients who are each exact but differ are systematic; of patients who vary alike are random', () => {
    assert.deepEqual(
      setupErrors([
        [1, 1],
        [3, 3],
        [5, 5],
      ]),
      { groupMeanMm: 3, systematicMm: 2, randomMm: 0 },
    );
    const { systematicMm, randomMm } = setupErrors([
      [-1, 1],
      [-1, 1],
    ]);
    assert.deepEqual([systematicMm, randomMm], [0, Math.SQRT2]);
  });

  it('add up as squares, not as lengths', () => assert.equal(inQuadrature([3, 4]), 5));

  it('need two patients of two fractions', () => {
    for (const shifts of [[[1, 2]], [[1], [2]], [], [[1, 2], [3]]])
      assert.throws(() => setupErrors(shifts), DomainError);
    assert.throws(() => inQuadrature([-1]), DomainError);
  });
});

describe('margins', () => {
  it('cover the published shares: 2.16, 2.31, 2.50, 2.79, 3.36 SD for 80, 85, 90, 95, 99 % of patients (van Herk 2000)', () => {
    for (const [share, factor] of [
      [0.8, 2.16],
      [0.85, 2.31],
      [0.9, 2.5],
      [0.95, 2.79],
      [0.99, 3.36],
    ])
      assert.ok(Math.abs(ballQuantile(share) - factor) < 0.01);
  });

  it('for large random errors the recipe with a penumbra exceeds the straight one, for small ones it is less', () => {
    const full = (randomMm: number) => penumbraMarginMm({ systematicMm: 2, randomMm }, 3.2);
    const simple = (randomMm: number) => linearMarginMm(marginRecipes.vanHerk, { systematicMm: 2, randomMm });
    assert.ok(full(1) < simple(1) && full(8) > simple(8));
    assert.equal(full(0), 5);
  });
});

describe('a blurred edge', () => {
  const edge = { penumbraSdMm: 3.2, randomSdMm: 3 };

  it('is one half at the edge, and 95 % where it says', () => {
    assert.equal(blurredEdgeDose(0, edge), 0.5);
    assert.ok(Math.abs(blurredEdgeDose(blurredEdgePosition(0.95, edge), edge) - 0.95) < 1e-12);
    assert.ok(blurredEdgePosition(0.95, edge) < blurredEdgePosition(0.95, { ...edge, randomSdMm: 0 }));
  });

  it('quantiles are the distribution backwards', () => {
    for (const p of [1e-9, 0.025, 0.5, 0.9]) assert.ok(Math.abs(cumulativeNormal(normalQuantile(p)) / p - 1) < 1e-9);
    assert.deepEqual([normalQuantile(0), normalQuantile(1), ballQuantile(0)], [-Infinity, Infinity, 0]);
  });
});

describe('respiratory motion', () => {
  it('has the moments of its curve over a period', () => {
    for (const n of [1, 2, 3]) {
      const z = Array.from({ length: 4000 }, (_, i) => 12 * Math.cos((Math.PI * i) / 4000) ** (2 * n));
      const mean = z.reduce((sum, mm) => sum + mm, 0) / z.length;
      const sd = Math.sqrt(z.reduce((sum, mm) => sum + (mm - mean) ** 2, 0) / z.length);
      const found = respiratoryMotion(12, n);
      assert.ok(Math.abs(found.meanMm - mean) < 1e-9 && Math.abs(found.sdMm - sd) < 1e-9);
    }
    assert.throws(() => respiratoryMotion(12, 1.5), DomainError);
  });
});

describe('dose over scenarios', () => {
  const dose = { positionMm: [-10, 0, 10], doseGy: [0, 60, 0] };

  it('without shift is the dose; a shift of a step is the neighbour, held at the end', () => {
    assert.deepEqual(doseOverScenarios(dose, [{ shiftMm: 0, weight: 3 }]).expectedGy, [0, 60, 0]);
    assert.deepEqual(doseOverScenarios(dose, [{ shiftMm: 10, weight: 1 }]).expectedGy, [60, 0, 0]);
  });

  it('expected lies between least and greatest, by relative weights', () => {
    const found = doseOverScenarios(dose, [
      { shiftMm: 0, weight: 1 },
      { shiftMm: 5, weight: 3 },
    ]);
    assert.deepEqual([found.leastGy[1], found.expectedGy[1], found.greatestGy[1]], [30, 37.5, 60]);
  });

  it('refuses negative doses and weights, and none at all', () => {
    const negative = { ...dose, doseGy: dose.doseGy.map((gy, i) => (i === 0 ? -1 : gy)) };
    assert.throws(() => doseOverScenarios(negative, [{ shiftMm: 0, weight: 1 }]), DomainError);
    for (const weight of [-1, 0]) assert.throws(() => doseOverScenarios(dose, [{ shiftMm: 0, weight }]), DomainError);
    assert.throws(() => doseOverScenarios(dose, []), DomainError);
  });
});
