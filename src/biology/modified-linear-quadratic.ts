import { type Model, requireNonNegative } from '../units/domain-error.ts';
import { protractionFactor, repairRatePerHour } from './lea-catcheside.ts';
import type { Radiosensitivity } from './linear-quadratic.ts';

const model: Model = {
  name: 'modified linear-quadratic survival',
  source: 'Guerrero M, Li XA. Phys Med Biol 2004;49:4825-4835',
};

/**
 * Natural logarithm of the survival after one fraction of d Gy: −αd − β G(μT + δd) d², G of `protractionFactor`. δ, 1/Gy, straightens the curve at high doses; 0 gives
 * the linear-quadratic model with protraction. Guerrero and Li 2004.
 */
export function lnSurvivalModified(
  doseGy: number,
  { alphaPerGy, betaPerGy2 }: Radiosensitivity,
  by: { readonly deltaPerGy: number; readonly repairHalfTimeHours: number; readonly durationHours: number },
): number {
  requireNonNegative(model, 'dose per fraction (Gy)', doseGy);
  requireNonNegative(model, 'alpha (1/Gy)', alphaPerGy);
  requireNonNegative(model, 'beta (1/Gy²)', betaPerGy2);
  requireNonNegative(model, 'delta (1/Gy)', by.deltaPerGy);
  requireNonNegative(model, 'duration (h)', by.durationHours);
  const x = repairRatePerHour(by.repairHalfTimeHours) * by.durationHours + by.deltaPerGy * doseGy;
  return 0 - doseGy * (alphaPerGy + betaPerGy2 * protractionFactor(x) * doseGy);
}
