import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';
import { biologicallyEffectiveDose } from './biologically-effective-dose.ts';
import type { Fractionation } from './linear-quadratic.ts';
import { power } from '../units/power.ts';

const model: Model = {
  name: 'incomplete repair between fractions of a day',
  source: 'Thames HD. Int J Radiat Biol 1985;47:319-339',
};

/** Several fractions a day, with full repair overnight. */
export interface FractionsPerDay {
  readonly fractionsPerDay: number;
  readonly intervalHours: number;
  readonly repairHalfTimeHours: number;
}

/**
 * The factor h_m of Thames 1985 by which unrepaired damage raises the quadratic term: (2/m) Σ (m − k) φᵏ, k from 1 to m − 1, φ = exp(−ln 2 · ΔT / T½).
 * It is the closed form (2/m) φ/(1−φ) (m − (1−φᵐ)/(1−φ)) without its cancellation where little is repaired. One fraction a day: 0.
 */
export function incompleteRepairFactor({
  fractionsPerDay,
  intervalHours,
  repairHalfTimeHours,
}: FractionsPerDay): number {
  requireThat(model, 'fractions per day', fractionsPerDay, {
    holds: Number.isInteger(fractionsPerDay) && fractionsPerDay >= 1 && fractionsPerDay <= 1000,
    domain: 'a whole number of fractions a day, at least 1',
  });
  requireNonNegative(model, 'interval (h)', intervalHours);
  requirePositive(model, 'repair half-time (h)', repairHalfTimeHours);
  const unrepaired = power(2, -intervalHours / repairHalfTimeHours);
  let [sum, left] = [0, 1];
  for (let k = 1; k < fractionsPerDay; k++) {
    left *= unrepaired;
    sum += (fractionsPerDay - k) * left;
  }
  return (2 * sum) / fractionsPerDay;
}

/** BED, Gy: n d (1 + (1 + h_m) d / (α/β)). Thames 1985. */
export function bedWithIncompleteRepair(
  fractionation: Fractionation,
  alphaBetaGy: number,
  day: FractionsPerDay,
): number {
  return biologicallyEffectiveDose(fractionation, alphaBetaGy / (1 + incompleteRepairFactor(day)));
}
