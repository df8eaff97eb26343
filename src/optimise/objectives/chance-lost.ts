import type { Objective } from '../objective.ts';

/**
 * ln(1 + f) of an f = −ln P ≥ 0, P a probability that is to be great, as of tumour control. Near P = 1 it is 1 − P; its slope by P is about −1 wherever P is of use, and where P is hopeless it still has a
 * way up, without the weight of an f in the thousands.
 */
export function chanceLost(minusLnChance: Objective): Objective {
  let byMinusLn = new Float64Array(0);
  return {
    evaluate(doseGy, gradient) {
      if (byMinusLn.length !== gradient.length) byMinusLn = new Float64Array(gradient.length);
      byMinusLn.fill(0);
      const minusLn = Math.max(0, minusLnChance.evaluate(doseGy, byMinusLn));
      for (let i = 0; i < gradient.length; i++) gradient[i] += byMinusLn[i] / (1 + minusLn);
      return Math.log1p(minusLn);
    },
  };
}

/** The same of a probability. */
export function lostAt(chance: number): number {
  return Math.log1p(-Math.log(chance));
}
