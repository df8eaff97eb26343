import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';
import { biologicallyEffectiveDose } from './biologically-effective-dose.ts';
import type { Fractionation } from './linear-quadratic.ts';

const model: Model = {
  name: 'universal survival curve',
  source: 'Park C et al. Int J Radiat Oncol Biol Phys 2008;70:847-852',
};

/** The multi-target end of the curve, and α of its linear-quadratic beginning. */
export interface UniversalSurvival {
  readonly alphaPerGy: number;
  /** D₀, Gy: the terminal slope is 1/D₀. */
  readonly terminalGy: number;
  /** Dq, Gy: where the terminal line meets full survival. */
  readonly quasiThresholdGy: number;
}

/** Dose per fraction, Gy, where the two parts meet with one slope, and β of the first: D_T = 2 Dq / (1 − α D₀), β = (1 − α D₀)² / (4 D₀ Dq). Park 2008. */
export function universalSurvivalJoin({ alphaPerGy, terminalGy, quasiThresholdGy }: UniversalSurvival): {
  readonly transitionGy: number;
  readonly betaPerGy2: number;
  readonly alphaBetaGy: number;
} {
  requirePositive(model, 'alpha (1/Gy)', alphaPerGy);
  requirePositive(model, 'D0 (Gy)', terminalGy);
  requirePositive(model, 'Dq (Gy)', quasiThresholdGy);
  const left = 1 - alphaPerGy * terminalGy;
  requireThat(model, 'alpha times D0', alphaPerGy * terminalGy, { holds: left > 0, domain: 'alpha times D0 < 1' });
  const betaPerGy2 = left ** 2 / (4 * terminalGy * quasiThresholdGy);
  return { transitionGy: (2 * quasiThresholdGy) / left, betaPerGy2, alphaBetaGy: alphaPerGy / betaPerGy2 };
}

/** BED, Gy: linear-quadratic below the transition dose, n (d − Dq) / (α D₀) from there on. Park 2008. */
export function universalSurvivalBed(fractionation: Fractionation, curve: UniversalSurvival): number {
  const { transitionGy, alphaBetaGy } = universalSurvivalJoin(curve);
  const { fractions, dosePerFractionGy: d } = fractionation;
  requireNonNegative(model, 'number of fractions', fractions);
  if (d <= transitionGy) return biologicallyEffectiveDose(fractionation, alphaBetaGy);
  return (fractions * (d - curve.quasiThresholdGy)) / (curve.alphaPerGy * curve.terminalGy);
}
