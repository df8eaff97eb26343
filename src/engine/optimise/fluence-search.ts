import { type Differentiable, minimumByIterations } from '../../optimise/bounded-quasi-newton.ts';
import { fluenceSmoothness } from '../../optimise/objectives/fluence-smoothness.ts';
import { sumOfTerms } from '../../optimise/plan-objective.ts';
import { leafAperture } from '../../physics/pencil-beam/leaf-aperture.ts';
import { columnsOf } from '../../physics/pencil-beam/bixels.ts';
import { leafSweep } from '../../physics/pencil-beam/leaf-sweep.ts';
import { bixelCount, doseOfFluence, fluenceGradient, ownBixels } from './fluence-model.ts';
import { computedDose, correctionCones, followed, type Search } from './search.ts';
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
const roughnessWeight = 2e-5;

/** The fluence that makes the objective least, in rounds: pencil beams, then the collapsed-cone dose of the very fluence, whose difference is carried on. */
export async function findFluence(search: Search): Promise<IdealFluence> {
  const { points, wanted, beams } = search;
  const count = points.count;
  const bixels = bixelCount(beams);
  const isOpen = new Uint8Array(bixels);
  for (const { grid, from } of beams) isOpen.set(grid.isOpen, from);

  // MU at which open fields give the mean prescription: the unit of the variables.
  const pencilGy = new Float64Array(count);
  doseOfFluence(beams, Float64Array.from(isOpen), pencilGy);
  const meanGy = wanted.targetPoints.reduce((sum, point) => sum + pencilGy[point], 0) / wanted.targetPoints.length;
  const unitMu = wanted.meanPrescribedGy / meanGy;

  let variables: Float64Array = Float64Array.from(isOpen);
  let { goals } = wanted;
  let terms = termsOf(wanted);
  let correctionGy: Float64Array<ArrayBufferLike> = new Float64Array(count);
  const fluence = new Float64Array(bixels);
  const [doseGy, doseGradient, bixelGradient] = [
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(bixels),
  ];
  const roughness = new Float64Array(bixels);
  const maps = beams.map(({ grid, from, operator }) => {
    const bixel = Int32Array.from({ length: operator.bixels }, (_, b) => (grid.isOpen[b] ? from + b : -1));
    return fluenceSmoothness({ columns: columnsOf(grid), rows: grid.pairs.length, bixel }, 1);
  });
  for (const [round, maxIterations] of iterationsOfRounds.entries()) {
    const objective = sumOfTerms(terms);
    const evaluate: Differentiable = (x, gradient) => {
      for (let b = 0; b < bixels; b++) fluence[b] = unitMu * x[b];
      doseOfFluence(beams, fluence, pencilGy);
      for (let p = 0; p < count; p++) doseGy[p] = pencilGy[p] + correctionGy[p];
      let value = objective(doseGy, doseGradient);
      fluenceGradient(beams, doseGradient, bixelGradient);
      for (let b = 0; b < bixels; b++) gradient[b] = unitMu * bixelGradient[b];
      roughness.fill(0);
      for (const map of maps) value += roughnessWeight * map.evaluate(x, roughness);
      for (let b = 0; b < bixels; b++) gradient[b] += roughnessWeight * roughness[b];
      for (let b = 0; b < bixels; b++) if (!isOpen[b]) gradient[b] = 0;
      return value;
    };
    const steps = minimumByIterations(evaluate, variables, { maxIterations, tolerance: 1e-4 });
    const solution = await followed(search, 'fluence', steps, (0.5 * round) / iterationsOfRounds.length);
    variables = solution.x;
    for (let b = 0; b < bixels; b++) fluence[b] = unitMu * variables[b];
    doseOfFluence(beams, fluence, pencilGy);
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
