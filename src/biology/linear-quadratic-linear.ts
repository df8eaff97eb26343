import { type Model, requireNonNegative, requirePositive } from '../units/domain-error.ts';
import { biologicallyEffectiveDose } from './biologically-effective-dose.ts';
import type { Fractionation } from './linear-quadratic.ts';

const model: Model = { name: 'linear-quadratic-linear', source: 'Astrahan M. Med Phys 2008;35:4161-4172' };

export interface LinearTail {
  readonly alphaBetaGy: number;
  /** Dose per fraction, Gy, from which on the curve is straight; about 2 α/β. */
  readonly transitionGy: number;
  /** Slope of the tail over α; the tangent at the transition where not given. */
  readonly slopeOverAlpha?: number;
}

/** γ/α of the tail that leaves the curve as its tangent: 1 + 2 dT / (α/β). Astrahan 2008. */
export function tangentSlope({ alphaBetaGy, transitionGy }: LinearTail): number {
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  requirePositive(model, 'transition dose (Gy)', transitionGy);
  return 1 + (2 * transitionGy) / alphaBetaGy;
}

/** BED, Gy: linear-quadratic up to the transition dose, and straight beyond it: n (dT (1 + dT/(α/β)) + (γ/α) (d − dT)). Astrahan 2008. */
export function linearTailBed({ fractions, dosePerFractionGy: d }: Fractionation, tail: LinearTail): number {
  const slope = tail.slopeOverAlpha ?? tangentSlope(tail);
  requirePositive(model, 'transition dose (Gy)', tail.transitionGy);
  requirePositive(model, 'gamma/alpha', slope);
  requireNonNegative(model, 'dose per fraction (Gy)', d);
  const curved = biologicallyEffectiveDose(
    { fractions, dosePerFractionGy: Math.min(d, tail.transitionGy) },
    tail.alphaBetaGy,
  );
  return curved + fractions * slope * Math.max(0, d - tail.transitionGy);
}
