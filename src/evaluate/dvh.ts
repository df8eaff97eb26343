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
  return weightedDvh(samples, sampledDose(samples, doseGy), samples.weight);
}

/** Steps between the least and the greatest dose of the region; within a step the volume is taken as spread evenly. */
const steps = 4096;

/**
 * Histogram of single doses (Gy) with weights. Where nothing has a dose the curve is empty and its statistics are NaN; every use of them goes
 * through `metricValue`, which says so.
 */
export function weightedDvh(
  about: Pick<RegionSamples, 'region' | 'volumeCc' | 'voxels' | 'outsideDoseGridPercent'>,
  dose: ArrayLike<number>,
  weight: ArrayLike<number>,
): Dvh {
  const { region, volumeCc, voxels, outsideDoseGridPercent } = about;
  let [total, sum, min, max] = [0, 0, Infinity, -Infinity];
  for (let s = 0; s < dose.length; s++) {
    if (!(weight[s] > 0)) continue;
    total += weight[s];
    sum += weight[s] * dose[s];
    if (dose[s] < min) min = dose[s];
    if (dose[s] > max) max = dose[s];
  }
  const curve =
    total > 0
      ? cumulative(dose, weight, total, min, max)
      : { doseGy: new Float64Array(), volumePercent: new Float64Array() };
  return {
    region,
    volumeCc,
    voxels,
    minGy: total > 0 ? min : NaN,
    // Rounding in the sum must not carry the mean of a uniform dose beyond its extremes.
    meanGy: total > 0 ? Math.min(max, Math.max(min, sum / total)) : NaN,
    maxGy: total > 0 ? max : NaN,
    ...curve,
    outsideDoseGridPercent,
  };
}

function cumulative(dose: ArrayLike<number>, weight: ArrayLike<number>, total: number, min: number, max: number) {
  if (max === min) {
    return min > 0
      ? { doseGy: Float64Array.of(0, min), volumePercent: Float64Array.of(100, 100) }
      : { doseGy: Float64Array.of(min), volumePercent: Float64Array.of(100) };
  }
  const bins = new Float64Array(steps);
  const perGy = steps / (max - min);
  for (let s = 0; s < dose.length; s++) {
    if (!(weight[s] > 0)) continue;
    bins[Math.min(steps - 1, Math.floor((dose[s] - min) * perGy))] += weight[s];
  }
  const lead = min > 0 ? 1 : 0;
  const doseGy = new Float64Array(lead + steps + 1);
  const volumePercent = new Float64Array(lead + steps + 1);
  if (lead) volumePercent[0] = 100;
  let above = 0;
  for (let b = steps; b >= 0; b--) {
    if (b < steps) above += bins[b];
    doseGy[lead + b] = b === steps ? max : min + b / perGy;
    volumePercent[lead + b] = Math.min(100, (100 * above) / total);
  }
  volumePercent[lead] = 100;
  return { doseGy, volumePercent };
}
