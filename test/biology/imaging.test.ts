import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changePercent, changePercentPerDay, reaches } from '../../src/biology/adaptive-triggers.ts';
import { apparentDiffusion } from '../../src/biology/apparent-diffusion.ts';
import { bodySurfaceM2, leanMassJames, leanMassJanmahasatian } from '../../src/biology/body-size.ts';
import { paintByContours, paintByNumbers, qualityFactor, qVolumePercent } from '../../src/biology/dose-painting.ts';
import { letWeightedDose, protonRbe } from '../../src/biology/proton-rbe.ts';
import {
  genomicAdjustedDose,
  genomicAlpha,
  indexGenes,
  type IndexGene,
  radiosensitivityIndex,
} from '../../src/biology/radiosensitivity-index.ts';
import { aboveReference, shareOfMaximum, uptakeRatios, voxelsAbove } from '../../src/biology/uptake-thresholds.ts';
import { rbeModels } from '../../src/evidence/rbe-models.ts';
import { decayFactor, suvPerBecquerel } from '../../src/patient/suv.ts';
import { DomainError } from '../../src/units/domain-error.ts';
import { assertNear, law, real } from './support.ts';

describe('dose painting', () => {
  const line = { low: { intensity: 2, gy: 70 }, high: { intensity: 10, gy: 86 } };

  it('by numbers runs from the lower to the upper dose, and never beyond', () => {
    law(
      fc.property(real(-50, 50), real(0, 50), (one, more) => {
        const { values } = paintByNumbers([one, one + more], line, new Float64Array(2));
        assert.ok(values[0] >= 70 && values[1] <= 86 && values[1] >= values[0]);
      }),
    );
  });

  it('gives what is no number the lower dose, and counts it', () => {
    const { values, outOfDomain, reason } = paintByNumbers([NaN, 6, Infinity, -Infinity], line, new Float32Array(4));
    assert.deepEqual([...values], [70, 78, 86, 70]);
    assert.equal(outOfDomain, 1);
    assert.match(reason ?? '', /no number/);
  });

  it('by contours boosts from the threshold on, inclusive', () => {
    const by = { threshold: 1.4, baseGy: 70, boostGy: 77 };
    const { values, outOfDomain } = paintByContours([1.39, 1.4, 2, NaN], by, new Float64Array(4));
    assert.deepEqual([[...values], outOfDomain], [[70, 77, 77, 70], 1]);
  });

  it('planned as prescribed has Q of 1 and a quality factor of 0', () => {
    const { q, mean, qf } = qualityFactor([70, 80], [70, 80]);
    assert.deepEqual([[...q], mean, qf, qVolumePercent(q, 1)], [[1, 1], 1, 0, 100]);
  });

  it('refuses an upside-down line, prescriptions of 0, and lists of two lengths', () => {
    for (const run of [
      () => paintByNumbers([1], { low: line.high, high: line.low }, new Float64Array(1)),
      () => paintByNumbers([1], { low: line.low, high: { intensity: 2, gy: 80 } }, new Float64Array(1)),
      () => qualityFactor([70], [0]),
      () => qualityFactor([70, 70], [70]),
      () => qualityFactor([], []),
    ])
      assert.throws(run, DomainError);
  });
});

describe('uptake', () => {
  it('of 1 g/ml is an even spread of the activity over the body', () => {
    assertNear(suvPerBecquerel(70, 370e6) * (370e6 / 70_000), 1);
    assert.equal(decayFactor(6586.2, 6586.2), 0.5);
    assert.equal(decayFactor(0, 6586.2), 1);
  });

  it('thresholds are inclusive; a background raises the share of the maximum', () => {
    assert.deepEqual(voxelsAbove([1, 2, 3, NaN], 2, 0.5), { voxels: 2, volumeMl: 1, totalUptake: 2.5 });
    assert.equal(shareOfMaximum(10, 0.5), 5);
    assert.equal(shareOfMaximum(10, 0.5, 1), 5.5);
    assertNear(aboveReference({ mean: 1.8, sd: 0.25 }, { factor: 1.5, standardDeviations: 2 }), 3.2);
    assert.deepEqual([...uptakeRatios([3, 1.5], 1.5)], [2, 1]);
    assert.throws(() => uptakeRatios([3], 0), DomainError);
    assert.throws(() => shareOfMaximum(10, 0.5, 11), DomainError);
  });

  it('lean mass is below body mass, and above 0 or an error', () => {
    law(
      fc.property(
        real(16, 60),
        real(140, 210),
        fc.constantFrom('male' as const, 'female' as const),
        (bodyMassIndex, heightCm, sex) => {
          const weightKg = bodyMassIndex * (heightCm / 100) ** 2;
          const lean = leanMassJanmahasatian({ weightKg, heightCm, sex });
          assert.ok(lean > 0 && lean < weightKg && bodySurfaceM2({ weightKg, heightCm }) > 0);
          try {
            assert.ok(leanMassJames({ weightKg, heightCm, sex }) > 0);
          } catch (error) {
            assert.ok(error instanceof DomainError && error.parameter.startsWith('lean body mass'));
          }
        },
      ),
    );
    assert.throws(() => leanMassJames({ weightKg: 200, heightCm: 140, sex: 'female' }), DomainError);
  });
});

describe('diffusion and change', () => {
  it('gives back the coefficient that a signal decays by', () => {
    law(
      fc.property(real(1e-4, 3e-3), real(1, 1000), (adc, s0) =>
        assertNear(apparentDiffusion({ b: 50, signal: s0 }, { b: 800, signal: s0 * Math.exp(-750 * adc) }), adc, 1e-9),
      ),
    );
    assert.throws(() => apparentDiffusion({ b: 800, signal: 1 }, { b: 0, signal: 2 }), DomainError);
    assert.throws(() => apparentDiffusion({ b: 0, signal: 1 }, { b: 800, signal: 0 }), DomainError);
  });

  it('a change a day compounds to the change of the whole', () => {
    const { linear, exponential } = changePercentPerDay('volume', { before: 35, after: 21, days: 21 });
    assertNear(linear * 21, changePercent('volume', 35, 21));
    assertNear(35 * (1 + exponential / 100) ** 21, 21);
    assert.equal(changePercentPerDay('volume', { before: 35, after: 0, days: 21 }).exponential, -100);
    assert.throws(() => changePercentPerDay('volume', { before: 35, after: 21, days: 0 }), DomainError);
  });

  it('a trigger is inclusive, rounding or not', () => {
    assert.ok(reaches(0 - changePercent('weight', 82, 73.8), 10) && !reaches(9.999, 10));
  });
});

describe('radiosensitivity from expression', () => {
  const ranked = Object.fromEntries(indexGenes.map((gene, n) => [gene, n + 1])) as Record<IndexGene, number>;

  it('takes ranks of all ten genes, shared where equal', () => {
    assert.ok(radiosensitivityIndex(ranked) > 0);
    assert.doesNotThrow(() => radiosensitivityIndex({ ...ranked, AR: 1.5, JUN: 1.5 }));
    for (const wrong of [
      { ...ranked, AR: 2 },
      { ...ranked, AR: 11, IRF1: 0 },
      { ...ranked, AR: NaN },
    ])
      assert.throws(() => radiosensitivityIndex(wrong), DomainError);
  });

  it('at 2 Gy a fraction GARD is −n ln RSI, and the target dose reaches the target', () => {
    law(
      fc.property(real(0.05, 0.95), real(1, 40), (rsi, fractions) => {
        const by = { fractions, dosePerFractionGy: 2, betaPerGy2: 0.05, target: 33 };
        const found = genomicAdjustedDose(rsi, by);
        assertNear(found.gard, -fractions * Math.log(rsi), 1e-9);
        assertNear(genomicAdjustedDose(rsi, { ...by, fractions: found.targetDoseGy / 2 }).gard, 33, 1e-9);
        assert.equal(found.caveats[0].kind, 'investigational');
      }),
    );
  });

  it('says where alpha comes out negative: an RSI above exp(−4 β) (Scott 2017)', () => {
    const by = { fractions: 30, dosePerFractionGy: 2, betaPerGy2: 0.05, target: 33 };
    const kinds = (rsi: number) => genomicAdjustedDose(rsi, by).caveats.map(({ kind }) => kind);
    assert.deepEqual(kinds(Math.exp(-0.2) - 0.001), ['investigational']);
    assert.deepEqual(kinds(Math.exp(-0.2) + 0.001), ['investigational', 'negative']);
  });

  it('refuses an RSI outside 0 to 1, and an effect that is none', () => {
    for (const rsi of [0, 1, -0.1, 1.2, NaN]) assert.throws(() => genomicAlpha(rsi, 0.05), DomainError);
    const by = { fractions: 30, dosePerFractionGy: 1, betaPerGy2: 0.05, target: 33 };
    assert.throws(() => genomicAdjustedDose(0.99, by), DomainError);
  });
});

describe('protons', () => {
  for (const { id, model, citation } of rbeModels) {
    if (model.kind !== 'linearQuadratic') continue;
    const by = { ...model, source: citation };

    it(`${id} has the effect of photons of RBE times the dose, and tends to RBEmax`, () => {
      law(
        fc.property(real(0, 12), real(0, 15), real(1, 15), (dosePerFractionGy, letKeVPerUm, alphaBetaGy) => {
          const { rbe, rbeMax, rbeMin } = protonRbe({ dosePerFractionGy, letKeVPerUm, alphaBetaGy }, by);
          const [protons, photons] = [dosePerFractionGy, rbe * dosePerFractionGy];
          assertNear(
            protons * (rbeMax + (rbeMin ** 2 * protons) / alphaBetaGy),
            photons * (1 + photons / alphaBetaGy),
            1e-9,
          );
          assertNear(protonRbe({ dosePerFractionGy: 0, letKeVPerUm, alphaBetaGy }, by).rbe, rbeMax, 1e-12);
        }),
      );
    });

    it(`${id} has a caveat beyond 20 keV/µm, and refuses a negative LET`, () => {
      const fraction = { dosePerFractionGy: 2, alphaBetaGy: 3 };
      assert.deepEqual(protonRbe({ ...fraction, letKeVPerUm: 20 }, by).caveats, []);
      assert.equal(protonRbe({ ...fraction, letKeVPerUm: 21 }, by).caveats[0].kind, 'let');
      assert.throws(() => protonRbe({ ...fraction, letKeVPerUm: -1 }, by), DomainError);
    });

    it(`${id} has a caveat beyond 10 Gy a fraction, as the linear-quadratic model that it stands on (Brenner 2008)`, () => {
      const fraction = { letKeVPerUm: 5, alphaBetaGy: 3 };
      assert.deepEqual(protonRbe({ ...fraction, dosePerFractionGy: 10 }, by).caveats, []);
      assert.equal(protonRbe({ ...fraction, dosePerFractionGy: 12 }, by).caveats[0].kind, 'dose-per-fraction');
    });
  }

  it('weighted by LET equal an RBE of 1.1 at 2.5 keV/µm (Unkelbach 2016)', () => {
    assertNear(letWeightedDose(50, 2.5, 0.04), 55);
  });
});
