import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';
import type { VoxelValues } from './caveat.ts';
import data from './data/oxygen.json' with { type: 'json' };
import { type Fractionation, lnSurvival, type Radiosensitivity } from './linear-quadratic.ts';

const enhancement: Model = { name: 'oxygen enhancement ratio', source: data.alperHowardFlanders.source };
const reduction: Model = { name: 'hypoxia reduction factor', source: data.carlson.source };
const separate: Model = { name: 'oxygen enhancement of alpha and beta', source: data.separate.source };
const letDependent: Model = {
  name: 'oxygen enhancement by LET',
  source: 'Wenzl T, Wilkens JJ. Phys Med Biol 2011;56:3251-3268',
};

/** What oxygen does at most, and the pressure at which it does half of that. */
export interface OxygenEffect {
  /** m: the ratio of doses in full oxygen and in none. */
  readonly maximum: number;
  readonly halfPressureMmHg: number;
}

/** Published constants with their sources. That m and K of Carlson's form are of medium confidence is said there. */
export const oxygenConstants = data;

/** OER(p) = (m p + K) / (p + K), 1 without oxygen and m in plenty. The dose for the same effect at p is m / OER(p) times that in full oxygen. Alper 1956. */
export function oxygenEnhancementRatio(pressureMmHg: number, { maximum, halfPressureMmHg }: OxygenEffect): number {
  check(enhancement, pressureMmHg, maximum, halfPressureMmHg);
  return (maximum * pressureMmHg + halfPressureMmHg) / (pressureMmHg + halfPressureMmHg);
}

/**
 * HRF(p) = (m K + p) / (K + p), m without oxygen and 1 in plenty: α is divided by it, β by its square. This K is that of `oxygenEnhancementRatio` over m; with them,
 * HRF(p; m, K) = m / OER(p; m, m K). Carlson 2006.
 */
export function hypoxiaReductionFactor(pressureMmHg: number, { maximum, halfPressureMmHg }: OxygenEffect): number {
  check(reduction, pressureMmHg, maximum, halfPressureMmHg);
  return (maximum * halfPressureMmHg + pressureMmHg) / (halfPressureMmHg + pressureMmHg);
}

/** α / H and β / H². */
export function hypoxicSensitivity({ alphaPerGy, betaPerGy2 }: Radiosensitivity, factor: number): Radiosensitivity {
  requireReduction(factor);
  return { alphaPerGy: alphaPerGy / factor, betaPerGy2: betaPerGy2 / factor ** 2 };
}

/** ln S of cells whose sensitivity hypoxia reduces by a factor H: −n (α d / H + β d² / H²). Carlson 2006. */
export function lnHypoxicSurvival(fractionation: Fractionation, sensitivity: Radiosensitivity, factor: number): number {
  return lnSurvival(fractionation, hypoxicSensitivity(sensitivity, factor));
}

/**
 * By what α is divided, or the square root of β: OERmax (p + K) / (OERmax p + K), OERmax without oxygen and 1 in plenty. α and β have a maximum each. Wouters and Brown
 * 1997.
 */
export function separateReduction(pressureMmHg: number, { maximum, halfPressureMmHg }: OxygenEffect): number {
  check(separate, pressureMmHg, maximum, halfPressureMmHg);
  return (maximum * (pressureMmHg + halfPressureMmHg)) / (maximum * pressureMmHg + halfPressureMmHg);
}

/** α(L, p) = ((a₁ + a₂ L) p + (a₃ + a₄ L) K) / (p + K), √β(p) = (b₁ p + b₂ K) / (p + K). */
export interface LetOxygenConstants {
  readonly a: readonly [number, number, number, number];
  readonly b: readonly [number, number];
  readonly halfPressureMmHg: number;
}

/** Sensitivity by LET (keV/µm) and oxygen. The constants are the caller's: no verified set is shipped. Wenzl and Wilkens 2011. */
export function letOxygenSensitivity(
  letKeVPerUm: number,
  pressureMmHg: number,
  { a, b, halfPressureMmHg: k }: LetOxygenConstants,
): Radiosensitivity {
  requireNonNegative(letDependent, 'LET (keV/µm)', letKeVPerUm);
  requireNonNegative(letDependent, 'oxygen pressure (mmHg)', pressureMmHg);
  requirePositive(letDependent, 'K (mmHg)', k);
  const alphaPerGy =
    ((a[0] + a[1] * letKeVPerUm) * pressureMmHg + (a[2] + a[3] * letKeVPerUm) * k) / (pressureMmHg + k);
  const rootBeta = (b[0] * pressureMmHg + b[1] * k) / (pressureMmHg + k);
  requireNonNegative(letDependent, 'alpha (1/Gy)', alphaPerGy);
  // Squared it would pass for a sensitivity.
  requireNonNegative(letDependent, 'square root of beta (1/Gy)', rootBeta);
  return { alphaPerGy, betaPerGy2: rootBeta ** 2 };
}

/** Hypoxia reduction factors of voxels. Pressures that are negative or no number are counted and taken as full oxygen, 1. */
export function voxelHypoxiaReduction<Values extends Float32Array | Float64Array>(
  pressureMmHg: ArrayLike<number>,
  { maximum, halfPressureMmHg }: OxygenEffect,
  out: Values,
): VoxelValues<Values> {
  check(reduction, 0, maximum, halfPressureMmHg);
  let outOfDomain = 0;
  const without = maximum * halfPressureMmHg;
  for (let i = 0; i < pressureMmHg.length; i++) {
    const p = pressureMmHg[i];
    if (p >= 0 && p < Infinity) out[i] = (without + p) / (halfPressureMmHg + p);
    else {
      out[i] = 1;
      outOfDomain++;
    }
  }
  const reason = outOfDomain > 0 ? 'the oxygen pressure is negative or no number' : undefined;
  return { values: out, outOfDomain, reason, beyondValidity: 0 };
}

/** Throws where a hypoxia reduction factor is below 1. */
export function requireReduction(factor: number): void {
  requireThat(reduction, 'hypoxia reduction factor', factor, {
    holds: factor >= 1 && factor < Infinity,
    domain: 'a factor of at least 1',
  });
}

function check(model: Model, pressureMmHg: number, maximum: number, halfPressureMmHg: number): void {
  requireNonNegative(model, 'oxygen pressure (mmHg)', pressureMmHg);
  requireThat(model, 'maximum m', maximum, { holds: maximum >= 1 && maximum < Infinity, domain: 'm >= 1' });
  requirePositive(model, 'half pressure K (mmHg)', halfPressureMmHg);
}
