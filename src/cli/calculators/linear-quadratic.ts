import * as z from 'zod';
import {
  biologicallyEffectiveDose,
  dosePerFractionForBed,
  equivalentDose,
  equivalentDoseOfBed,
  isoeffectiveDose,
} from '../../biology/biologically-effective-dose.ts';
import type { Caveat } from '../../biology/caveat.ts';
import { bedWithIncompleteRepair, incompleteRepairFactor } from '../../biology/incomplete-repair.ts';
import {
  protractedBed,
  protractionFactor,
  protractionFactorOfSegments,
  protractionFactorOfTwo,
  repairRatePerHour,
} from '../../biology/lea-catcheside.ts';
import { beyondLinearQuadratic, linearQuadratic, lnSurvival } from '../../biology/linear-quadratic.ts';
import { permanentImplant } from '../../biology/permanent-implant.ts';
import { bedLoss, bedLossPerDay, eqd2Loss } from '../../biology/repopulation.ts';
import { calculator, number } from './calculator.ts';

const course = { n: number, d: number };

/** Linear-quadratic survival, and what is derived from it. */
export const linearQuadraticCalculators = {
  lq_survival: calculator(
    'survival after n fractions of d Gy, linear-quadratic',
    { alpha: number, beta: number, ...course },
    ({ alpha, beta, n, d }, note) => {
      const lnSF = lnSurvival({ fractions: n, dosePerFractionGy: d }, { alphaPerGy: alpha, betaPerGy2: beta });
      note(beyondLinearQuadratic(d), lnSF < -700 ? tooSmall : undefined);
      return { SF: Math.exp(lnSF), lnSF, log10SF: lnSF / Math.LN10 };
    },
  ),
  bed_eqd2: calculator('BED and EQD2 of n fractions of d Gy', { ...course, alphaBeta: number }, (i, note) => {
    const given = { fractions: i.n, dosePerFractionGy: i.d };
    note(beyondLinearQuadratic(i.d));
    return { BED: biologicallyEffectiveDose(given, i.alphaBeta), EQD2: equivalentDose(given, i.alphaBeta) };
  }),
  eqdx: calculator(
    'the equivalent dose in fractions of any size',
    { ...course, alphaBeta: number, refDosePerFraction: number },
    (i, note) => {
      note(beyondLinearQuadratic(Math.max(i.d, i.refDosePerFraction)));
      return { EQDx: equivalentDose({ fractions: i.n, dosePerFractionGy: i.d }, i.alphaBeta, i.refDosePerFraction) };
    },
  ),
  isoeffective_total_dose: calculator(
    'the total dose of the same effect in fractions of another size',
    { D1: number, d1: number, d2: number, alphaBeta: number },
    (i, note) => {
      note(beyondLinearQuadratic(Math.max(i.d1, i.d2)));
      const D2 = isoeffectiveDose(i.D1, { fromGy: i.d1, toGy: i.d2 }, i.alphaBeta);
      return { D2, n2: D2 / i.d2 };
    },
  ),
  dose_per_fraction_for_bed: calculator(
    'the dose per fraction with which n fractions reach a BED',
    { BED: number, n: number, alphaBeta: number },
    ({ BED, n, alphaBeta }, note) => {
      const d = dosePerFractionForBed(BED, n, alphaBeta);
      note(beyondLinearQuadratic(d));
      return { d };
    },
  ),
  bed_repopulation: calculator(
    'BED and EQD2 with accelerated repopulation after a kick-off time',
    { ...course, alphaBeta: number, alpha: number, T_days: number, Tk_days: number, Td_days: number },
    (i, note) => {
      const given = { fractions: i.n, dosePerFractionGy: i.d };
      const lossBED = bedLoss({ overallDays: i.T_days, kickOffDays: i.Tk_days }, i.Td_days, i.alpha);
      const BED = biologicallyEffectiveDose(given, i.alphaBeta) - lossBED;
      note(beyondLinearQuadratic(i.d), BED < 0 ? outgrown : undefined);
      return {
        BED,
        EQD2: equivalentDoseOfBed(BED, i.alphaBeta),
        lossBED,
        K_BED_per_day: bedLossPerDay(i.alpha, i.Td_days),
      };
    },
  ),
  eqd2_dprolif: calculator(
    'EQD2 less a dose a day after a kick-off time',
    { ...course, alphaBeta: number, T_days: number, Tk_days: number, Dprolif_Gy_per_day: number },
    (i, note) => {
      const loss = eqd2Loss({ overallDays: i.T_days, kickOffDays: i.Tk_days }, i.Dprolif_Gy_per_day);
      const EQD2 = equivalentDose({ fractions: i.n, dosePerFractionGy: i.d }, i.alphaBeta) - loss;
      note(beyondLinearQuadratic(i.d), EQD2 < 0 ? outgrown : undefined);
      return { EQD2 };
    },
  ),
  bed_incomplete_repair_multi_per_day: calculator(
    'BED of several fractions a day with incomplete repair between them',
    { ...course, alphaBeta: number, fractionsPerDay: number, interval_h: number, Thalf_h: number },
    (i, note) => {
      const day = {
        fractionsPerDay: i.fractionsPerDay,
        intervalHours: i.interval_h,
        repairHalfTimeHours: i.Thalf_h,
      };
      note(beyondLinearQuadratic(i.d));
      return {
        h_m: incompleteRepairFactor(day),
        BED: bedWithIncompleteRepair({ fractions: i.n, dosePerFractionGy: i.d }, i.alphaBeta, day),
      };
    },
  ),
  lea_catcheside_constant_rate: calculator(
    'the protraction factor G at a constant dose rate',
    { Thalf_h: number, T_h: number },
    ({ Thalf_h, T_h }) => {
      const rate = repairRatePerHour(Thalf_h);
      return { mu_per_h: rate, G: protractionFactor(rate * T_h) };
    },
  ),
  lea_catcheside_piecewise: calculator(
    'the protraction factor G of a delivery in pieces: start (h), duration (h), dose (Gy) of each',
    {
      segments: z.array(z.tuple([number, number, number])),
      segments_fields: z.tuple([z.literal('start_h'), z.literal('duration_h'), z.literal('dose_Gy')]).optional(),
      Thalf_h: number,
    },
    ({ segments, Thalf_h }) => {
      const pieces = segments.map(([startHours, durationHours, doseGy]) => ({ startHours, durationHours, doseGy }));
      const G = protractionFactorOfSegments(pieces, Thalf_h);
      return { D: pieces.reduce((sum, { doseGy }) => sum + doseGy, 0), G };
    },
  ),
  bed_continuous_low_dose_rate: calculator(
    'dose and BED of a constant low dose rate',
    { doseRate_Gy_per_h: number, T_h: number, alphaBeta: number, Thalf_h: number },
    (i) => {
      const D = i.doseRate_Gy_per_h * i.T_h;
      const g = protractionFactor(repairRatePerHour(i.Thalf_h) * i.T_h);
      return { D, BED: protractedBed({ fractions: 1, dosePerFractionGy: D }, i.alphaBeta, g) };
    },
  ),
  bed_protracted_fraction: calculator(
    'BED of fractions that take time',
    { ...course, alphaBeta: number, delivery_h: number, Thalf_h: number },
    (i, note) => {
      const g = protractionFactor(repairRatePerHour(i.Thalf_h) * i.delivery_h);
      note(beyondLinearQuadratic(i.d));
      return { BED: protractedBed({ fractions: i.n, dosePerFractionGy: i.d }, i.alphaBeta, g) };
    },
  ),
  bed_protracted_biexponential: calculator(
    'BED of fractions that take time, with fast and slow repair',
    {
      ...course,
      alphaBeta: number,
      delivery_h: number,
      Thalf_fast_h: number,
      Thalf_slow_h: number,
      weight_slow: number,
    },
    (i, note) => {
      const g = protractionFactorOfTwo(i.delivery_h, {
        fastHalfTimeHours: i.Thalf_fast_h,
        slowHalfTimeHours: i.Thalf_slow_h,
        slowShare: i.weight_slow,
      });
      note(beyondLinearQuadratic(i.d));
      return { BED: protractedBed({ fractions: i.n, dosePerFractionGy: i.d }, i.alphaBeta, g) };
    },
  ),
  bed_permanent_implant: calculator(
    'dose and BED of a permanent implant',
    { R0_Gy_per_h: number, isotopeHalfLife_d: number, alphaBeta: number, Thalf_h: number },
    (i) => {
      const { doseGy, bedGy } = permanentImplant({
        initialRateGyPerHour: i.R0_Gy_per_h,
        halfLifeDays: i.isotopeHalfLife_d,
        repairHalfTimeHours: i.Thalf_h,
        alphaBetaGy: i.alphaBeta,
      });
      return { D_total: doseGy, BED: bedGy };
    },
  ),
};

const tooSmall: Caveat = {
  kind: 'underflow',
  text: 'the survival is too small for a floating-point number; take its logarithm',
  source: linearQuadratic.source,
};

const outgrown: Caveat = {
  kind: 'negative',
  text: 'cells grow faster than they are killed: the result is negative',
  source: 'Fowler JF. Br J Radiol 2010;83:554-568',
};
