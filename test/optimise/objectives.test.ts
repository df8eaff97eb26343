import assert from 'node:assert/strict';
import { generalisedEud } from '../../src/biology/geud.ts';
import { eudResponse } from '../../src/biology/ntcp-logistic.ts';
import { lymanNtcp } from '../../src/biology/ntcp-lyman.ts';
import { relativeSerialityNtcp } from '../../src/biology/ntcp-relative-seriality.ts';
import { populationTcp } from '../../src/biology/tcp-population.ts';
import { voxelBed, voxelEqd2 } from '../../src/biology/biologically-effective-dose.ts';
import { doseAtVolume } from '../../src/optimise/dose-at-volume.ts';
import type { Objective } from '../../src/optimise/objective.ts';
import { chanceLost, lostAt } from '../../src/optimise/objectives/chance-lost.ts';
import {
  complicationByEud,
  complicationByMean,
  complicationBySeriality,
} from '../../src/optimise/objectives/complication-models.ts';
import { complication } from '../../src/optimise/objectives/complication.ts';
import { doseAtVolumeMaximum } from '../../src/optimise/objectives/dose-at-volume-maximum.ts';
import { doseAtVolumeMinimum } from '../../src/optimise/objectives/dose-at-volume-minimum.ts';
import { onEquivalentDose } from '../../src/optimise/objectives/equivalent-dose.ts';
import { fluenceSmoothness } from '../../src/optimise/objectives/fluence-smoothness.ts';
import { gradientCap } from '../../src/optimise/objectives/gradient-cap.ts';
import { generalisedEquivalentUniformDose } from '../../src/optimise/objectives/generalised-equivalent-uniform-dose.ts';
import { meanDoseObjective } from '../../src/optimise/objectives/mean-dose.ts';
import { monitorUnits } from '../../src/optimise/objectives/monitor-units.ts';
import { noComplication } from '../../src/optimise/objectives/no-complication.ts';
import { populationControl } from '../../src/optimise/objectives/population-control.ts';
import { relativeDeviation } from '../../src/optimise/objectives/relative-deviation.ts';
import { squaredDeviation } from '../../src/optimise/objectives/squared-deviation.ts';
import { squaredExcess } from '../../src/optimise/objectives/squared-excess.ts';
import { squaredOverdose } from '../../src/optimise/objectives/squared-overdose.ts';
import { squaredUnderdose } from '../../src/optimise/objectives/squared-underdose.ts';
import { sumOverRegions } from '../../src/optimise/objectives/sum-over-regions.ts';
import { tumourControl } from '../../src/optimise/objectives/tumour-control.ts';
import { DomainError } from '../../src/units/domain-error.ts';
import { assertNear } from '../biology/support.ts';
import { seededRandom } from '../support/random.ts';

const samples = 40;
const random = seededRandom(5);
const randoms = (from: number, to: number): number[] =>
  Array.from({ length: samples }, () => from + (to - from) * random());
const weight = randoms(0.2, 3);
const painted = randoms(40, 60);
const course = { fractions: 30, alphaBetaGy: 3 };
const tumour = { clonogens: randoms(1e3, 1e5), fractions: 30, alphaPerGy: 0.3, alphaBetaGy: 10 };
const organ = { weight, n: 0.5, m: 0.2, td50Gy: 50, ...course };
const lacking = randoms(1, 2);
const map = { columns: 8, rows: 5, bixel: Array.from({ length: samples }, (_, i) => (i % 7 === 3 ? -1 : i)) };

const random2 = (i: number): number => (i % 3 === 0 ? 1 : 0);
/** Two kinds of cells in one patient: some hypoxic that are oxygenated on the way, some that multiply. */
const population = [
  {
    alpha: { meanPerGy: 0.3, sdPerGy: 0.06 },
    cells: [
      {
        clonogens: tumour.clonogens.map((n, i) => n * random2(i)),
        hypoxiaReduction: lacking,
        fractions: 30,
        alphaBetaGy: 10,
        shareReoxygenated: 0.08,
        lnGrowth: () => 0,
      },
      {
        clonogens: tumour.clonogens.map((n, i) => n * (1 - random2(i))),
        fractions: 30,
        alphaBetaGy: 10,
        shareReoxygenated: 0,
        lnGrowth: (alphaPerGy: number) => 2 + 3 * alphaPerGy,
      },
    ],
  },
];
const byEud = { weight, a: 4, gamma50: 3, d50Gy: 50 };
const serial = { weight, d50Gy: 60, gamma: 2, seriality: 0.4 };
const half = samples / 2;

const neighbours = (shift: number): number[] => Array.from({ length: samples - 1 }, (_, i) => i + shift);

const valueOf = (objective: { evaluate: Objective['evaluate'] }, at: ArrayLike<number>): number =>
  objective.evaluate(at, new Float64Array(at.length));
const gradientOf = (objective: { evaluate: Objective['evaluate'] }, at: ArrayLike<number>): Float64Array => {
  const gradient = new Float64Array(at.length);
  objective.evaluate(at, gradient);
  return gradient;
};

const all: Record<string, { readonly evaluate: Objective['evaluate'] }> = {
  'squared deviation': squaredDeviation({ weight, referenceGy: 50 }),
  'squared deviation from a painted prescription': squaredDeviation({ weight, referenceGy: painted }),
  'squared overdose': squaredOverdose({ weight, referenceGy: 50 }),
  'squared underdose': squaredUnderdose({ weight, referenceGy: painted }),
  'mean dose': meanDoseObjective({ weight }),
  'gEUD, a = 1': generalisedEquivalentUniformDose({ weight, a: 1 }),
  'gEUD, a = 8': generalisedEquivalentUniformDose({ weight, a: 8 }),
  'gEUD, a = -10': generalisedEquivalentUniformDose({ weight, a: -10 }),
  'dose at volume, maximum': doseAtVolumeMaximum({ weight, referenceGy: 45, share: 0.3 }),
  'dose at volume, minimum': doseAtVolumeMinimum({ weight, referenceGy: 55, share: 0.8 }),
  'minus ln TCP': tumourControl(tumour, 'minus-ln-tcp'),
  '1 - TCP': tumourControl(tumour, 'one-minus-tcp'),
  'minus ln TCP with hypoxia': tumourControl({ ...tumour, hypoxiaReduction: lacking }, 'minus-ln-tcp'),
  '-ln TCP of a population': populationControl(population),
  'control lost in a population': chanceLost(populationControl(population)),
  NTCP: complication(organ),
  'NTCP by gEUD, logistic': complicationByEud(byEud),
  'NTCP by mean dose, logistic': complicationByMean({ weight, b0: -4, b1: 0.07 }),
  'NTCP of relative seriality': complicationBySeriality(serial),
  '-ln(1 - NTCP)': noComplication(complication(organ)),
  'P+ of a target and an organ': sumOverRegions([
    { from: 0, count: samples, objective: populationControl(population) },
    { from: half, count: half, objective: noComplication(complication({ ...organ, weight: weight.slice(half) })) },
  ]),
  'quality factor of dose painting': relativeDeviation({ weight, referenceGy: painted.map((gy) => gy + 30) }),
  'NTCP of 3 Gy fractions': onEquivalentDose(complicationByEud(byEud), { ...course, perFractionGy: 3 }),
  'overdose of EQD2': onEquivalentDose(squaredOverdose({ weight, referenceGy: 45 }), course),
  'NTCP beyond a limit': squaredExcess(complication(organ), 0.1, 'above'),
  'mean dose below a limit': squaredExcess(meanDoseObjective({ weight }), 60, 'below'),
  'gradient cap': gradientCap({ inner: neighbours(0), outer: neighbours(1), distanceMm: 2.5 }, 1.1, 7),
  'first differences of fluence': fluenceSmoothness(map, 1),
  'second differences of fluence': fluenceSmoothness(map, 2),
  'monitor units': monitorUnits(weight),
};

describe('the derivatives of objectives', () => {
  for (const [name, objective] of Object.entries(all))
    it(`are those of central differences: ${name}`, () => {
      for (let round = 0; round < 5; round++) {
        const at = apart();
        const gradient = gradientOf(objective, at);
        const greatest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        for (let i = 0; i < samples; i++) {
          const difference = centralDifference(objective, at, i);
          // The share is of the greatest: small derivatives drown in the rounding of the value.
          assert.ok(Math.abs(difference - gradient[i]) <= 1e-6 * greatest, `${i}: ${gradient[i]}, not ${difference}`);
        }
      }
    });

  it('are added to what is there', () => {
    const gradient = new Float64Array(samples).fill(1);
    meanDoseObjective({ weight: new Array<number>(samples).fill(1) }).evaluate(painted, gradient);
    for (const value of gradient) assertNear(value, 1 + 1 / samples);
  });
});

/** Doses in any order, none so near another that a difference passes it: where ranks change, objectives at a volume have a kink. */
function apart(): Float64Array {
  const shuffled = [...randoms(0, 1).entries()].sort(([, a], [, b]) => a - b);
  return Float64Array.from(shuffled, ([rank]) => 35 + 0.75 * (rank + 0.3 * random()));
}

/** Fourth order, so that neither the step's rounding nor its curvature reaches 1e-6. */
function centralDifference(objective: { evaluate: Objective['evaluate'] }, at: Float64Array, i: number): number {
  const step = 2e-3;
  const moved = (by: number): number => valueOf(objective, at.with(i, at[i] + by * step));
  return (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * step);
}

describe('objectives of dose', () => {
  it('square what lies beyond the reference, by volume', () => {
    const two = { weight: [1, 3], referenceGy: 50 };
    assertNear(valueOf(squaredDeviation(two), [48, 54]), 0.25 * 4 + 0.75 * 16);
    assertNear(valueOf(squaredOverdose(two), [48, 54]), 0.75 * 16);
    assertNear(valueOf(squaredUnderdose(two), [48, 54]), 0.25 * 4);
    assertNear(valueOf(squaredDeviation({ weight: [1, 1], referenceGy: [50, 60] }), [50, 60]), 0);
  });

  it('square what the dose falls faster than a cap, on lines of points', () => {
    const line = { inner: [0, 1], outer: [1, 2], distanceMm: 2 };
    assertNear(valueOf(gradientCap(line, 1, 1), [60, 54, 53]), 4);
    assertNear(valueOf(gradientCap(line, 0.25, 2), [60, 54, 53]), (2.75 * 2.75 + 0.25 * 0.25) / 2);
    assertNear(valueOf(gradientCap(line, 1, 1), [50, 56, 60]), 0);
    assert.throws(() => gradientCap(line, 0, 1), DomainError);
    assert.throws(() => gradientCap({ ...line, outer: [1] }, 1, 1), DomainError);
  });

  it('give the control and the complications of the models of biology', () => {
    const doseGy = apart();
    const bed = voxelBed(
      doseGy,
      { fractions: 30, alphaBetaGy: 10, hypoxiaReduction: lacking },
      new Float64Array(samples),
    );
    const alone = {
      clonogens: tumour.clonogens,
      hypoxiaReduction: lacking,
      fractions: 30,
      alphaBetaGy: 10,
      shareReoxygenated: 0,
      lnGrowth: () => 0,
    };
    const alpha = { meanPerGy: 0.3, sdPerGy: 0.06 };
    const tcp = populationTcp({ bedGy: bed.values, clonogens: tumour.clonogens }, alpha);
    assertNear(Math.exp(-valueOf(populationControl([{ alpha, cells: [alone] }]), doseGy)), tcp, 1e-3);
    const oneAlpha = populationControl([{ alpha: { meanPerGy: 0.3, sdPerGy: 0 }, cells: [alone] }]);
    const same = tumourControl({ ...tumour, hypoxiaReduction: lacking }, 'minus-ln-tcp');
    assertNear(valueOf(oneAlpha, doseGy), valueOf(same, doseGy), 1e-9);
    const dvh = { doseGy, volume: weight };
    assertNear(valueOf(complicationByEud(byEud), doseGy), eudResponse(dvh, byEud).probability);
    assertNear(valueOf(complicationBySeriality(serial), doseGy), relativeSerialityNtcp(dvh, serial));
  });

  it('show a way up from a control that is hopeless', () => {
    const lost = chanceLost(populationControl(population));
    const doseGy = new Float64Array(samples).fill(5);
    assert.ok(valueOf(lost, doseGy) > lostAt(1e-20));
    for (const slope of gradientOf(lost, doseGy)) assert.ok(slope < -1e-6, `${slope}`);
  });

  it('count the mean relative deviation from a painted prescription', () => {
    const two = relativeDeviation({ weight: [1, 3], referenceGy: [50, 60] });
    assert.ok(Math.abs(valueOf(two, [55, 57]) - (0.25 * 0.1 + 0.75 * 0.05)) < 1e-3);
    assertNear(valueOf(two, [50, 60]), 0);
    assert.equal(valueOf(relativeDeviation({ weight: [1, 0], referenceGy: [50, 0] }), [50, 7]), 0);
  });

  it('give the gEUD of the model of biology, and a way up from no dose', () => {
    assertNear(
      valueOf(generalisedEquivalentUniformDose({ weight, a: 4 }), painted),
      generalisedEud({ doseGy: painted, volume: weight }, 4),
    );
    assertNear(valueOf(generalisedEquivalentUniformDose({ weight: [1, 1], a: 2 }), [30, 40]), Math.sqrt(1250));
    const fromNone = gradientOf(generalisedEquivalentUniformDose({ weight: [1, 3], a: -5 }), [0, 0]);
    assert.deepEqual([...fromNone], [0.25, 0.75]);
  });

  it('leave the hottest share of a volume free, and the coldest rest', () => {
    const four = { weight: [1, 1, 1, 1], referenceGy: 20 };
    // D of half the volume is 30: the sample with 40 is free, and so is that with 30, which completes the half.
    assertNear(valueOf(doseAtVolumeMaximum({ ...four, share: 0.5 }), [10, 40, 30, 25]), 0.25 * 25);
    assertNear(valueOf(doseAtVolumeMaximum({ ...four, share: 0.375 }), [10, 40, 30, 25]), 0.125 * 100 + 0.25 * 25);
    assert.equal(valueOf(doseAtVolumeMaximum({ ...four, share: 0.75 }), [10, 40, 30, 20]), 0);
    assertNear(valueOf(doseAtVolumeMinimum({ ...four, share: 0.75 }), [10, 40, 15, 18]), 0.25 * 25 + 0.25 * 4);
    assertNear(valueOf(doseAtVolumeMaximum({ ...four, share: 0 }), [10, 40, 30, 25]), 0.25 * (400 + 100 + 25));
    assert.equal(valueOf(doseAtVolumeMinimum({ ...four, share: 0.5 }), [20, 20, 0, 0]), 0);
  });

  it('find the dose at a volume that sorting finds', () => {
    for (let round = 0; round < 200; round++) {
      // Whole doses, so that many are equal.
      const doseGy = randoms(0, round % 2 === 0 ? 10 : 1000).map(Math.round);
      const total = weight.reduce((sum, value) => sum + value, 0);
      const volume = Float64Array.from(weight, (value) => value / total);
      const share = random();
      const found = doseAtVolume(doseGy, { volume, share, scratch: new Uint32Array(samples) });
      const sorted = [...doseGy.keys()].sort((i, j) => doseGy[j] - doseGy[i]);
      let sum = 0;
      const expected = doseGy[sorted.find((i) => (sum += volume[i]) >= share) ?? sorted[samples - 1]];
      assert.equal(found.doseGy, expected);
    }
  });

  it('give tumour control of one sample in closed form', () => {
    const one = { clonogens: [1e6], fractions: 30, alphaPerGy: 0.3, alphaBetaGy: 10 };
    const survivors = 1e6 * Math.exp(-0.3 * 60 * 1.2);
    assertNear(valueOf(tumourControl(one, 'minus-ln-tcp'), [60]), survivors);
    assertNear(valueOf(tumourControl(one, 'one-minus-tcp'), [60]), 1 - Math.exp(-survivors), 1e-9);
    assertNear(valueOf(tumourControl({ ...one, hypoxiaReduction: [2] }, 'minus-ln-tcp'), [120]), survivors);
  });

  it('give the complication of the model of biology, one half at TD50', () => {
    const eqd2 = voxelEqd2(painted, course, new Float64Array(samples)).values;
    assertNear(valueOf(complication(organ), painted), lymanNtcp({ doseGy: eqd2, volume: weight }, organ).ntcp);
    const whole = { ...organ, weight: [1], fractions: 25 };
    assertNear(valueOf(complication(whole), [50]), 0.5);
    assertNear(gradientOf(complication(whole), [50])[0], (1 / (Math.sqrt(2 * Math.PI) * 10)) * (7 / 5));
  });

  it('leave dose in 2 Gy fractions as it is', () => {
    const objective = meanDoseObjective({ weight: [1] });
    assertNear(valueOf(onEquivalentDose(objective, { fractions: 30, alphaBetaGy: 3 }), [60]), 60);
  });

  it('square what a value is beyond its limit, and nothing within', () => {
    const mean = meanDoseObjective({ weight: [1, 1] });
    assertNear(valueOf(squaredExcess(mean, 20, 'above'), [20, 30]), 25);
    assert.equal(valueOf(squaredExcess(mean, 20, 'below'), [20, 30]), 0);
    assert.deepEqual([...gradientOf(squaredExcess(mean, 30, 'above'), [20, 30])], [0, 0]);
  });

  it('refuse volumes and references that are none', () => {
    assert.throws(() => squaredOverdose({ weight: [0, 0], referenceGy: 5 }), DomainError);
    assert.throws(() => squaredOverdose({ weight: [1, 1], referenceGy: [5] }), DomainError);
    assert.throws(() => squaredOverdose({ weight: [1, -1], referenceGy: 5 }), DomainError);
    assert.throws(() => doseAtVolumeMaximum({ weight: [1], referenceGy: 5, share: 1.5 }), DomainError);
  });
});

describe('objectives of fluence', () => {
  it('are 0 where it is flat, or, by second differences, a wedge', () => {
    const wedge = Array.from({ length: 12 }, (_, i) => 2 * (i % 4) + 3 * Math.floor(i / 4));
    const whole = { columns: 4, rows: 3, bixel: Array.from({ length: 12 }, (_, i) => i) };
    assert.equal(valueOf(fluenceSmoothness(whole, 2), wedge), 0);
    assert.equal(valueOf(fluenceSmoothness(whole, 1), new Array<number>(12).fill(7)), 0);
    assert.equal(valueOf(fluenceSmoothness(whole, 1), wedge), 9 * 4 + 8 * 9);
  });

  it('do not reach over places without a bixel', () => {
    assert.equal(valueOf(fluenceSmoothness({ columns: 3, rows: 1, bixel: [0, -1, 1] }, 1), [0, 9]), 0);
  });

  it('sum monitor units', () => {
    assert.equal(valueOf(monitorUnits([100, 50]), [1, 2]), 200);
  });
});
