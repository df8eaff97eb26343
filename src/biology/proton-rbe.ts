import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';
import type { Caveat } from './caveat.ts';
import { beyondLinearQuadratic } from './linear-quadratic.ts';

/** constant + perLetOverAlphaBeta · LET/(α/β) + perLetTimesRootAlphaBeta · LET √(α/β). */
export interface RbeAsymptote {
  readonly constant: number;
  readonly perLetOverAlphaBeta?: number;
  readonly perLetTimesRootAlphaBeta?: number;
}

/** A published model: RBE at vanishing dose (α = αx RBEmax) and at high dose (β = βx RBEmin²). */
export interface ProtonModel {
  readonly RBEmax: RbeAsymptote;
  readonly RBEmin: RbeAsymptote;
  readonly source: string;
}

/** What is delivered: physical dose a fraction, Gy, its dose-averaged LET, keV/µm, and α/β for photons, Gy. */
export interface ProtonFraction {
  readonly dosePerFractionGy: number;
  readonly letKeVPerUm: number;
  readonly alphaBetaGy: number;
}

export interface ProtonRbe {
  readonly rbeMax: number;
  readonly rbeMin: number;
  readonly rbe: number;
  /** EQD2 of one fraction, Gy: d (RBEmax α/β + RBEmin² d) / (α/β + 2). */
  readonly eqd2Gy: number;
  readonly caveats: readonly Caveat[];
}

/** LET, keV/µm, up to which models were fitted. */
const fittedUpToKeVPerUm = 20;

/**
 * RBE at a dose: the root of d²RBE² + d RBE α/β = d RBEmax α/β + d² RBEmin², rationalised, 2 (RBEmax + d RBEmin²/(α/β)) / (1 + √(1 + 4 d RBEmax/(α/β) + 4 d² RBEmin²/(α/β)²)), which does
 * not cancel at small doses, where it tends to RBEmax. McNamara 2015, Wedenberg 2013, Carabe 2012: one form, other constants.
 */
export function protonRbe(
  { dosePerFractionGy: d, letKeVPerUm, alphaBetaGy }: ProtonFraction,
  by: ProtonModel,
): ProtonRbe {
  const model: Model = { name: 'proton RBE', source: by.source };
  requireNonNegative(model, 'dose per fraction (Gy)', d);
  requireNonNegative(model, 'LET (keV/µm)', letKeVPerUm);
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  const rbeMax = asymptote(by.RBEmax, letKeVPerUm, alphaBetaGy);
  const rbeMin = asymptote(by.RBEmin, letKeVPerUm, alphaBetaGy);
  for (const [name, value] of [
    ['RBEmax', rbeMax],
    ['RBEmin', rbeMin],
  ] as const)
    requireThat(model, `${name} at ${letKeVPerUm} keV/µm`, value, {
      holds: value > 0,
      domain: 'LET for which both are above 0',
    });
  const x = d / alphaBetaGy;
  const rbe = (2 * (rbeMax + x * rbeMin ** 2)) / (1 + Math.sqrt(1 + 4 * x * rbeMax + 4 * (x * rbeMin) ** 2));
  const eqd2Gy = (d * (rbeMax * alphaBetaGy + rbeMin ** 2 * d)) / (alphaBetaGy + 2);
  const caveats = [beyondFittedLet(letKeVPerUm, by.source), beyondLinearQuadratic(d)].filter(
    (caveat) => caveat !== undefined,
  );
  return { rbeMax, rbeMin, rbe, eqd2Gy, caveats };
}

/** A caveat where LET lies beyond what models of protons were fitted to. */
export function beyondFittedLet(letKeVPerUm: number, source: string): Caveat | undefined {
  if (!(letKeVPerUm > fittedUpToKeVPerUm)) return undefined;
  return {
    kind: 'let',
    text: `${letKeVPerUm} keV/µm is beyond the ${fittedUpToKeVPerUm} that the model was fitted to`,
    source,
  };
}

export const letWeighting: Model = {
  name: 'LET-weighted dose',
  source: 'Unkelbach J et al. Int J Radiat Oncol Biol Phys 2016;96:1097-1106',
};

/** Dose weighted by LET, Gy: D (1 + c LET), c in µm/keV. Unkelbach 2016. */
export function letWeightedDose(doseGy: number, letKeVPerUm: number, perLet: number): number {
  requireNonNegative(letWeighting, 'dose (Gy)', doseGy);
  requireNonNegative(letWeighting, 'LET (keV/µm)', letKeVPerUm);
  requireNonNegative(letWeighting, 'c (µm/keV)', perLet);
  return doseGy * (1 + perLet * letKeVPerUm);
}

function asymptote(by: RbeAsymptote, letKeVPerUm: number, alphaBetaGy: number): number {
  return (
    by.constant +
    ((by.perLetOverAlphaBeta ?? 0) * letKeVPerUm) / alphaBetaGy +
    (by.perLetTimesRootAlphaBeta ?? 0) * letKeVPerUm * Math.sqrt(alphaBetaGy)
  );
}
