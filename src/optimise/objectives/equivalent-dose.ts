import { type Model, requirePositive } from '../../units/domain-error.ts';
import type { Objective } from '../objective.ts';

const model: Model = {
  name: 'equivalent dose in 2 Gy fractions',
  source: 'Withers HR et al. Radiother Oncol 1983;1:187-191',
};

/** Number of equal fractions that give the dose, and α/β of the tissue, Gy. */
export interface FractionationOfTissue {
  readonly fractions: number;
  readonly alphaBetaGy: number;
  /** Of the fractions that the dose is to be equivalent in, Gy; 2 where not given. */
  readonly perFractionGy?: number;
}

/**
 * An objective on EQD2 as one on dose, by the chain rule: each sample has E = D (D/n + α/β) / (2 + α/β), Gy, and dE/dD = (2 D/n + α/β) / (2 + α/β). Withers 1983. Doses in fractions of another size have
 * that in the place of 2 Gy.
 */
export function onEquivalentDose(
  objective: Objective,
  { fractions, alphaBetaGy, perFractionGy = 2 }: FractionationOfTissue,
): Objective {
  requirePositive(model, 'number of fractions', fractions);
  requirePositive(model, 'dose per fraction (Gy)', perFractionGy);
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  let [equivalentGy, byEquivalent] = [new Float64Array(0), new Float64Array(0)];
  return {
    evaluate(doseGy, gradient) {
      if (equivalentGy.length !== doseGy.length)
        [equivalentGy, byEquivalent] = [new Float64Array(doseGy.length), new Float64Array(doseGy.length)];
      const perGy = 1 / (fractions * (perFractionGy + alphaBetaGy));
      const atZero = alphaBetaGy / (perFractionGy + alphaBetaGy);
      for (let i = 0; i < doseGy.length; i++) equivalentGy[i] = doseGy[i] * (atZero + perGy * doseGy[i]);
      byEquivalent.fill(0);
      const value = objective.evaluate(equivalentGy, byEquivalent);
      for (let i = 0; i < doseGy.length; i++) gradient[i] += byEquivalent[i] * (atZero + 2 * perGy * doseGy[i]);
      return value;
    },
  };
}
