import { type Differentiable, minimumByIterations } from '../../optimise/bounded-quasi-newton.ts';
import { fluenceSmoothness } from '../../optimise/objectives/fluence-smoothness.ts';
import { sumOfTerms, type Term } from '../../optimise/plan-objective.ts';
import { columnsOf } from '../../physics/pencil-beam/bixels.ts';
import type { ObjectiveCurve } from '../../preview/draw/objective-scene.ts';
import { bixelCount, doseOfFluence, fluenceGradient } from './fluence-model.ts';
import { followed, type Search } from './search.ts';

/** The fluence of a plan as variables that descend on its objective. */
export interface FluenceDescent {
  /** MU over the course, bixel by bixel of all beams: where the descent stands. At first, open fields that give the mean prescription. */
  readonly fluence: Float64Array;
  /** Its dose by pencil beams alone, Gy at the points. */
  readonly pencilGy: Float64Array;
  descend(
    terms: readonly Term[],
    correctionGy: Float64Array,
    how: { readonly maxIterations: number; readonly of: keyof ObjectiveCurve; readonly share: number },
  ): Promise<void>;
}

const roughnessWeight = 2e-5;

/** `from`: MU over the course, bixel by bixel; else it begins with open fields. */
export function fluenceDescent(search: Search, from?: Float64Array): FluenceDescent {
  const { points, wanted, beams } = search;
  const count = points.count;
  const bixels = bixelCount(beams);
  const isOpen = new Uint8Array(bixels);
  for (const { grid, from: first } of beams) isOpen.set(grid.isOpen, first);

  // MU at which open fields give the mean prescription: the unit of the variables.
  const pencilGy = new Float64Array(count);
  doseOfFluence(beams, Float64Array.from(isOpen), pencilGy);
  const meanGy = wanted.targetPoints.reduce((sum, point) => sum + pencilGy[point], 0) / wanted.targetPoints.length;
  const unitMu = wanted.meanPrescribedGy / meanGy;

  let variables: Float64Array = from ? from.map((mu) => mu / unitMu) : Float64Array.from(isOpen);
  const fluence = from ? from.slice() : Float64Array.from(isOpen, (open) => unitMu * open);
  doseOfFluence(beams, fluence, pencilGy);
  const [doseGy, doseGradient, bixelGradient] = [
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(bixels),
  ];
  const roughness = new Float64Array(bixels);
  const maps = beams.map(({ grid, from: first, operator }) => {
    const bixel = Int32Array.from({ length: operator.bixels }, (_, b) => (grid.isOpen[b] ? first + b : -1));
    return fluenceSmoothness({ columns: columnsOf(grid), rows: grid.pairs.length, bixel }, 1);
  });
  return {
    fluence,
    pencilGy,
    async descend(terms, correctionGy, { maxIterations, of, share }) {
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
      variables = (await followed(search, of, steps, share)).x;
      for (let b = 0; b < bixels; b++) fluence[b] = unitMu * variables[b];
      doseOfFluence(beams, fluence, pencilGy);
    },
  };
}
