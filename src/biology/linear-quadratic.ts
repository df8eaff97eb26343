import { type Model, requireNonNegative } from '../units/domain-error.ts';
import type { Caveat } from './caveat.ts';

export const linearQuadratic: Model = {
  name: 'linear-quadratic survival',
  source: 'Fowler JF. Br J Radiol 1989;62:679-694; Brenner DJ. Semin Radiat Oncol 2008;18:234-239',
};

/** Equal fractions; their number need not be whole. */
export interface Fractionation {
  readonly fractions: number;
  readonly dosePerFractionGy: number;
}

export interface Radiosensitivity {
  readonly alphaPerGy: number;
  readonly betaPerGy2: number;
}

/**
 * Natural logarithm of the fraction of cells that survive n fractions of d Gy: −n (αd + βd²). The logarithm, because the fraction itself underflows for
 * long courses. Holds for about 1 to 6 Gy a fraction, and is accepted to 10 (`beyondLinearQuadratic`). Fowler 1989; Brenner 2008.
 */
export function lnSurvival({ fractions, dosePerFractionGy: d }: Fractionation, sensitivity: Radiosensitivity): number {
  requireNonNegative(linearQuadratic, 'number of fractions', fractions);
  requireNonNegative(linearQuadratic, 'dose per fraction (Gy)', d);
  requireNonNegative(linearQuadratic, 'alpha (1/Gy)', sensitivity.alphaPerGy);
  requireNonNegative(linearQuadratic, 'beta (1/Gy²)', sensitivity.betaPerGy2);
  // Zero fractions survive whole: −0 would be printed as such.
  return 0 - fractions * d * (sensitivity.alphaPerGy + sensitivity.betaPerGy2 * d);
}

/** Gy a fraction up to which the linear-quadratic model is accepted. */
export const linearQuadraticUpToGy = 10;

/** A caveat where a dose per fraction lies beyond what the linear-quadratic model is accepted for. */
export function beyondLinearQuadratic(dosePerFractionGy: number): Caveat | undefined {
  if (!(dosePerFractionGy > linearQuadraticUpToGy)) return undefined;
  return {
    kind: 'dose-per-fraction',
    text: `${Number(dosePerFractionGy.toPrecision(4))} Gy a fraction is beyond the ${linearQuadraticUpToGy} Gy to which the linear-quadratic model is accepted; compare with the linear-quadratic-linear model or the universal survival curve`,
    source: linearQuadratic.source,
  };
}
