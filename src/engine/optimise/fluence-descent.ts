import { type Differentiable, minimumByIterations } from '../../optimise/bounded-quasi-newton.ts';
import { fluenceSmoothness } from '../../optimise/objectives/fluence-smoothness.ts';
import { sumOfTerms, type Term } from '../../optimise/plan-objective.ts';
import { bixelApertures } from '../../physics/pencil-beam/bixel-apertures.ts';
import { columnsOf } from '../../physics/pencil-beam/bixels.ts';
import type { ObjectiveCurve } from '../../preview/draw/objective-scene.ts';
import { bixelCount, doseOfFluence, fluenceGradient, ownBixels } from './fluence-model.ts';
import { followed, passingDosesAt, type Search, summedDose } from './search.ts';

/** Descents on the fluence of a plan, from one to the next. Variables are bixels in units of about the mean fluence. */
export interface FluenceDescent {
  /** Open fields. */
  readonly start: Float64Array;
  /** Follows the objective of these terms down for so many iterations; `correctionGy` is added to the doses of pencil beams. `share` is where on the whole search it stands. */
  follow(
    terms: readonly Term[],
    from: { readonly variables: Float64Array; readonly correctionGy: Float64Array },
    limits: { readonly maxIterations: number; readonly share: number; readonly of?: keyof ObjectiveCurve },
  ): Promise<Float64Array>;
  /** The variables of a fluence. */
  variables(fluence: Float64Array): Float64Array;
  /** MU over the course, bixel by bixel. */
  fluence(variables: Float64Array): Float64Array;
  /** By pencil beams, Gy at the points. */
  pencilGy(variables: Float64Array): Float64Array;
  /** By collapsed cones, of the very fluence, through perfect leaves. */
  computedGy(variables: Float64Array): Promise<Float64Array>;
}

const roughnessWeight = 2e-5;

export function fluenceDescent(search: Search): FluenceDescent {
  const { points, wanted, beams } = search;
  const { count } = points;
  const bixels = bixelCount(beams);
  const isOpen = new Uint8Array(bixels);
  for (const { grid, from } of beams) isOpen.set(grid.isOpen, from);
  const start = Float64Array.from(isOpen);

  // MU at which open fields give the mean prescription: the unit of the variables.
  const openGy = new Float64Array(count);
  doseOfFluence(beams, start, openGy);
  const meanGy = wanted.targetPoints.reduce((sum, point) => sum + openGy[point], 0) / wanted.targetPoints.length;
  const unitMu = wanted.meanPrescribedGy / meanGy;

  const [doseGy, doseGradient] = [new Float64Array(count), new Float64Array(count)];
  const [bixelGradient, roughness] = [new Float64Array(bixels), new Float64Array(bixels)];
  const roughnessOf = beams.map(({ grid, from, operator }) => {
    const bixel = Int32Array.from({ length: operator.bixels }, (_, b) => (grid.isOpen[b] ? from + b : -1));
    return fluenceSmoothness({ columns: columnsOf(grid), rows: grid.pairs.length, bixel }, 1);
  });
  const fluence = (variables: Float64Array): Float64Array => variables.map((x) => unitMu * x);
  const pencilGy = (variables: Float64Array): Float64Array => {
    const out = new Float64Array(count);
    doseOfFluence(beams, fluence(variables), out);
    return out;
  };

  return {
    start,
    variables: (mu) => mu.map((x) => x / unitMu),
    fluence,
    pencilGy,
    async follow(terms, { variables, correctionGy }, { maxIterations, share, of = 'fluence' }) {
      const objective = sumOfTerms(terms);
      const evaluate: Differentiable = (x, gradient) => {
        doseOfFluence(beams, fluence(x), doseGy);
        for (let p = 0; p < count; p++) doseGy[p] += correctionGy[p];
        let value = objective(doseGy, doseGradient);
        fluenceGradient(beams, doseGradient, bixelGradient);
        for (let b = 0; b < bixels; b++) gradient[b] = unitMu * bixelGradient[b];
        roughness.fill(0);
        for (const map of roughnessOf) value += roughnessWeight * map.evaluate(x, roughness);
        for (let b = 0; b < bixels; b++) gradient[b] += roughnessWeight * roughness[b];
        for (let b = 0; b < bixels; b++) if (!isOpen[b]) gradient[b] = 0;
        return value;
      };
      const steps = minimumByIterations(evaluate, variables, { maxIterations, tolerance: 1e-4 });
      return (await followed(search, of, steps, share)).x;
    },
    async computedGy(variables) {
      const mu = fluence(variables);
      const maps = beams.map((beam) => bixelApertures(beam.grid, ownBixels(beam, mu), beam.jaws, beam.machine.leaves));
      return summedDose(await passingDosesAt(search, 'perfect leaves', maps), maps);
    },
  };
}
