import { type Model, requireNonNegative } from '../../units/domain-error.ts';
import type { FluenceObjective } from '../objective.ts';

const model: Model = {
  name: 'monitor units',
  source: 'sum over bixels or apertures; ICRU Report 83. J ICRU 2010;10(1)',
};

/** Σ mᵢ wᵢ, MU: wᵢ the weight of a bixel or aperture, mᵢ its monitor units at weight 1. */
export function monitorUnits(muPerWeight: ArrayLike<number>): FluenceObjective {
  for (let i = 0; i < muPerWeight.length; i++)
    requireNonNegative(model, 'monitor units of a weight of 1', muPerWeight[i]);
  return {
    evaluate(fluence, gradient) {
      let sum = 0;
      for (let i = 0; i < muPerWeight.length; i++) {
        sum += muPerWeight[i] * fluence[i];
        gradient[i] += muPerWeight[i];
      }
      return sum;
    },
  };
}
