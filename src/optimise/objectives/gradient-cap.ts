import { type Model, requirePositive, requireThat } from '../../units/domain-error.ts';
import type { Objective } from '../objective.ts';

const model: Model = {
  name: 'gradient cap',
  source:
    'quadratic penalty (Nocedal J, Wright SJ. Numerical Optimization, 2nd ed. 2006, section 17.1) on differences of dose',
};

/** Pairs of neighbours among the points of an objective: the dose is to fall from `inner` to `outer`, which lie `distanceMm` apart. */
export interface PointPairs {
  readonly inner: ArrayLike<number>;
  readonly outer: ArrayLike<number>;
  readonly distanceMm: number;
}

/** (1/n) Σ max(0, (Dᵢ − Dₒ)/d − G)², (Gy/mm)², over pairs: 0 where the dose falls by no more than G, Gy/mm, from the inner to the outer point of any. `n` is what the sum is shared by, as the number of lines that the pairs lie on. */
export function gradientCap({ inner, outer, distanceMm }: PointPairs, maxGyPerMm: number, n: number): Objective {
  requireThat(model, 'outer points', outer.length, {
    holds: outer.length === inner.length,
    domain: `one for each of the ${inner.length} inner ones`,
  });
  requirePositive(model, 'distance of the points (mm)', distanceMm);
  requirePositive(model, 'greatest gradient (Gy/mm)', maxGyPerMm);
  requirePositive(model, 'share of a pair', n);
  return {
    evaluate(doseGy, gradient) {
      let sum = 0;
      for (let k = 0; k < inner.length; k++) {
        const excess = (doseGy[inner[k]] - doseGy[outer[k]]) / distanceMm - maxGyPerMm;
        if (excess <= 0) continue;
        sum += (excess * excess) / n;
        const slope = (2 * excess) / (n * distanceMm);
        gradient[inner[k]] += slope;
        gradient[outer[k]] -= slope;
      }
      return sum;
    },
  };
}
