import type { Objective } from './objective.ts';

/** An objective on the doses of some of the points, and what it counts. */
export interface Term {
  /** Region and what is wanted of it, for reports: "Cord max". */
  readonly name: string;
  /** Its points, indices into those of the plan; every point once. */
  readonly points: Int32Array;
  readonly objective: Objective;
  readonly weight: number;
}

/** The weighted sum of terms as a function of the doses at all points, Gy; `gradient` is overwritten with its derivative by each dose. */
export function sumOfTerms(terms: readonly Term[]): (doseGy: Float64Array, gradient: Float64Array) => number {
  const scratch = terms.map(({ points }) => ({
    doseGy: new Float64Array(points.length),
    gradient: new Float64Array(points.length),
  }));
  return (doseGy, gradient) => {
    gradient.fill(0);
    let sum = 0;
    for (const [t, { points, objective, weight }] of terms.entries()) {
      if (weight === 0) continue;
      const own = scratch[t];
      // A correction may take a little more than there is.
      for (let i = 0; i < points.length; i++) own.doseGy[i] = Math.max(0, doseGy[points[i]]);
      own.gradient.fill(0);
      sum += weight * objective.evaluate(own.doseGy, own.gradient);
      for (let i = 0; i < points.length; i++) gradient[points[i]] += weight * own.gradient[i];
    }
    return sum;
  };
}
