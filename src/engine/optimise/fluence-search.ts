import { leafAperture } from '../../physics/pencil-beam/leaf-aperture.ts';
import { leafSweep } from '../../physics/pencil-beam/leaf-sweep.ts';
import { fluenceDescent } from './fluence-descent.ts';
import { ownBixels } from './fluence-model.ts';
import { computedDose, correctionCones, type Search } from './search.ts';
import { aimedAnew, type SteeringGoal, termsOf } from './plan-terms.ts';

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
/** Standing pictures of the leaf sweep that stands for a fluence. */
const sweepSteps = 100;

/** The fluence that makes the objective least, in rounds: pencil beams, then the collapsed-cone dose of the very fluence, whose difference is carried on. */
export async function findFluence(search: Search): Promise<IdealFluence> {
  const { points, wanted, beams } = search;
  const descent = fluenceDescent(search);
  const { fluence, pencilGy } = descent;
  let { goals } = wanted;
  let terms = termsOf(wanted);
  let correctionGy: Float64Array = new Float64Array(points.count);
  const doseGy = new Float64Array(points.count);
  for (const [round, maxIterations] of iterationsOfRounds.entries()) {
    const share = (0.5 * round) / iterationsOfRounds.length;
    await descent.descend(terms, correctionGy, { maxIterations, of: 'fluence', share });
    const computed = await computedDose(
      search,
      { through: 'perfect leaves', cones: correctionCones.few },
      beams.map((beam) => {
        const { grid, jaws, machine } = beam;
        const { totalMu, openings } = leafSweep(grid, ownBixels(beam, fluence), sweepSteps);
        return openings.map((ends) => ({
          aperture: leafAperture(grid, ends, jaws, machine),
          mu: totalMu / openings.length,
        }));
      }),
    );
    correctionGy = computed.map((gy, p) => gy - pencilGy[p]);
    doseGy.set(computed);
    if (round + 1 < iterationsOfRounds.length) {
      goals = aimedAnew(goals, doseGy);
      terms = termsOf({ fixed: wanted.fixed, goals });
    }
  }
  return { doseGy, fluence, goals };
}
