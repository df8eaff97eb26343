import { type Model, requireNonNegative } from '../units/domain-error.ts';
import { type DoseVolume, meanDose, volumeOf } from './dose-volume.ts';

const model: Model = {
  name: 'organ equivalent dose',
  source:
    'Schneider U et al. Int J Radiat Oncol Biol Phys 2005;61:1510-1515; Schneider U, Sumila M, Robotka J. Theor Biol Med Model 2011;8:27',
};

/**
 * Organ equivalent dose for the induction of cancer, Gy: the mean over the organ of D (linear), of D e^(−αD), or of (1 − e^(−δD))/δ. α and δ, 1/Gy, differ between papers and are
 * the caller's. For research. Schneider 2005, 2011.
 */
export function organEquivalentDose(
  dvh: DoseVolume,
  by: { readonly form: 'linear' } | { readonly form: 'linear-exponential' | 'plateau'; readonly perGy: number },
): number {
  const { total } = volumeOf(model, dvh);
  if (by.form === 'linear') return meanDose(model, dvh);
  const { form, perGy } = by;
  requireNonNegative(model, form === 'plateau' ? 'delta (1/Gy)' : 'alpha (1/Gy)', perGy);
  if (perGy === 0) return meanDose(model, dvh);
  let sum = 0;
  for (let i = 0; i < dvh.doseGy.length; i++) {
    const gy = dvh.doseGy[i];
    const effect = form === 'plateau' ? -Math.expm1(-perGy * gy) / perGy : gy * Math.exp(-perGy * gy);
    sum += (dvh.volume === undefined ? 1 : dvh.volume[i]) * effect;
  }
  return sum / total;
}
