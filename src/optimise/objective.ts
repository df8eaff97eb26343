import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';

/** What is to be small, of the doses of the samples of one region. */
export interface Objective {
  /** Value at doses in Gy over the whole course; adds its derivative by the dose of each sample, 1/Gy of the value's unit, to `gradient`. */
  evaluate(doseGy: ArrayLike<number>, gradient: Float64Array): number;
}

/** What is to be small, of the weights of bixels. */
export interface FluenceObjective {
  /** Value at bixel weights; adds its derivative by each weight to `gradient`. */
  evaluate(fluence: ArrayLike<number>, gradient: Float64Array): number;
}

/** Shares of the samples of a region, of sum 1, from volumes in any unit. Throws where a volume is negative or no number, or there is none. */
export function volumeShares(model: Model, weight: ArrayLike<number>): Float64Array {
  let total = 0;
  for (let i = 0; i < weight.length; i++) {
    requireNonNegative(model, 'volume of a sample', weight[i]);
    total += weight[i];
  }
  requirePositive(model, 'volume of the region', total);
  return Float64Array.from(weight, (volume) => volume / total);
}

/** A dose, Gy, for all samples of a region, or one for each. */
export type ReferenceDose = number | ArrayLike<number>;

/** The reference dose of each of so many samples, Gy. Throws where one is negative or no number, or their number is another. */
export function referenceOfSamples(model: Model, referenceGy: ReferenceDose, samples: number): Float64Array {
  const each =
    typeof referenceGy === 'number' ? new Float64Array(samples).fill(referenceGy) : Float64Array.from(referenceGy);
  requireThat(model, 'number of reference doses', each.length, {
    holds: each.length === samples,
    domain: `one for each of the ${samples} samples`,
  });
  for (const gy of each) requireNonNegative(model, 'reference dose (Gy)', gy);
  return each;
}
