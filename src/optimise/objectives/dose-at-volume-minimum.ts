import { type Model, requireNonNegative, requireWithin } from '../../units/domain-error.ts';
import { doseAtVolume } from '../dose-at-volume.ts';
import { type Objective, volumeShares } from '../objective.ts';
import type { DoseVolumePoint } from './dose-at-volume-maximum.ts';

const model: Model = {
  name: 'dose–volume objective',
  source: 'Bortfeld T, Stein J, Preiser K. Proc 12th ICCR 1997:1-4; Wu Q, Mohan R. Med Phys 2000;27:701-711',
};

/**
 * At least `share` of the volume is to have the reference R: Σ vᵢ (R − Dᵢ)², Gy², over the samples from the present D of that share to R; the coldest rest is free. Of samples
 * at that very dose only what belongs to the share counts. Not convex. Bortfeld 1997; Wu and Mohan 2000.
 */
export function doseAtVolumeMinimum({ weight, referenceGy, share }: DoseVolumePoint): Objective {
  requireNonNegative(model, 'reference dose (Gy)', referenceGy);
  requireWithin(model, 'share of the volume', share, 0, 1);
  const volume = volumeShares(model, weight);
  const scratch = new Uint32Array(volume.length);
  return {
    evaluate(doseGy, gradient) {
      const present = doseAtVolume(doseGy, { volume, share, scratch });
      if (present.doseGy >= referenceGy) return 0;
      const atPresent = present.equal > 0 ? Math.min(1, Math.max(0, share - present.above) / present.equal) : 0;
      let sum = 0;
      for (let i = 0; i < volume.length; i++) {
        const under = referenceGy - doseGy[i];
        if (under <= 0 || doseGy[i] < present.doseGy) continue;
        const weighted = (doseGy[i] === present.doseGy ? atPresent : 1) * volume[i] * under;
        sum += weighted * under;
        gradient[i] -= 2 * weighted;
      }
      return sum;
    },
  };
}
