import { DomainError, type Model, requireNonNegative, requirePositive } from '../units/domain-error.ts';
import type { Histogram } from './histogram.ts';

export const poissonControl: Model = {
  name: 'Poisson linear-quadratic tumour control',
  source: 'Webb S, Nahum AE. Phys Med Biol 1993;38:653-666',
};

/** Clonogens by the BED that they receive: voxels, or bins of `histogramOf` with clonogens as weights. */
export interface ClonogensByBed {
  /** Gy, for the α/β of the clonogens, hypoxia taken into account (`voxelBed`). */
  readonly bedGy: ArrayLike<number>;
  readonly clonogens: ArrayLike<number>;
}

/** The bins of a histogram of BED weighted by clonogens. */
export function clonogensIn({ mean, weight }: Histogram): ClonogensByBed {
  return { bedGy: mean, clonogens: weight };
}

/**
 * Clonogens that survive a course on average: Σ Nᵢ exp(−α BEDᵢ) · 2^doublings. A sum of terms that are all positive; one that underflows is a share of none. Webb and Nahum
 * 1993.
 */
export function survivingClonogens(tumour: ClonogensByBed, alphaPerGy: number, doublings = 0): number {
  requirePositive(poissonControl, 'alpha (1/Gy)', alphaPerGy);
  requireNonNegative(poissonControl, 'doublings', doublings);
  requireClonogens(tumour);
  const { bedGy, clonogens } = tumour;
  const lnGrowth = Math.LN2 * doublings;
  let sum = 0;
  for (let i = 0; i < bedGy.length; i++) sum += clonogens[i] * Math.exp(lnGrowth - alphaPerGy * bedGy[i]);
  return sum;
}

/** The probability that none survives: exp(−survivors). */
export function poissonTcp(tumour: ClonogensByBed, alphaPerGy: number, doublings = 0): number {
  return Math.exp(-survivingClonogens(tumour, alphaPerGy, doublings));
}

/** Throws where there are no clonogens, or a number or BED of them is negative or no number. */
export function requireClonogens({ bedGy, clonogens }: ClonogensByBed): void {
  if (bedGy.length === 0)
    throw new DomainError(poissonControl, 'dose–volume histogram', 'empty', 'a tumour with volume');
  if (bedGy.length !== clonogens.length)
    throw new DomainError(
      poissonControl,
      'number of volumes',
      clonogens.length,
      `one for each of ${bedGy.length} doses`,
    );
  for (let i = 0; i < bedGy.length; i++) {
    if (!(bedGy[i] >= 0 && bedGy[i] < Infinity))
      throw new DomainError(poissonControl, 'BED (Gy)', bedGy[i], 'BED >= 0');
    if (!(clonogens[i] >= 0 && clonogens[i] < Infinity))
      throw new DomainError(poissonControl, 'clonogens', clonogens[i], 'clonogens >= 0');
  }
}
