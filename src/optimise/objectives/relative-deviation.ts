import { type Model, requirePositive } from '../../units/domain-error.ts';
import { type Objective, type ReferenceDose, referenceOfSamples, volumeShares } from '../objective.ts';

const model: Model = {
  name: 'quality factor of dose painting',
  source: 'Vanderstraeten B et al. Phys Med Biol 2006;51:N195-N206',
};

/** Deviations below this count as their square, so that there is no kink at none. */
const rounding = 1e-3;

/**
 * Quality factor: Σ vᵢ |Dᵢ/Rᵢ − 1|, the mean relative deviation from a painted prescription, with √(x² + r²) − r in the place of |x|, r = 0.001. Samples of volume 0 are left out. Vanderstraeten 2006.
 */
export function relativeDeviation({
  weight,
  referenceGy,
}: {
  readonly weight: ArrayLike<number>;
  readonly referenceGy: ReferenceDose;
}): Objective {
  const share = volumeShares(model, weight);
  const reference = referenceOfSamples(model, referenceGy, share.length);
  for (const [i, gy] of reference.entries()) if (share[i] > 0) requirePositive(model, 'prescribed dose (Gy)', gy);
  return {
    evaluate(doseGy, gradient) {
      let sum = 0;
      for (let i = 0; i < share.length; i++) {
        if (share[i] === 0) continue;
        const off = doseGy[i] / reference[i] - 1;
        const rounded = Math.hypot(off, rounding);
        sum += share[i] * (rounded - rounding);
        gradient[i] += (share[i] * off) / (rounded * reference[i]);
      }
      return sum;
    },
  };
}
