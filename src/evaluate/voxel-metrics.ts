import { type Model, requirePositive, requireNonNegative, requireThat, requireWithin } from '../units/domain-error.ts';

const model: Model = {
  name: 'dose–volume metrics of whole voxels',
  source: 'ICRU Report 83 (2010); Mayo CS et al. (AAPM TG-263) Int J Radiat Oncol Biol Phys 2018;100:1057-1066',
};

/**
 * Between voxels: the staircase takes the greatest dose that at least the volume gets; linear interpolates the sorted doses of voxels evenly spread from 0 to 100 % (as
 * numpy.percentile and matRad do). `metricValue` on a `Dvh` is the staircase, of parts of voxels.
 */
export type BetweenVoxels = 'staircase' | 'linear';

/** Doses of equal voxels, Gy, in descending order; throws where there are none, or one is negative or no number. */
export function sortedDoses(doseGy: ArrayLike<number>): Float64Array {
  requirePositive(model, 'number of voxels', doseGy.length);
  for (let i = 0; i < doseGy.length; i++) requireNonNegative(model, 'dose (Gy)', doseGy[i]);
  return Float64Array.from(doseGy).sort().reverse();
}

/** Least dose, Gy, to the hottest share of sorted voxels: D2% is that of 2. */
export function doseToHottestPercent(sortedGy: Float64Array, percent: number, between: BetweenVoxels): number {
  requireWithin(model, 'volume (%)', percent, 0, 100);
  if (between === 'staircase') return atRank(sortedGy, (percent / 100) * sortedGy.length);
  const rank = (percent / 100) * (sortedGy.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sortedGy.length - 1);
  return sortedGy[below] + (rank - below) * (sortedGy[above] - sortedGy[below]);
}

/** Least dose, Gy, to the hottest volume, staircase; undefined where the voxels do not have that volume. */
export function doseToHottestCc(sortedGy: Float64Array, cc: number, voxelCc: number): number | undefined {
  requireNonNegative(model, 'volume (cm³)', cc);
  requirePositive(model, 'voxel volume (cm³)', voxelCc);
  const rank = cc / voxelCc;
  return rank > sortedGy.length * (1 + 1e-9) ? undefined : atRank(sortedGy, rank);
}

/** Voxels that get at least a dose. */
export function voxelsFrom(sortedGy: Float64Array, gy: number): number {
  requireThat(model, 'dose (Gy)', gy, { holds: gy >= 0, domain: 'dose >= 0' });
  let count = 0;
  while (count < sortedGy.length && sortedGy[count] >= gy) count++;
  return count;
}

/** Mean, and standard deviation of the voxels as the whole of a population. */
export function meanAndSpread(sortedGy: Float64Array): { readonly meanGy: number; readonly sdGy: number } {
  const meanGy = sortedGy.reduce((sum, gy) => sum + gy, 0) / sortedGy.length;
  const variance = sortedGy.reduce((sum, gy) => sum + (gy - meanGy) ** 2, 0) / sortedGy.length;
  return { meanGy, sdGy: Math.sqrt(variance) };
}

/** Shares are quotients: one that is a whole number of voxels may come out a rounding beyond it. */
function atRank(sortedGy: Float64Array, rank: number): number {
  return sortedGy[Math.min(sortedGy.length, Math.max(1, Math.ceil(rank - 1e-9))) - 1];
}
