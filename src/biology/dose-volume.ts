import { DomainError, type Model } from '../units/domain-error.ts';
import { voxelEqd2 } from './biologically-effective-dose.ts';

/**
 * Doses (Gy) and the volumes that receive them: the bins of a differential histogram, or voxels. Volumes are in any unit, since models take their shares; without them all
 * are equal.
 */
export interface DoseVolume {
  readonly doseGy: ArrayLike<number>;
  readonly volume?: ArrayLike<number>;
}

/** The volume as a whole, and the extremes of what is in it. Throws where there is none, or a dose or volume is negative or no number. */
export function volumeOf(
  model: Model,
  { doseGy, volume }: DoseVolume,
): {
  readonly total: number;
  readonly minGy: number;
  readonly maxGy: number;
} {
  if (doseGy.length === 0) throw new DomainError(model, 'dose–volume histogram', 'empty', 'a histogram with volume');
  if (volume !== undefined && volume.length !== doseGy.length)
    throw new DomainError(model, 'number of volumes', volume.length, `one for each of the ${doseGy.length} doses`);
  let [total, minGy, maxGy] = [0, Infinity, 0];
  for (let i = 0; i < doseGy.length; i++) {
    const share = volume === undefined ? 1 : volume[i];
    const gy = doseGy[i];
    if (!(share >= 0 && share < Infinity)) throw new DomainError(model, 'volume', share, 'volume >= 0');
    if (!(gy >= 0 && gy < Infinity)) throw new DomainError(model, 'dose (Gy)', gy, 'dose >= 0');
    if (share === 0) continue;
    total += share;
    if (gy < minGy) minGy = gy;
    if (gy > maxGy) maxGy = gy;
  }
  if (!(total > 0)) throw new DomainError(model, 'total volume', total, 'total volume > 0');
  return { total, minGy, maxGy };
}

/** Mean dose, Gy, weighted by volume. */
export function meanDose(model: Model, dvh: DoseVolume): number {
  const { total, minGy, maxGy } = volumeOf(model, dvh);
  let sum = 0;
  for (let i = 0; i < dvh.doseGy.length; i++) sum += (dvh.volume === undefined ? 1 : dvh.volume[i]) * dvh.doseGy[i];
  // Rounding must not carry the mean of a uniform dose beyond its extremes.
  return Math.min(maxGy, Math.max(minGy, sum / total));
}

/** The same volumes with every dose as EQD2, each by its own dose per fraction. */
export function inEqd2(
  model: Model,
  dvh: DoseVolume,
  by: { readonly fractions: number; readonly alphaBetaGy: number },
): DoseVolume {
  volumeOf(model, dvh);
  return { doseGy: voxelEqd2(dvh.doseGy, by, new Float64Array(dvh.doseGy.length)).values, volume: dvh.volume };
}
