import assert from 'node:assert/strict';
import fc from 'fast-check';
import { voxelBed } from '../../src/biology/biologically-effective-dose.ts';
import {
  lnPoissonResponse,
  logisticResponse,
  logLogisticResponse,
  probitResponse,
} from '../../src/biology/dose-response.ts';
import { histogramOf } from '../../src/biology/histogram.ts';
import { clonogensIn, poissonTcp, survivingClonogens } from '../../src/biology/tcp-poisson.ts';
import { populationTcp } from '../../src/biology/tcp-population.ts';
import { voxelProductTcp } from '../../src/biology/tcp-voxel-product.ts';
import { cumulativeNormal } from '../../src/biology/normal-distribution.ts';
import { DomainError } from '../../src/units/domain-error.ts';
import { seededRandom } from '../support/random.ts';
import { assertNear, law, real } from './support.ts';

const uniform = (doseGy: number, clonogens = 1e9) => ({
  bedGy: voxelBed([doseGy], { fractions: 30, alphaBetaGy: 10 }, new Float64Array(1)).values,
  clonogens: [clonogens],
});

describe('Poisson tumour control', () => {
  it('rises with dose and alpha, falls with clonogens and doublings', () => {
    law(
      fc.property(
        real(1, 90),
        real(0, 10),
        real(0.05, 0.6),
        real(0, 0.2),
        real(0, 6),
        (d, more, alpha, easier, grown) => {
          const tcp = poissonTcp(uniform(d), alpha, grown);
          assert.ok(tcp >= 0 && tcp <= 1);
          assert.ok(poissonTcp(uniform(d + more), alpha, grown) >= tcp);
          assert.ok(poissonTcp(uniform(d), alpha + easier, grown) >= tcp);
          assert.ok(poissonTcp(uniform(d, 2e9), alpha, grown) <= tcp);
          assert.ok(poissonTcp(uniform(d), alpha, grown + 1) <= tcp);
        },
      ),
    );
  });

  it('one doubling is twice the survivors', () => {
    assertNear(survivingClonogens(uniform(60), 0.3, 1), 2 * survivingClonogens(uniform(60), 0.3));
  });

  it('of the parts is that of the whole', () => {
    const parts = { bedGy: [70, 60, 50], clonogens: [1e8, 2e8, 3e7] };
    const product = [0, 1, 2].reduce(
      (p, i) => p * poissonTcp({ bedGy: [parts.bedGy[i]], clonogens: [parts.clonogens[i]] }, 0.35),
      1,
    );
    assertNear(poissonTcp(parts, 0.35), product);
  });
});

describe('tumour control of a population', () => {
  it('without spread is that of one alpha, and tends to it', () => {
    for (const dose of [45, 60, 66]) {
      const tumour = uniform(dose);
      const alone = poissonTcp(tumour, 0.35);
      assert.equal(populationTcp(tumour, { meanPerGy: 0.35, sdPerGy: 0 }), alone);
      assertNear(populationTcp(tumour, { meanPerGy: 0.35, sdPerGy: 1e-6 }), alone, 1e-6);
      assertNear(populationTcp(tumour, { meanPerGy: 0.35, sdPerGy: 1e-18 }), alone, 1e-9);
    }
  });

  // By the substitution u = (alpha − mean)/sd and a midpoint rule of 200,000 steps, each alpha by itself.
  it('is the mean over the truncated distribution of alpha', () => {
    for (const { meanPerGy, sdPerGy, dose, grown } of [
      { meanPerGy: 0.35, sdPerGy: 0.08, dose: 60, grown: 0 },
      { meanPerGy: 0.3, sdPerGy: 0.07, dose: 70, grown: 6 },
      { meanPerGy: 0.1, sdPerGy: 0.2, dose: 60, grown: 0 },
      { meanPerGy: 0.3, sdPerGy: 1.5, dose: 90, grown: 2 },
    ]) {
      const tumour = uniform(dose);
      const steps = 200_000;
      let [sum, all] = [0, 0];
      for (let n = 0; n < steps; n++) {
        const u = -10 + (20 * (n + 0.5)) / steps;
        const alpha = meanPerGy + u * sdPerGy;
        if (alpha <= 0) continue;
        const weight = Math.exp((-u * u) / 2);
        all += weight;
        sum += weight * poissonTcp(tumour, alpha, grown);
      }
      // Where alpha is cut off, the midpoint rule is off by half a step there.
      assertNear(populationTcp(tumour, { meanPerGy, sdPerGy }, grown), sum / all, 2e-5);
    }
  });

  it('rises with dose', () => {
    law(
      fc.property(real(20, 90), real(0, 10), real(0.01, 0.3), (dose, more, sdPerGy) => {
        const alpha = { meanPerGy: 0.35, sdPerGy };
        assert.ok(populationTcp(uniform(dose + more), alpha) >= populationTcp(uniform(dose), alpha) - 1e-9);
      }),
    );
  });
});

describe('a histogram of voxels', () => {
  const random = seededRandom(5);
  const doses = Float32Array.from({ length: 20_000 }, () => 55 + 20 * random());
  const bed = voxelBed(doses, { fractions: 35, alphaBetaGy: 10 }, new Float64Array(doses.length)).values;
  const clonogens = Float64Array.from(doses, () => 1e4 * random());

  it('keeps all clonogens and the mean, and leaves out what is no number', () => {
    const { mean, weight } = histogramOf([1, 1.5, NaN, 7, 3], [1, 1, 5, 2, 0], 1);
    assert.deepEqual(
      [[...mean], [...weight]],
      [
        [1.25, 7],
        [2, 2],
      ],
    );
    assert.equal(histogramOf([NaN], undefined, 1).mean.length, 0);
  });

  it('gives the tumour control of its voxels', () => {
    const binned = clonogensIn(histogramOf(bed, clonogens, 0.05));
    assert.ok(binned.bedGy.length < 1000);
    for (const alpha of [0.2, 0.25, 0.35])
      assertNear(survivingClonogens(binned, alpha), survivingClonogens({ bedGy: bed, clonogens }, alpha), 2e-5);
  });
});

describe('empirical curves', () => {
  it('are one half at D50 with a slope of gamma50 there', () => {
    law(
      fc.property(real(10, 90), real(0.5, 5), (d50Gy, gamma50) => {
        const curve = { d50Gy, gamma50 };
        for (const response of [
          (d: number) => logisticResponse(d, curve),
          (d: number) => logLogisticResponse(d, curve),
          (d: number) => probitResponse(d, curve),
          (d: number) => Math.exp(lnPoissonResponse(d, { d50Gy, gamma: gamma50, slope: 'at-d50' })),
        ]) {
          assertNear(response(d50Gy), 0.5, 1e-12);
          const h = 1e-5;
          assertNear((response(d50Gy * (1 + h)) - response(d50Gy * (1 - h))) / (2 * h), gamma50, 1e-6);
        }
      }),
    );
  });

  it('without dose: the logistic curve is above 0, the log-logistic one is 0', () => {
    assert.ok(logisticResponse(0, { d50Gy: 50, gamma50: 2 }) > 0);
    assert.equal(logLogisticResponse(0, { d50Gy: 50, gamma50: 2 }), 0);
  });

  it('a product over voxels of one dose is the curve itself, and 0 where a part has no dose', () => {
    const curve = { d50Gy: 50, gamma50: 2 };
    assertNear(voxelProductTcp({ doseGy: [60, 60], volume: [30, 70] }, curve), logLogisticResponse(60, curve));
    assert.equal(voxelProductTcp({ doseGy: [60, 0], volume: [0.99, 0.01] }, curve), 0);
  });
});

describe('the normal distribution', () => {
  // Abramowitz and Stegun, Handbook of Mathematical Functions (1964), tables 26.1 and 26.2.
  it('has its published values, in the tails too', () => {
    assert.equal(cumulativeNormal(0), 0.5);
    assertNear(cumulativeNormal(1), 0.84134474606854, 1e-13);
    assertNear(cumulativeNormal(-2), 0.02275013194818, 1e-12);
    assertNear(cumulativeNormal(-5), 2.866515718791939e-7, 1e-12);
    assertNear(cumulativeNormal(-10), 7.619853024160527e-24, 1e-12);
    law(fc.property(real(-8, 8), (z) => assertNear(cumulativeNormal(z) + cumulativeNormal(-z), 1, 1e-14)));
  });

  it('is smooth where its two forms meet', () => {
    for (const z of [-2 * Math.SQRT2, 2 * Math.SQRT2])
      assertNear(cumulativeNormal(z - 1e-9), cumulativeNormal(z + 1e-9), 1e-7);
  });
});

describe('tumours outside the models', () => {
  const tumour = uniform(60);
  for (const [what, run] of [
    ['alpha of 0', () => poissonTcp(tumour, 0)],
    ['a negative spread', () => populationTcp(tumour, { meanPerGy: 0.35, sdPerGy: -0.1 })],
    ['negative doublings', () => poissonTcp(tumour, 0.3, -1)],
    ['no voxels', () => poissonTcp({ bedGy: [], clonogens: [] }, 0.3)],
    ['negative clonogens', () => poissonTcp({ bedGy: [60], clonogens: [-1] }, 0.3)],
    [
      'a BED that is no number',
      () => populationTcp({ bedGy: [NaN], clonogens: [1] }, { meanPerGy: 0.3, sdPerGy: 0.1 }),
    ],
    ['negative volumes', () => voxelProductTcp({ doseGy: [60], volume: [-1] }, { d50Gy: 50, gamma50: 2 })],
    ['a slope of 0', () => logisticResponse(60, { d50Gy: 50, gamma50: 0 })],
  ] as const)
    it(`${what}: a typed error`, () => assert.throws(run, DomainError));
});
