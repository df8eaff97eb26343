import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';
import type { VoxelValues } from './caveat.ts';

const byNumbers: Model = {
  name: 'dose painting by numbers',
  source: 'Bentzen SM. Lancet Oncol 2005;6:112-117; Vanderstraeten B et al. Phys Med Biol 2006;51:N277-N286',
};

const byContours: Model = {
  name: 'dose painting by contours',
  source: 'Ling CC et al. Int J Radiat Oncol Biol Phys 2000;47:551-560',
};

const quality: Model = {
  name: 'quality factor',
  source: 'Vanderstraeten B et al. Phys Med Biol 2006;51:N277-N286',
};

/** The line from intensities to doses, Gy; held at both ends. */
export interface PaintingLine {
  readonly low: { readonly intensity: number; readonly gy: number };
  readonly high: { readonly intensity: number; readonly gy: number };
}

/** Dose of voxels, Gy, on a line of their intensity, held at its ends. An intensity that is no number is counted and gets the lower dose. Bentzen 2005. */
export function paintByNumbers<Values extends Float32Array | Float64Array>(
  intensities: ArrayLike<number>,
  { low, high }: PaintingLine,
  out: Values,
): VoxelValues<Values> {
  requireNonNegative(byNumbers, 'lower dose (Gy)', low.gy);
  requireNonNegative(byNumbers, 'upper dose (Gy)', high.gy);
  requireThat(byNumbers, 'lower intensity', low.intensity, {
    holds: low.intensity < high.intensity,
    domain: `a lower intensity below the upper one, ${high.intensity}`,
  });
  const span = high.intensity - low.intensity;
  let outOfDomain = 0;
  for (let i = 0; i < intensities.length; i++) {
    const share = (intensities[i] - low.intensity) / span;
    if (Number.isNaN(share)) outOfDomain++;
    out[i] = low.gy + (share > 0 ? Math.min(1, share) : 0) * (high.gy - low.gy);
  }
  const reason = outOfDomain > 0 ? 'the intensity is no number; the voxel gets the lower dose' : undefined;
  return { values: out, outOfDomain, reason, beyondValidity: 0 };
}

/** Dose of voxels, Gy: the boost from a threshold of intensity on, inclusive, the base below. An intensity that is no number is counted and gets the base. Ling 2000. */
export function paintByContours<Values extends Float32Array | Float64Array>(
  intensities: ArrayLike<number>,
  { threshold, baseGy, boostGy }: { readonly threshold: number; readonly baseGy: number; readonly boostGy: number },
  out: Values,
): VoxelValues<Values> {
  requireNonNegative(byContours, 'base dose (Gy)', baseGy);
  requireNonNegative(byContours, 'boost dose (Gy)', boostGy);
  requireThat(byContours, 'threshold', threshold, { holds: Number.isFinite(threshold), domain: 'a finite intensity' });
  let outOfDomain = 0;
  for (let i = 0; i < intensities.length; i++) {
    if (Number.isNaN(intensities[i])) outOfDomain++;
    out[i] = intensities[i] >= threshold ? boostGy : baseGy;
  }
  const reason = outOfDomain > 0 ? 'the intensity is no number; the voxel gets the base dose' : undefined;
  return { values: out, outOfDomain, reason, beyondValidity: 0 };
}

/** Q of voxels, planned over prescribed dose; its mean, and the quality factor QF, the mean of |Q − 1| (5 % is commonly accepted). Vanderstraeten 2006. */
export function qualityFactor(
  plannedGy: ArrayLike<number>,
  prescribedGy: ArrayLike<number>,
): { readonly q: Float64Array; readonly mean: number; readonly qf: number } {
  requirePositive(quality, 'number of voxels', plannedGy.length);
  requireThat(quality, 'number of prescribed doses', prescribedGy.length, {
    holds: prescribedGy.length === plannedGy.length,
    domain: `one for each of ${plannedGy.length} planned ones`,
  });
  const q = new Float64Array(plannedGy.length);
  let [sum, off] = [0, 0];
  for (let i = 0; i < q.length; i++) {
    requireNonNegative(quality, 'planned dose (Gy)', plannedGy[i]);
    requirePositive(quality, 'prescribed dose (Gy)', prescribedGy[i]);
    q[i] = plannedGy[i] / prescribedGy[i];
    sum += q[i];
    off += Math.abs(q[i] - 1);
  }
  return { q, mean: sum / q.length, qf: off / q.length };
}

/** The Q-volume histogram at one Q: the share of voxels, %, whose Q is at least that. */
export function qVolumePercent(q: ArrayLike<number>, from: number): number {
  let count = 0;
  for (let i = 0; i < q.length; i++) if (q[i] >= from) count++;
  return (100 * count) / q.length;
}
