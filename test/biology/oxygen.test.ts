import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lnSurvival } from '../../src/biology/linear-quadratic.ts';
import {
  hypoxiaReductionFactor,
  letOxygenSensitivity,
  lnHypoxicSurvival,
  oxygenConstants,
  oxygenEnhancementRatio,
  separateReduction,
  voxelHypoxiaReduction,
} from '../../src/biology/oxygen.ts';
import { oxygenFromUptake, voxelOxygenFromUptake } from '../../src/biology/oxygen-from-uptake.ts';
import { proliferationRate, tumourKinetics } from '../../src/biology/proliferation.ts';
import { reoxygenatedSurvival } from '../../src/biology/reoxygenation.ts';
import { DomainError } from '../../src/units/domain-error.ts';
import { assertNear, law, real } from './support.ts';

const fmiso = oxygenConstants.fmiso;

describe('oxygen', () => {
  it('Carlson’s factor is m over the ratio of Alper and Howard-Flanders with K m times as large', () => {
    law(
      fc.property(real(0, 160), real(1, 3.5), real(0.1, 5), (p, maximum, k) =>
        assertNear(
          hypoxiaReductionFactor(p, { maximum, halfPressureMmHg: k }),
          maximum / oxygenEnhancementRatio(p, { maximum, halfPressureMmHg: maximum * k }),
        ),
      ),
    );
  });

  it('does nothing in its absence and all it can in plenty', () => {
    const { alperHowardFlanders, carlson } = oxygenConstants;
    assert.equal(oxygenEnhancementRatio(0, alperHowardFlanders), 1);
    assertNear(oxygenEnhancementRatio(1e12, alperHowardFlanders), alperHowardFlanders.maximum, 1e-9);
    assertNear(hypoxiaReductionFactor(0, carlson), carlson.maximum);
    assertNear(separateReduction(0, { maximum: 2.5, halfPressureMmHg: 3.28 }), 2.5);
    assertNear(separateReduction(1e12, { maximum: 2.5, halfPressureMmHg: 3.28 }), 1, 1e-9);
  });

  it('H times the dose has the same effect on hypoxic cells', () => {
    const cell = { alphaPerGy: 0.35, betaPerGy2: 0.035 };
    law(
      fc.property(real(1, 3), real(0.1, 5), (factor, d) =>
        assertNear(
          lnHypoxicSurvival({ fractions: 30, dosePerFractionGy: d * factor }, cell, factor),
          lnSurvival({ fractions: 30, dosePerFractionGy: d }, cell),
        ),
      ),
    );
  });

  it('by LET: the aerobic constants in plenty, the anoxic ones without', () => {
    const constants = { a: [0.1, 0.01, 0.04, 0.005], b: [0.2, 0.1], halfPressureMmHg: 3 } as const;
    assertNear(letOxygenSensitivity(10, 0, constants).alphaPerGy, 0.09);
    assertNear(letOxygenSensitivity(10, 1e13, constants).alphaPerGy, 0.2, 1e-9);
    assertNear(letOxygenSensitivity(10, 0, constants).betaPerGy2, 0.01);
    // Wenzl and Wilkens 2011 give the root of beta; squared, a negative one would pass for a sensitivity.
    assert.throws(() => letOxygenSensitivity(10, 0, { ...constants, b: [0.2, -0.1] }), DomainError);
  });

  it('from uptake runs the hyperbola backwards, and refuses what it was not calibrated for', () => {
    law(
      fc.property(real(1e-3, 500), (p) => {
        const uptake = fmiso.uptakeWithoutOxygen - (fmiso.span * p) / (fmiso.halfPressureMmHg + p);
        assertNear(oxygenFromUptake(uptake, fmiso).pressureMmHg, p, 1e-6);
      }),
    );
    for (const uptake of [0.2, 0.1, 10.91, NaN, -1])
      assert.throws(() => oxygenFromUptake(uptake, fmiso), { name: 'DomainError', domain: /0\.2 < uptake <= 10\.9/ });
    const held = oxygenFromUptake(0.21, fmiso, 100);
    assert.equal(held.pressureMmHg, 100);
    assert.deepEqual(
      held.caveats.map(({ kind }) => kind),
      ['investigational', 'held-at-an-end'],
    );
  });

  it('of voxels: what is outside the calibration is counted and held at the nearer end', () => {
    const found = voxelOxygenFromUptake([1, 11, 0.1, NaN, 0.21], fmiso, 60, new Float64Array(5));
    assertNear(found.values[0], 30.9375);
    assert.deepEqual([...found.values].slice(1), [0, 60, 60, 60]);
    assert.deepEqual([found.outOfDomain, found.beyondValidity], [3, 1]);
    assert.match(found.reason ?? '', /calibration/);
    const reduced = voxelHypoxiaReduction([0, -1, NaN], oxygenConstants.carlson, new Float32Array(3));
    assertNear(reduced.values[0], 2.8, 1e-6);
    assert.deepEqual([reduced.values[1], reduced.values[2], reduced.outOfDomain], [1, 1, 2]);
  });
});

describe('reoxygenation', () => {
  const cell = { alphaPerGy: 0.35, betaPerGy2: 0.035 };
  const thirty = { fractions: 30, dosePerFractionGy: 2 };
  const state = (hypoxicFraction: number, shareReoxygenated: number, hypoxiaReduction = 2) => ({
    hypoxicFraction,
    hypoxiaReduction,
    shareReoxygenated,
  });

  it('lies between none and the survival without hypoxia, and never helps less the more there is of it', () => {
    law(
      fc.property(real(0, 1), real(0, 1), real(0, 1), (f, r, more) => {
        const found = reoxygenatedSurvival(thirty, cell, state(f, r));
        assert.ok(found.lnSurvival <= found.lnSurvivalWithout + 1e-9);
        assert.ok(found.lnSurvival >= lnSurvival(thirty, cell) - 1e-9);
        assert.ok(found.finalHypoxicFraction >= 0 && found.finalHypoxicFraction <= 1 + 1e-12);
        const further = reoxygenatedSurvival(thirty, cell, state(f, Math.min(1, r + more)));
        assert.ok(further.lnSurvival <= found.lnSurvival + 1e-9);
      }),
    );
  });

  it('without hypoxic cells is plain survival; a course too long for floating-point numbers keeps its logarithm', () => {
    assertNear(reoxygenatedSurvival(thirty, cell, state(0, 0.1)).lnSurvival, lnSurvival(thirty, cell));
    const long = reoxygenatedSurvival({ fractions: 2000, dosePerFractionGy: 10 }, cell, state(1, 0, 1));
    assertNear(long.lnSurvival, -2000 * (3.5 + 3.5));
    assert.equal(reoxygenatedSurvival(thirty, cell, state(1, 1)).finalHypoxicFraction, 0);
  });

  it('refuses shares beyond 1 and half fractions', () => {
    for (const run of [
      () => reoxygenatedSurvival(thirty, cell, state(1.1, 0)),
      () => reoxygenatedSurvival(thirty, cell, state(0.1, -0.1)),
      () => reoxygenatedSurvival(thirty, cell, state(0.1, 0, 0.9)),
      () => reoxygenatedSurvival({ ...thirty, fractions: 2.5 }, cell, state(0.1, 0)),
    ])
      assert.throws(run, DomainError);
  });
});

describe('proliferation', () => {
  it('a tumour that loses no cells doubles in its potential doubling time', () => {
    const kinetics = { lambda: 0.8, synthesisHours: 10, labellingIndex: 0.1, cellLossFactor: 0 };
    const { potentialDoublingDays, doublingDays } = tumourKinetics(kinetics);
    assert.equal(potentialDoublingDays, doublingDays);
    assert.throws(() => tumourKinetics({ ...kinetics, cellLossFactor: 1 }), DomainError);
    assert.throws(() => tumourKinetics({ ...kinetics, labellingIndex: 10 }), DomainError);
  });

  it('by uptake runs between its points, is held beyond them with a caveat, and is investigational', () => {
    const line = { low: { uptake: 2, ratePerDay: 0.03 }, high: { uptake: 8, ratePerDay: 0.23 } };
    assertNear(proliferationRate(5, line).ratePerDay, 0.13);
    assert.deepEqual(
      proliferationRate(5, line).caveats.map(({ kind }) => kind),
      ['investigational'],
    );
    assert.equal(proliferationRate(20, line).ratePerDay, 0.23);
    assert.equal(proliferationRate(20, line).caveats[1].kind, 'held-at-an-end');
    assert.throws(() => proliferationRate(5, { low: line.high, high: line.low }), DomainError);
  });
});
