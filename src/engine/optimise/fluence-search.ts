import { fluenceDescent } from './fluence-descent.ts';
import { aimedAnew, type SteeringGoal, termsOf } from './plan-terms.ts';
import type { Search } from './search.ts';

/** A fluence that machines give only in many small steps: what apertures are measured by. */
export interface IdealFluence {
  /** Gy at the points, corrected. */
  readonly doseGy: Float64Array;
  /** MU over the course, bixel by bixel of all beams. */
  readonly fluence: Float64Array;
  /** As they were aimed at in the end. */
  readonly goals: readonly SteeringGoal[];
}

/** After each the dose is corrected and missed goals weigh more. */
const iterationsOfRounds = [100, 50, 30];

/** The fluence that makes the objective least, in rounds: pencil beams, then the collapsed-cone dose of the very fluence, whose difference is carried on. */
export async function findFluence(search: Search): Promise<IdealFluence> {
  const { points, wanted } = search;
  const descent = fluenceDescent(search);
  let { goals } = wanted;
  let variables = descent.start;
  let correctionGy: Float64Array = new Float64Array(points.count);
  let doseGy = correctionGy;
  for (const [round, maxIterations] of iterationsOfRounds.entries()) {
    const terms = termsOf({ fixed: wanted.fixed, goals });
    const share = (0.5 * round) / iterationsOfRounds.length;
    variables = await descent.follow(terms, { variables, correctionGy }, { maxIterations, share });
    const pencilGy = descent.pencilGy(variables);
    doseGy = await descent.computedGy(variables);
    correctionGy = doseGy.map((gy, p) => gy - pencilGy[p]);
    if (round + 1 < iterationsOfRounds.length) goals = aimedAnew(goals, doseGy);
  }
  return { doseGy, fluence: descent.fluence(variables), goals };
}
