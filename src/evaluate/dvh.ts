import type { Grid, Region } from '../patient/grid.ts';
import { type RegionSamples, sampleRegion, sampledDose } from './samples.ts';
import type { Dvh } from './types.ts';

/**
 * Cumulative dose–volume histogram of a region, by sub-voxel coverage and interpolated dose (Nelms et al., Med Phys 42 (2015) 4435–4448, doi
 * 10.1118/1.4923175, show what whole voxels cost). Everything but the volume is of the part of the region that has dose.
 */
export function computeDvh(region: Region, doseGrid: Grid, doseGy: ArrayLike<number>): Dvh {
  return dvhOf(sampleRegion(region, doseGrid), doseGy);
}

/** The same for samples made before, as for many dose distributions on one grid. `doseGy` lies on the samples' dose grid. */
export function dvhOf(samples: RegionSamples, doseGy: ArrayLike<number>): Dvh {
  const count = samples.weight.length;
  if (scratch.length < count) scratch = new Float32Array(count);
  return weightedDvh(samples, sampledDose(samples, doseGy, scratch.subarray(0, count)), samples.weight);
}

/** Sampled doses are of no use once they are counted; memory that is used again costs less than new one. */
let scratch = new Float32Array();

/** Steps between the least and the greatest dose of the region; within a step the volume is taken as spread evenly from its least to its greatest dose. */
const steps = 2048;

/**
 * Histogram of single doses (Gy) with positive weights. Where nothing has a dose the curve is empty and its statistics are NaN; every use of them goes
 * through `metricValue`, which says so.
 */
export function weightedDvh(
  about: Pick<RegionSamples, 'region' | 'volumeCc' | 'voxels' | 'depthVoxels' | 'outsideDoseGridPercent'>,
  dose: ArrayLike<number>,
  weight: ArrayLike<number>,
): Dvh {
  const { region, volumeCc, voxels, depthVoxels, outsideDoseGridPercent } = about;
  let [min, max] = [Infinity, -Infinity];
  for (let s = 0; s < dose.length; s++) {
    min = Math.min(min, dose[s]);
    max = Math.max(max, dose[s]);
  }
  const { total, sum, ...curve } = cumulative(dose, weight, min, max);
  return {
    region,
    volumeCc,
    voxels,
    depthVoxels,
    minGy: total > 0 ? min : NaN,
    // Rounding in the sum must not carry the mean of a uniform dose beyond its extremes.
    meanGy: total > 0 ? Math.min(max, Math.max(min, sum / total)) : NaN,
    maxGy: total > 0 ? max : NaN,
    ...curve,
    outsideDoseGridPercent,
  };
}

/**
 * A falling line through two points for each step that holds volume: its least dose, with all the volume from there on, and its greatest dose, with
 * the volume beyond. Doses that are all equal make an upright piece, so that V at that very dose counts them.
 */
function cumulative(
  dose: ArrayLike<number>,
  weight: ArrayLike<number>,
  min: number,
  max: number,
): { total: number; sum: number; doseGy: Float64Array; volumePercent: Float64Array } {
  // The doses are no less than the least, so that cutting off the fraction is rounding down; the greatest has a step of its own.
  const volume = new Float64Array(steps + 1);
  const least = new Float64Array(steps + 1).fill(Infinity);
  const greatest = new Float64Array(steps + 1).fill(-Infinity);
  const perGy = max > min ? steps / (max - min) : 0;
  let [total, sum] = [0, 0];
  for (let s = 0; s < dose.length; s++) {
    const gy = dose[s];
    const share = weight[s];
    const step = ((gy - min) * perGy) | 0;
    total += share;
    sum += share * gy;
    volume[step] += share;
    if (gy < least[step]) least[step] = gy;
    if (gy > greatest[step]) greatest[step] = gy;
  }
  if (!(total > 0)) return { total, sum, doseGy: new Float64Array(), volumePercent: new Float64Array() };
  const doseGy: number[] = [];
  const volumePercent: number[] = [];
  let beyond = 0;
  for (let step = steps; step >= 0; step--) {
    if (volume[step] === 0) continue;
    doseGy.push(greatest[step]);
    volumePercent.push((100 * beyond) / total);
    beyond += volume[step];
    doseGy.push(least[step]);
    volumePercent.push(Math.min(100, (100 * beyond) / total));
  }
  // The sum runs in another order than the total, and may miss it by its rounding.
  volumePercent[volumePercent.length - 1] = 100;
  if (min > 0) {
    doseGy.push(0);
    volumePercent.push(100);
  }
  const upwards = (values: number[]): Float64Array => Float64Array.from(values.reverse());
  return { total, sum, doseGy: upwards(doseGy), volumePercent: upwards(volumePercent) };
}
