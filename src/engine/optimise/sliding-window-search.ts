import type { Term } from '../../optimise/plan-objective.ts';
import { type SlidingWindow, slidingWindow } from '../../physics/pencil-beam/sliding-window.ts';
import { fluenceDescent } from './fluence-descent.ts';
import { ownBixels } from './fluence-model.ts';
import type { IdealFluence } from './fluence-search.ts';
import { aimedAnew, termsOf } from './priorities.ts';
import { computedDose, correctionCones, type Search } from './search.ts';

/** After each correction. */
const iterationsOfRounds = [40, 30];

/**
 * Sliding windows for a plan, one a beam where it has anything to give: the leaf trajectories of the ideal fluence. What the machine's own leaves make of them (what they let through, rounded ends, gaps that they
 * cannot close, steps of the control points) is computed by collapsed cone and carried on, while the fluence that the trajectories are planned for descends again. At last the dose at the points is the
 * pencil beams', with what is carried on.
 */
export async function findWindows(
  search: Search,
  ideal: IdealFluence,
  mostControlPoints: number,
): Promise<{
  readonly windows: readonly (SlidingWindow | undefined)[];
  readonly doseGy: Float64Array;
  readonly terms: readonly Term[];
}> {
  const { wanted, beams, fractions } = search;
  const descent = fluenceDescent(search);
  let variables = descent.variables(ideal.fluence);
  let { fluence } = ideal;
  let pencilGy = descent.pencilGy(variables);
  const planned = (): (SlidingWindow | undefined)[] =>
    beams.map((beam) => slidingWindow(beam, ownBixels(beam, fluence), { fractions, mostControlPoints }));
  let { goals } = ideal;
  let terms = termsOf({ fixed: wanted.fixed, goals });
  let correctionGy = new Float64Array(pencilGy.length);
  for (const [round, maxIterations] of iterationsOfRounds.entries()) {
    const last = round === iterationsOfRounds.length - 1;
    const computed = await computedDose(
      search,
      { through: 'the machine', cones: last ? correctionCones.last : correctionCones.few },
      planned().map((window) =>
        (window?.apertures ?? []).map(({ share, aperture }) => ({ aperture, mu: share * window!.mu })),
      ),
    );
    correctionGy = Float64Array.from(computed, (gy, p) => gy - pencilGy[p]);
    if (round > 0) {
      goals = aimedAnew(goals, computed);
      terms = termsOf({ fixed: wanted.fixed, goals });
    }
    const share = 0.5 + (0.5 * round) / iterationsOfRounds.length;
    variables = await descent.follow(terms, { variables, correctionGy }, { maxIterations, share, of: 'apertures' });
    fluence = descent.fluence(variables);
    pencilGy = descent.pencilGy(variables);
  }
  const doseGy = Float64Array.from(pencilGy, (gy, p) => gy + correctionGy[p]);
  return { windows: planned(), doseGy, terms };
}
