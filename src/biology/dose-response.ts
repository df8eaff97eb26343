import { type Model, requireNonNegative, requirePositive } from '../units/domain-error.ts';
import { cumulativeNormal } from './normal-distribution.ts';

const model: Model = {
  name: 'empirical dose response',
  source:
    'Okunieff P et al. Int J Radiat Oncol Biol Phys 1995;32:1227-1237; Niemierko A. Med Phys 1997;24:103-110; Källman P, Ågren A, Brahme A. Int J Radiat Biol 1992;62:249-262',
};

/** A rise in probability with dose: D50, Gy, and the slope there, γ50 (the change in probability for a change in dose of 1, both relative, at D50). */
export interface DoseResponse {
  readonly d50Gy: number;
  readonly gamma50: number;
}

/** 1 / (1 + exp(4 γ50 (1 − D/D50))): above 0 without dose. Okunieff 1995. */
export function logisticResponse(doseGy: number, curve: DoseResponse): number {
  check(doseGy, curve);
  return 1 / (1 + Math.exp(4 * curve.gamma50 * (1 - doseGy / curve.d50Gy)));
}

/** 1 / (1 + (D50/D)^(4 γ50)): 0 without dose. The exponent is 4 γ50, not γ50. Niemierko 1997; Gay and Niemierko, Phys Med 2007;23:115-125. */
export function logLogisticResponse(doseGy: number, curve: DoseResponse): number {
  check(doseGy, curve);
  return 1 / (1 + Math.exp(-4 * curve.gamma50 * Math.log(doseGy / curve.d50Gy)));
}

/** Φ((D − D50) / (m D50)), m = 1 / (γ50 √(2π)). */
export function probitResponse(doseGy: number, curve: DoseResponse): number {
  check(doseGy, curve);
  return cumulativeNormal((doseGy - curve.d50Gy) / (probitWidth(curve.gamma50) * curve.d50Gy));
}

/** m of the probit curve with a slope γ50. */
export function probitWidth(gamma50: number): number {
  return 1 / (gamma50 * Math.sqrt(2 * Math.PI));
}

/** ln P of the Poisson curve P = 2^−exp(s (1 − D/D50)): s = 2 γ50 / ln 2 for the slope at D50, s = e γ for the greatest slope γ (Källman 1992). */
export function lnPoissonResponse(
  doseGy: number,
  curve: { readonly d50Gy: number; readonly gamma: number; readonly slope: 'at-d50' | 'greatest' },
): number {
  check(doseGy, { d50Gy: curve.d50Gy, gamma50: curve.gamma });
  const steepness = curve.slope === 'at-d50' ? (2 * curve.gamma) / Math.LN2 : Math.E * curve.gamma;
  return -Math.LN2 * Math.exp(steepness * (1 - doseGy / curve.d50Gy));
}

function check(doseGy: number, { d50Gy, gamma50 }: DoseResponse): void {
  requireNonNegative(model, 'dose (Gy)', doseGy);
  requirePositive(model, 'D50 (Gy)', d50Gy);
  requirePositive(model, 'slope gamma', gamma50);
}
