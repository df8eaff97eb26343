import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  biologicallyEffectiveDose,
  dosePerFractionForBed,
  equivalentDose,
  isoeffectiveDose,
  voxelBed,
  voxelEqd2,
} from '../../src/biology/biologically-effective-dose.ts';
import { bedWithIncompleteRepair, incompleteRepairFactor } from '../../src/biology/incomplete-repair.ts';
import { protractionFactor, protractionFactorOfSegments } from '../../src/biology/lea-catcheside.ts';
import { beyondLinearQuadratic, lnSurvival } from '../../src/biology/linear-quadratic.ts';
import { linearTailBed } from '../../src/biology/linear-quadratic-linear.ts';
import { lnSurvivalModified } from '../../src/biology/modified-linear-quadratic.ts';
import { accumulateEqd2, sumOfPhases } from '../../src/biology/phases.ts';
import { bedLoss } from '../../src/biology/repopulation.ts';
import { universalSurvivalBed, universalSurvivalJoin } from '../../src/biology/universal-survival-curve.ts';
import { DomainError } from '../../src/units/domain-error.ts';
import { assertNear, law, real } from './support.ts';

const course = fc.record({ fractions: real(1, 40), dosePerFractionGy: real(0, 10) });
const alphaBeta = real(0.5, 20);

describe('linear-quadratic survival', () => {
  it('is minus alpha times the BED', () => {
    law(
      fc.property(course, real(0.01, 1), alphaBeta, (given, alphaPerGy, ab) =>
        assertNear(
          lnSurvival(given, { alphaPerGy, betaPerGy2: alphaPerGy / ab }),
          -alphaPerGy * biologicallyEffectiveDose(given, ab),
        ),
      ),
    );
  });

  it('has a caveat beyond 10 Gy a fraction', () => {
    assert.equal(beyondLinearQuadratic(10), undefined);
    assert.equal(beyondLinearQuadratic(10.1)?.kind, 'dose-per-fraction');
  });
});

describe('BED and EQD2', () => {
  it('EQD2 of 2 Gy fractions is the dose itself', () => {
    law(
      fc.property(real(0, 40), alphaBeta, (fractions, ab) =>
        assertNear(equivalentDose({ fractions, dosePerFractionGy: 2 }, ab), 2 * fractions),
      ),
    );
  });

  it('BED adds up over the parts of a course, and so does EQD2', () => {
    law(
      fc.property(course, course, alphaBeta, (one, other, ab) => {
        const sum = sumOfPhases([one, other], ab);
        assertNear(sum.bedGy, biologicallyEffectiveDose(one, ab) + biologicallyEffectiveDose(other, ab));
        assertNear(sum.eqd2Gy, equivalentDose(one, ab) + equivalentDose(other, ab));
      }),
    );
  });

  it('a dose per fraction for a BED gives that BED, however small', () => {
    law(
      fc.property(real(1e-9, 200), real(1, 40), alphaBeta, (bed, fractions, ab) => {
        const dosePerFractionGy = dosePerFractionForBed(bed, fractions, ab);
        assertNear(biologicallyEffectiveDose({ fractions, dosePerFractionGy }, ab), bed);
      }),
    );
  });

  it('isoeffective doses have one BED', () => {
    law(
      fc.property(course, real(0.5, 10), alphaBeta, (given, toGy, ab) => {
        const totalGy = given.fractions * given.dosePerFractionGy;
        const other = isoeffectiveDose(totalGy, { fromGy: given.dosePerFractionGy, toGy }, ab);
        assertNear(
          biologicallyEffectiveDose({ fractions: other / toGy, dosePerFractionGy: toGy }, ab),
          biologicallyEffectiveDose(given, ab),
        );
      }),
    );
  });

  it('voxels have their own dose per fraction; what is no dose is counted and holds no NaN', () => {
    const doses = [25, 50, 0, -1, NaN, Infinity, 800];
    const found = voxelEqd2(doses, { fractions: 25, alphaBetaGy: 2 }, new Float64Array(7));
    assert.deepEqual([...found.values].slice(0, 6), [18.75, 50, 0, 0, 0, 0]);
    assert.deepEqual([found.outOfDomain, found.beyondValidity], [3, 1]);
    assert.match(found.reason ?? '', /negative or no number/);
  });

  it('hypoxia reduces the dose of a voxel: BED of D/H', () => {
    const found = voxelBed([60], { fractions: 30, alphaBetaGy: 10, hypoxiaReduction: [2] }, new Float64Array(1));
    assertNear(found.values[0], biologicallyEffectiveDose({ fractions: 30, dosePerFractionGy: 1 }, 10));
  });

  it('phases accumulate voxel by voxel; a voxel without a dose in one phase is counted', () => {
    const found = accumulateEqd2(
      [
        { fractions: 25, doseGy: [50, 25, NaN] },
        { fractions: 5, doseGy: [30, 0, 10] },
      ],
      3,
      new Float64Array(3),
    );
    assert.deepEqual([...found.values], [104, 20, 0]);
    assert.equal(found.outOfDomain, 1);
  });
});

describe('time', () => {
  it('costs nothing before the kick-off, and ln 2 / (alpha Td) a day after it', () => {
    assert.equal(bedLoss({ overallDays: 12, kickOffDays: 28 }, 3, 0.35), 0);
    assertNear(bedLoss({ overallDays: 29, kickOffDays: 28 }, 3, 0.35), Math.LN2 / (0.35 * 3));
  });

  it('one fraction a day repairs whole; two leave phi, none repaired is as one fraction', () => {
    const day = (fractionsPerDay: number, intervalHours: number) => ({
      fractionsPerDay,
      intervalHours,
      repairHalfTimeHours: 4,
    });
    assert.equal(incompleteRepairFactor(day(1, 6)), 0);
    assertNear(incompleteRepairFactor(day(2, 6)), 2 ** -1.5);
    assertNear(
      bedWithIncompleteRepair({ fractions: 60, dosePerFractionGy: 1 }, 3, day(2, 0)),
      biologicallyEffectiveDose({ fractions: 30, dosePerFractionGy: 2 }, 3),
    );
    // The closed form of Thames 1985.
    law(
      fc.property(fc.integer({ min: 1, max: 6 }), real(0.5, 24), (m, hours) => {
        const phi = 2 ** (-hours / 4);
        const closed = (2 / m) * (phi / (1 - phi)) * (m - (1 - phi ** m) / (1 - phi));
        assert.ok(Math.abs(incompleteRepairFactor(day(m, hours)) - closed) < 1e-9);
      }),
    );
  });

  it('G lies from 0 to 1, falls, and is the closed form where that does not cancel', () => {
    law(
      fc.property(real(0, 1e4), real(0, 10), (x, more) => {
        const g = protractionFactor(x);
        assert.ok(g > 0 && g <= 1 && protractionFactor(x + more) <= g + 1e-15);
        if (x > 0.01) assert.ok(Math.abs(g / ((2 * (x + Math.exp(-x) - 1)) / (x * x)) - 1) < 1e-10);
      }),
    );
    assertNear(protractionFactor(1e-8), 1 - 1e-8 / 3, 1e-15);
  });

  it('G of a delivery cut in pieces is that of the whole', () => {
    law(
      fc.property(fc.integer({ min: 1, max: 9 }), real(0.01, 20), real(0.1, 5), (pieces, hours, halfTime) => {
        const durationHours = hours / pieces;
        const segments = Array.from({ length: pieces }, (_, n) => ({
          startHours: n * durationHours,
          durationHours,
          doseGy: 1,
        }));
        assertNear(
          protractionFactorOfSegments(segments.reverse(), halfTime),
          protractionFactor((Math.LN2 / halfTime) * hours),
          1e-9,
        );
      }),
    );
  });

  it('G of a dose in no time that another piece follows at once depends on no order in the list (Lea and Catcheside 1942)', () => {
    const [flash, rest] = [
      { startHours: 1, durationHours: 0, doseGy: 2 },
      { startHours: 1, durationHours: 2, doseGy: 1 },
    ];
    assertNear(protractionFactorOfSegments([rest, flash], 1.5), protractionFactorOfSegments([flash, rest], 1.5), 1e-12);
  });
});

describe('high doses per fraction', () => {
  it('the linear tail leaves the curve as its tangent', () => {
    law(
      fc.property(real(2, 20), real(1, 10), (alphaBetaGy, transitionGy) => {
        const bed = (dosePerFractionGy: number) =>
          linearTailBed({ fractions: 1, dosePerFractionGy }, { alphaBetaGy, transitionGy });
        const h = 1e-5;
        const [before, at, after] = [-h, 0, h].map((step) => bed(transitionGy + step));
        assert.ok(Math.abs((after - at) / (at - before) - 1) < 1e-4);
      }),
    );
  });

  it('the universal survival curve of H460 joins at the published dose with one value and one slope (Park 2008: 6.2 Gy, alpha/beta 8.6 Gy)', () => {
    const h460 = { alphaPerGy: 0.33, terminalGy: 1.25, quasiThresholdGy: 1.8 };
    const { transitionGy, alphaBetaGy } = universalSurvivalJoin(h460);
    assert.ok(Math.abs(transitionGy - 6.2) < 0.1 && Math.abs(alphaBetaGy - 8.6) < 0.01);
    const bed = (dosePerFractionGy: number) => universalSurvivalBed({ fractions: 1, dosePerFractionGy }, h460);
    assertNear(bed(transitionGy * (1 - 1e-12)), bed(transitionGy * (1 + 1e-12)), 1e-9);
  });

  it('the modified model without delta and duration is the linear-quadratic one', () => {
    const cell = { alphaPerGy: 0.3, betaPerGy2: 0.03 };
    assertNear(
      lnSurvivalModified(5, cell, { deltaPerGy: 0, repairHalfTimeHours: 1, durationHours: 0 }),
      lnSurvival({ fractions: 1, dosePerFractionGy: 5 }, cell),
    );
  });
});

describe('values outside a model', () => {
  const day = { fractionsPerDay: 2, intervalHours: 6, repairHalfTimeHours: 4 };
  for (const { what, parameter, run } of [
    {
      what: 'alpha < 0',
      parameter: /^alpha/,
      run: () => lnSurvival({ fractions: 1, dosePerFractionGy: 2 }, { alphaPerGy: -0.1, betaPerGy2: 0 }),
    },
    {
      what: 'alpha/beta of 0',
      parameter: /alpha\/beta/,
      run: () => biologicallyEffectiveDose({ fractions: 1, dosePerFractionGy: 2 }, 0),
    },
    {
      what: 'a NaN dose',
      parameter: /dose per fraction/,
      run: () => biologicallyEffectiveDose({ fractions: 1, dosePerFractionGy: NaN }, 3),
    },
    {
      what: 'alpha of 0 in repopulation',
      parameter: /alpha/,
      run: () => bedLoss({ overallDays: 40, kickOffDays: 28 }, 3, 0),
    },
    {
      what: 'a doubling time of 0',
      parameter: /doubling time/,
      run: () => bedLoss({ overallDays: 40, kickOffDays: 28 }, 0, 0.3),
    },
    {
      what: 'half a fraction a day',
      parameter: /fractions per day/,
      run: () => incompleteRepairFactor({ ...day, fractionsPerDay: 1.5 }),
    },
    {
      what: 'alpha D0 of 1',
      parameter: /D0/,
      run: () => universalSurvivalJoin({ alphaPerGy: 1, terminalGy: 1, quasiThresholdGy: 1 }),
    },
    {
      what: 'overlapping segments',
      parameter: /start/,
      run: () =>
        protractionFactorOfSegments(
          [
            { startHours: 0, durationHours: 1, doseGy: 1 },
            { startHours: 0.5, durationHours: 1, doseGy: 1 },
          ],
          1,
        ),
    },
    {
      what: 'phases of different voxels',
      parameter: /voxels/,
      run: () => accumulateEqd2([{ fractions: 5, doseGy: [1] }], 3, new Float64Array(2)),
    },
  ])
    it(`${what}: a typed error with domain and source`, () => {
      assert.throws(run, (error: unknown) => {
        assert.ok(error instanceof DomainError);
        assert.match(error.parameter, parameter);
        assert.ok(error.domain.length > 0 && error.source.length > 0 && error.message.includes(error.source));
        return true;
      });
    });
});
