import type { Objective } from '../objective.ts';

/** −ln(1 − p) of a probability of complication p. Beyond a p of 1 − 1e-12 it is held, as there is no telling which way is better. */
export function noComplication(complication: Objective): Objective {
  let byChance = new Float64Array(0);
  return {
    evaluate(doseGy, gradient) {
      if (byChance.length !== gradient.length) byChance = new Float64Array(gradient.length);
      byChance.fill(0);
      const free = Math.max(1e-12, 1 - complication.evaluate(doseGy, byChance));
      for (let i = 0; i < gradient.length; i++) gradient[i] += byChance[i] / free;
      return -Math.log(free);
    },
  };
}
