import { type Differentiable, minimumByIterations } from '../../optimise/bounded-quasi-newton.ts';
import { sumOfTerms, type Term } from '../../optimise/plan-objective.ts';
import { aimedAnew, type SteeringGoal, termsOf } from './priorities.ts';
import { finalDosesAt, followed, type FoundBeam, type Search, summedDose } from './search.ts';

/** Beams as a search ends with them. */
export interface Delivered {
  readonly beams: readonly FoundBeam[];
  /** At the points, as the plan's own dose is computed. */
  readonly doseGy: Float64Array;
  /** The objective as it was aimed at in the end. */
  readonly terms: readonly Term[];
}

/** Beams whose openings are found, before their last weighing. */
export interface OpenBeams {
  readonly beams: readonly FoundBeam[];
  readonly goals: readonly SteeringGoal[];
  /** By how much the MU of each beam may be multiplied. */
  readonly least: readonly number[];
}

/** More than a last correction of levels is no weighing. */
const most = 1.03;
const maxIterations = 60;

/**
 * Beams weighed anew by their doses as the final engine computes them: pencil beams with what was carried on had led their openings, and what those have come to is a few tenths of a per cent from it. So
 * the dose that a search ends with is the plan's own, and where it has the same grid it need not be computed again.
 */
export async function weighedBeams(search: Search, { beams, goals: aimed, least }: OpenBeams): Promise<Delivered> {
  const gyPerMu = await finalDosesAt(search, beams);
  const goals = aimedAnew(aimed, summedDose(gyPerMu, beams));
  const terms = termsOf({ fixed: search.wanted.fixed, goals });
  const objective = sumOfTerms(terms);
  const weighed = (weights: ArrayLike<number>): FoundBeam[] =>
    beams.map((beam, b) => ({ ...beam, mu: beam.mu * weights[b] }));
  const doseGradient = new Float64Array(search.points.count);
  const evaluate: Differentiable = (weights, gradient) => {
    const value = objective(summedDose(gyPerMu, weighed(weights)), doseGradient);
    for (const [b, { mu }] of beams.entries()) {
      let perMu = 0;
      for (let p = 0; p < doseGradient.length; p++) perMu += doseGradient[p] * gyPerMu[b][p];
      gradient[b] = mu * perMu;
    }
    return value;
  };
  const start = beams.map(() => 1);
  const steps = minimumByIterations(evaluate, start, {
    lower: least,
    upper: beams.map(() => most),
    maxIterations,
    tolerance: 1e-4,
  });
  const found = weighed((await followed(search, 'apertures', steps, 1)).x);
  return { beams: found, doseGy: summedDose(gyPerMu, found), terms };
}
