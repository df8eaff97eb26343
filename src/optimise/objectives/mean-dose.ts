import type { Model } from '../../units/domain-error.ts';
import { type Objective, volumeShares } from '../objective.ts';

const model: Model = { name: 'mean dose', source: 'ICRU Report 83. J ICRU 2010;10(1)' };

/** Σ vᵢ Dᵢ, Gy, Σ vᵢ = 1. */
export function meanDoseObjective({ weight }: { readonly weight: ArrayLike<number> }): Objective {
  const share = volumeShares(model, weight);
  return {
    evaluate(doseGy, gradient) {
      let sum = 0;
      for (let i = 0; i < share.length; i++) {
        sum += share[i] * doseGy[i];
        gradient[i] += share[i];
      }
      return sum;
    },
  };
}
