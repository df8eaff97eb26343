import assert from 'node:assert/strict';
import fc from 'fast-check';
import { voxelBed } from '../../src/biology/biologically-effective-dose.ts';
import {
  coarser,
  gatherClonogens,
  shareReoxygenated,
  survivorsAlong,
  survivorsOf,
} from '../../src/biology/clonogen-bins.ts';
import { oxygenConstants, voxelHypoxiaReduction } from '../../src/biology/oxygen.ts';
import { reoxygenatedSurvival } from '../../src/biology/reoxygenation.ts';
import { survivingClonogens } from '../../src/biology/tcp-poisson.ts';
import { alphaSteps, meanOverAlpha, populationTcp } from '../../src/biology/tcp-population.ts';
import { DomainError } from '../../src/units/domain-error.ts';
import { seededRandom } from '../support/random.ts';

const fine = { widthGy: 0.02, most: 4096 };
const course = { fractions: 35, alphaPerGy: 0.3, alphaBetaGy: 10 };

describe('Clonogens in bins of effective dose', () => {
  it('survive as those of single voxels do, with their own hypoxia', () => {
    const random = seededRandom(3);
    const doseGy = Float32Array.from({ length: 5000 }, () => 60 + 15 * random());
    const hypoxiaReduction = Float32Array.from({ length: 5000 }, () => 1 + 1.8 * random() ** 2);
    const clonogens = Float32Array.from({ length: 5000 }, () => 1e5 * random());
    const bedGy = voxelBed(doseGy, { ...course, hypoxiaReduction }, new Float64Array(5000)).values;
    const voxelwise = survivingClonogens({ bedGy, clonogens }, 0.3);
    const { bins } = gatherClonogens({ doseGy, clonogens, hypoxiaReduction }, fine);
    const binned = survivorsOf(bins, { ...course, shareReoxygenated: 0 });
    assert.ok(Math.abs(binned / voxelwise - 1) < 1e-4, `${binned} against ${voxelwise}`);
    const few = survivorsOf(coarser(bins, 128), { ...course, shareReoxygenated: 0 });
    assert.ok(Math.abs(few / voxelwise - 1) < 0.02, `${few} against ${voxelwise} in 128 bins`);
  });

  it('survive with reoxygenation as the two compartments do, fraction by fraction', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 4, noNaN: true }),
        fc.double({ min: 1, max: 2.8, noNaN: true }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (dosePerFractionGy, hypoxiaReduction, share, fractions) => {
          const doseGy = Float64Array.of(fractions * dosePerFractionGy);
          const bins = {
            effectiveGy: doseGy.map((gy) => gy / hypoxiaReduction),
            doseGy,
            clonogens: Float64Array.of(1),
          };
          const survivors = survivorsOf(bins, { ...course, fractions, shareReoxygenated: share });
          const { lnSurvival } = reoxygenatedSurvival(
            { fractions, dosePerFractionGy },
            { alphaPerGy: 0.3, betaPerGy2: 0.03 },
            { hypoxicFraction: 1, hypoxiaReduction, shareReoxygenated: share },
          );
          assert.ok(Math.abs(Math.log(survivors) - lnSurvival) < 1e-7 * Math.max(1, -lnSurvival));
        },
      ),
    );
  });

  it('at many alphas, found one from the other, are those at each by itself', () => {
    const hypoxiaReduction = [1, 1.3, 2.2, 2.7];
    const { bins } = gatherClonogens(
      { doseGy: Float64Array.of(52, 61, 66, 70), clonogens: [1e7, 2e8, 1e9, 3e6], hypoxiaReduction },
      fine,
    );
    const along = alphaSteps({ meanPerGy: 0.3, sdPerGy: 0.06 }, 400);
    // With 0.0235 the two ways through the course come as near as they can on the way, where their difference has no digits left.
    for (const share of [0, 0.0235, 0.09, 1]) {
      const cell = { ...course, shareReoxygenated: share };
      survivorsAlong(bins, cell, along).forEach((survivors, k) => {
        const alone = survivorsOf(bins, { ...cell, alphaPerGy: along.fromPerGy + k * along.stepPerGy });
        assert.ok(Math.abs(survivors / alone - 1) < 1e-9, `${share}, step ${k}: ${survivors}, ${alone}`);
      });
    }
  });

  it('with reoxygenation lie between those that stay hypoxic and those in oxygen', () => {
    const doseGy = Float32Array.of(70);
    const of = (hypoxia: number, share: number) => {
      const { bins } = gatherClonogens({ doseGy, clonogens: [1e9], hypoxiaReduction: [hypoxia] }, fine);
      return survivorsOf(bins, { ...course, shareReoxygenated: share });
    };
    const [hypoxic, some, oxic] = [of(1.5, 0), of(1.5, shareReoxygenated(10, 46, 35)), of(1, 0)];
    assert.ok(hypoxic > some && some > oxic, `${hypoxic}, ${some}, ${oxic}`);
  });

  it('in plenty of oxygen survive as those of which nothing is said of oxygen', () => {
    const doseGy = Float32Array.of(58, 66, 71);
    const [clonogens, pressureMmHg] = [[1e8, 1e9, 1e7], Float64Array.of(1e9, 1e10, 1e9)];
    const hypoxiaReduction = voxelHypoxiaReduction(pressureMmHg, oxygenConstants.carlson, new Float64Array(3)).values;
    const of = (voxels: Parameters<typeof gatherClonogens>[0], share: number) =>
      survivorsOf(gatherClonogens(voxels, fine).bins, { ...course, shareReoxygenated: share });
    const expected = of({ doseGy, clonogens }, 0);
    for (const share of [0, 0.1, 1])
      assert.ok(Math.abs(of({ doseGy, clonogens, hypoxiaReduction }, share) / expected - 1) < 1e-5);
  });

  it('are half oxygenated after a half-life', () => {
    const share = shareReoxygenated(10, 46, 24);
    assert.ok(Math.abs((1 - share) ** 5 - 0.5) < 1e-12, 'five fractions two days apart');
    assert.equal(shareReoxygenated(10, 0, 1), 0);
  });

  it('are refused with a dose that is no number, or more oxygen than there is', () => {
    const gather = (doseGy: number, hypoxia: number) => () =>
      gatherClonogens({ doseGy: [doseGy], clonogens: [1], hypoxiaReduction: [hypoxia] }, fine);
    for (const make of [gather(NaN, 1), gather(-1, 1), gather(70, 0.9)]) assert.throws(make, DomainError);
  });
});

describe('The mean over patients of any control probability', () => {
  it('is that of the population model where clonogens are in oxygen', () => {
    const tumour = { bedGy: [72, 80, 84], clonogens: [1e7, 1e8, 1e7] };
    for (const sdPerGy of [0, 0.03, 0.08, 0.15]) {
      const alpha = { meanPerGy: 0.3, sdPerGy };
      const mean = meanOverAlpha((a) => Math.exp(-survivingClonogens(tumour, a)), alpha, 400);
      assert.ok(Math.abs(mean - populationTcp(tumour, alpha)) < 1e-5, `at ${sdPerGy}`);
      const quick = meanOverAlpha((a) => Math.exp(-survivingClonogens(tumour, a)), alpha, 64);
      assert.ok(Math.abs(mean - quick) < 2e-3, `in 64 steps at ${sdPerGy}: ${quick} against ${mean}`);
    }
  });
});
