import { type Model, requireThat, requireWithin } from '../units/domain-error.ts';
import { type Fractionation, lnSurvival, type Radiosensitivity } from './linear-quadratic.ts';
import { logSum } from './log-sum.ts';
import { lnHypoxicSurvival } from './oxygen.ts';

const model: Model = {
  name: 'reoxygenation between two compartments',
  source: "this project's definition, after Ruggieri R, Nahum AE. Med Phys 2006;33:4044-4055",
};

export interface Reoxygenation {
  readonly hypoxicFraction: number;
  readonly hypoxiaReduction: number;
  /** r: the share of surviving hypoxic cells that are oxygenated after each fraction, 0 (never) to 1. */
  readonly shareReoxygenated: number;
}

/** Logarithms of survival; no reoxygenation is the worst that can be, full mixing before every fraction the best. */
export interface ReoxygenatedSurvival {
  readonly lnSurvival: number;
  readonly finalHypoxicFraction: number;
  readonly lnSurvivalWithout: number;
  readonly lnSurvivalFullMixing: number;
}

/**
 * Survival over a course whose hypoxic cells are oxygenated: each fraction kills, then N_o += r N_h and N_h ·= 1 − r. Full mixing: [(1 − f) S_o + f S_h]ⁿ. Kept as
 * logarithms, so that no compartment vanishes by underflow. The number of fractions is whole.
 */
export function reoxygenatedSurvival(
  { fractions, dosePerFractionGy }: Fractionation,
  sensitivity: Radiosensitivity,
  { hypoxicFraction, hypoxiaReduction, shareReoxygenated }: Reoxygenation,
): ReoxygenatedSurvival {
  requireWithin(model, 'hypoxic fraction', hypoxicFraction, 0, 1);
  requireWithin(model, 'share reoxygenated', shareReoxygenated, 0, 1);
  requireThat(model, 'number of fractions', fractions, {
    holds: Number.isInteger(fractions) && fractions >= 0 && fractions <= 10_000,
    domain: 'a whole number of fractions, at most 10,000',
  });
  const one = { fractions: 1, dosePerFractionGy };
  const lnOxic = lnSurvival(one, sensitivity);
  const lnHypoxic = lnHypoxicSurvival(one, sensitivity, hypoxiaReduction);
  const start = { oxic: Math.log1p(-hypoxicFraction), hypoxic: Math.log(hypoxicFraction) };
  const lnMoves = Math.log(shareReoxygenated);
  const lnStays = Math.log1p(-shareReoxygenated);
  let { oxic, hypoxic } = start;
  for (let n = 0; n < fractions; n++) {
    hypoxic += lnHypoxic;
    oxic = logSum(oxic + lnOxic, hypoxic + lnMoves);
    hypoxic += lnStays;
  }
  const total = logSum(oxic, hypoxic);
  return {
    lnSurvival: total,
    finalHypoxicFraction: Math.exp(hypoxic - total),
    lnSurvivalWithout: logSum(start.oxic + fractions * lnOxic, start.hypoxic + fractions * lnHypoxic),
    lnSurvivalFullMixing: fractions * logSum(start.oxic + lnOxic, start.hypoxic + lnHypoxic),
  };
}
