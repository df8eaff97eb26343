import type { Model } from '../units/domain-error.ts';
import { type Objective, type ReferenceDose, referenceOfSamples, volumeShares } from './objective.ts';

/** The samples of a region, by their relative volumes, and the dose that they are measured by. */
export interface AgainstReference {
  readonly weight: ArrayLike<number>;
  readonly referenceGy: ReferenceDose;
}

/** Σ vᵢ (Dᵢ − Rᵢ)², Gy², Σ vᵢ = 1, over the samples whose dose differs on one side of their reference, or on both. */
export function squaredDifference(
  model: Model,
  { weight, referenceGy }: AgainstReference,
  counts: { readonly below: boolean; readonly above: boolean },
): Objective {
  const share = volumeShares(model, weight);
  const reference = referenceOfSamples(model, referenceGy, share.length);
  const { below, above } = counts;
  return {
    evaluate(doseGy, gradient) {
      let sum = 0;
      for (let i = 0; i < share.length; i++) {
        const difference = doseGy[i] - reference[i];
        if (difference > 0 ? !above : !below) continue;
        const weighted = share[i] * difference;
        sum += weighted * difference;
        gradient[i] += 2 * weighted;
      }
      return sum;
    },
  };
}
