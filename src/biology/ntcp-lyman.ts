import { type Model, requirePositive } from '../units/domain-error.ts';
import { type DoseVolume, volumeOf } from './dose-volume.ts';
import { generalisedEud } from './geud.ts';
import { cumulativeNormal } from './normal-distribution.ts';
import { power } from '../units/power.ts';

export const lymanModel: Model = {
  name: 'Lyman–Kutcher–Burman complication probability',
  source:
    'Lyman JT. Radiat Res 1985;104:S13-S19; Kutcher GJ, Burman C. Int J Radiat Oncol Biol Phys 1989;16:1623-1630; Burman C et al. Int J Radiat Oncol Biol Phys 1991;21:123-135',
};

export interface Lyman {
  /** Volume effect: 1 for the mean dose, near 0 for the maximum. gEUD has a = 1/n. */
  readonly n: number;
  readonly m: number;
  /** Uniform dose to the whole organ with a probability of one half, Gy; in the fractionation that it was found for. */
  readonly td50Gy: number;
}

export interface LymanResult {
  readonly geudGy: number;
  readonly t: number;
  readonly ntcp: number;
}

/**
 * NTCP = Φ(t), t = (gEUD − TD50) / (m TD50), gEUD with a = 1/n. Without dose it is Φ(−1/m), a little above 0. Doses have to be in the fractionation of TD50, as EQD2 is.
 */
export function lymanNtcp(dvh: DoseVolume, { n, m, td50Gy }: Lyman): LymanResult {
  requirePositive(lymanModel, 'n', n);
  requirePositive(lymanModel, 'm', m);
  requirePositive(lymanModel, 'TD50 (Gy)', td50Gy);
  volumeOf(lymanModel, dvh);
  const geudGy = generalisedEud(dvh, 1 / n);
  const t = (geudGy - td50Gy) / (m * td50Gy);
  return { geudGy, t, ntcp: cumulativeNormal(t) };
}

/**
 * The same by the other way: the share of the organ that the greatest dose would have to cover for the same effect, Σ vᵢ (Dᵢ/Dmax)^(1/n), and the TD50 of that share, TD50
 * v^−n. Kutcher and Burman 1989.
 */
export function effectiveVolume(
  dvh: DoseVolume,
  { n, td50Gy }: Lyman,
): { readonly maxGy: number; readonly share: number; readonly td50Gy: number } {
  requirePositive(lymanModel, 'n', n);
  const { total, minGy, maxGy } = volumeOf(lymanModel, dvh);
  // A uniform dose covers the whole, and no dose is uniform.
  if (minGy === maxGy) return { maxGy, share: 1, td50Gy };
  let sum = 0;
  for (let i = 0; i < dvh.doseGy.length; i++) {
    const share = dvh.volume === undefined ? 1 : dvh.volume[i];
    if (share > 0) sum += share * power(dvh.doseGy[i] / maxGy, 1 / n);
  }
  const share = sum / total;
  return { maxGy, share, td50Gy: td50Gy * power(share, -n) };
}
