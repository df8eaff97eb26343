import type { Objective } from '../objective.ts';

/** An objective on the samples from one on, as many as it has. */
export interface PartOfSamples {
  readonly from: number;
  readonly count: number;
  readonly objective: Objective;
}

/** The sum of objectives that each see their part of the samples, as regions one after another; parts may overlap. */
export function sumOverRegions(parts: readonly PartOfSamples[]): Objective {
  return {
    evaluate(doseGy, gradient) {
      const doses = doseGy instanceof Float64Array ? doseGy : Float64Array.from(doseGy);
      return parts.reduce(
        (sum, { from, count, objective }) =>
          sum + objective.evaluate(doses.subarray(from, from + count), gradient.subarray(from, from + count)),
        0,
      );
    },
  };
}
