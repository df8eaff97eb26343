import { type Model, requireNonNegative, requireWithin } from '../../units/domain-error.ts';
import { doseAtVolume } from '../dose-at-volume.ts';
import { type Objective, volumeShares } from '../objective.ts';

const model: Model = {
  name: 'dose–volume objective',
  source: 'Bortfeld T, Stein J, Preiser K. Proc 12th ICCR 1997:1-4; Wu Q, Mohan R. Med Phys 2000;27:701-711',
};

/** A dose and the share of a region's volume, 0 to 1, that is judged by it. */
export interface DoseVolumePoint {
  readonly weight: ArrayLike<number>;
  readonly referenceGy: number;
  readonly share: number;
}

/**
 * No more than `share` of the volume is to have more than the reference R: Σ vᵢ (Dᵢ − R)², Gy², over the samples from R to the present D of that share; the hottest share is
 * free. Of samples at that very dose only what lies beyond the share counts, so that the value has no jumps. Not convex. Bortfeld 1997; Wu and Mohan 2000.
 */
export function doseAtVolumeMaximum({ weight, referenceGy, share }: DoseVolumePoint): Objective {
  requireNonNegative(model, 'reference dose (Gy)', referenceGy);
  requireWithin(model, 'share of the volume', share, 0, 1);
  const volume = volumeShares(model, weight);
  const scratch = new Uint32Array(volume.length);
  return {
    evaluate(doseGy, gradient) {
      const present = doseAtVolume(doseGy, { volume, share, scratch });
      if (present.doseGy <= referenceGy) return 0;
      const atPresent = present.equal > 0 ? Math.max(0, present.above + present.equal - share) / present.equal : 0;
      let sum = 0;
      for (let i = 0; i < volume.length; i++) {
        const over = doseGy[i] - referenceGy;
        if (over <= 0 || doseGy[i] > present.doseGy) continue;
        const weighted = (doseGy[i] === present.doseGy ? atPresent : 1) * volume[i] * over;
        sum += weighted * over;
        gradient[i] += 2 * weighted;
      }
      return sum;
    },
  };
}
