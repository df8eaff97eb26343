import { type Model, requireNonNegative, requireThat } from '../units/domain-error.ts';
import { logLogisticResponse } from './dose-response.ts';
import type { DoseVolume } from './dose-volume.ts';
import { generalisedEud } from './geud.ts';

const regression: Model = {
  name: 'logistic regression on mean dose',
  source: 'Marks LB et al. Int J Radiat Oncol Biol Phys 2010;76(3 Suppl):S70-S76',
};

/**
 * Probability of a response at a gEUD: 1 / (1 + (D50/gEUD)^(4 γ50)); of complication with TD50, or of tumour control with TCD50 and a < 0. Gay HA, Niemierko A. Phys Med
 * 2007;23:115-125.
 */
export function eudResponse(
  dvh: DoseVolume,
  { a, d50Gy, gamma50 }: { readonly a: number; readonly d50Gy: number; readonly gamma50: number },
): { readonly geudGy: number; readonly probability: number } {
  const geudGy = generalisedEud(dvh, a);
  return { geudGy, probability: logLogisticResponse(geudGy, { d50Gy, gamma50 }) };
}

/** 1 / (1 + exp(−(b₀ + b₁ D̄))), D̄ the mean dose in Gy. */
export function meanDoseLogistic(meanGy: number, { b0, b1 }: { readonly b0: number; readonly b1: number }): number {
  requireNonNegative(regression, 'mean dose (Gy)', meanGy);
  for (const [name, value] of [
    ['b0', b0],
    ['b1', b1],
  ] as const)
    requireThat(regression, name, value, { holds: Number.isFinite(value), domain: 'a finite coefficient' });
  return 1 / (1 + Math.exp(-(b0 + b1 * meanGy)));
}
