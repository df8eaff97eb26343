import { slidingWindow } from '../../physics/pencil-beam/sliding-window.ts';
import type { OpenBeams } from './beam-weights.ts';
import { fluenceDescent } from './fluence-descent.ts';
import { ownBixels } from './fluence-model.ts';
import type { IdealFluence } from './fluence-search.ts';
import { aimedAnew, termsOf } from './priorities.ts';
import { type FoundBeam, passingDosesAt, type Search, summedDose } from './search.ts';

/** After each correction. */
const iterationsOfRounds = [40, 30];

/** Leaves move faster where a beam has fewer MU, within what their speed has been kept below by. */
const leastWeight = 0.97;

/**
 * Sliding windows for a plan, one a beam where it has anything to give: the leaf trajectories of the ideal fluence. What the machine's own leaves make of them (what they let through, rounded ends, gaps that they
 * cannot close, steps of the control points) is computed by collapsed cone and carried on, while the fluence that the trajectories are planned for descends again.
 */
export async function findWindows(search: Search, ideal: IdealFluence, mostControlPoints: number): Promise<OpenBeams> {
  const { wanted, beams, fractions } = search;
  const descent = fluenceDescent(search);
  let variables = descent.variables(ideal.fluence);
  const planned = (fluence: Float64Array): FoundBeam[] =>
    beams.map((beam) => {
      const window = slidingWindow(beam, ownBixels(beam, fluence), { fractions, mostControlPoints });
      return window ?? { mu: 0, apertures: [] };
    });
  let { goals, fluence } = ideal;
  for (const [round, maxIterations] of iterationsOfRounds.entries()) {
    const found = planned(fluence);
    const computedGy = summedDose(await passingDosesAt(search, 'the machine', found), found);
    const pencilGy = descent.pencilGy(variables);
    const correctionGy = computedGy.map((gy, p) => gy - pencilGy[p]);
    if (round > 0) goals = aimedAnew(goals, computedGy);
    const terms = termsOf({ fixed: wanted.fixed, goals });
    const share = 0.5 + (0.5 * round) / iterationsOfRounds.length;
    variables = await descent.follow(terms, { variables, correctionGy }, { maxIterations, share, of: 'apertures' });
    fluence = descent.fluence(variables);
  }
  return { beams: planned(fluence), goals, least: beams.map(() => leastWeight) };
}
