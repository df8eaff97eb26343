import { type Model, requireThat } from '../units/domain-error.ts';
import { type DoseVolume, volumeOf } from './dose-volume.ts';
import { power } from '../units/power.ts';

const model: Model = {
  name: 'generalised equivalent uniform dose',
  source: 'Niemierko A. Med Phys 1999;26:1100',
};

/**
 * gEUD, Gy: (Σ vᵢ Dᵢᵃ)^(1/a), Σ vᵢ = 1, for a ≠ 0. a = 1 is the mean, large a the maximum, large −a the minimum; with a < 0 any volume without dose makes it 0. Doses are
 * taken relative to the greatest (a > 0) or least (a < 0), so that no power over- or underflows, whatever a. Niemierko 1999.
 */
export function generalisedEud(dvh: DoseVolume, a: number): number {
  requireThat(model, 'a', a, { holds: a !== 0 && Number.isFinite(a), domain: 'a finite a other than 0' });
  const { total, minGy, maxGy } = volumeOf(model, dvh);
  const referenceGy = a > 0 ? maxGy : minGy;
  if (referenceGy === 0 || minGy === maxGy) return referenceGy;
  const { doseGy, volume } = dvh;
  const perGy = 1 / referenceGy;
  let sum = 0;
  if (a === 1)
    for (let i = 0; i < doseGy.length; i++) sum += (volume === undefined ? 1 : volume[i]) * doseGy[i] * perGy;
  else
    for (let i = 0; i < doseGy.length; i++) {
      const share = volume === undefined ? 1 : volume[i];
      if (share > 0) sum += share * power(doseGy[i] * perGy, a);
    }
  return Math.min(maxGy, Math.max(minGy, referenceGy * power(sum / total, 1 / a)));
}
