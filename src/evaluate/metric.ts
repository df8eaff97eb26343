import type { DoseMetric } from '../plan/plan.ts';
import type { Dvh } from './types.ts';

/** Below this number of voxels of the planning image every metric of a region carries a note. */
export const fewVoxels = 50;

export interface MetricResult {
  /** Gy for doses, % or cm³ for volumes as the metric says; undefined where there is none, with the reason in `note`. */
  readonly value?: number;
  readonly note?: string;
}

/**
 * A metric of a dose–volume histogram. Dx% and Dxcc are the least dose to the hottest x (ICRU 83); VxGy is the volume that receives at least x.
 * Where part of the region lies outside the dose grid, the metric is of the rest and says so.
 */
export function metricValue(dvh: Dvh, metric: DoseMetric): MetricResult {
  if (dvh.doseGy.length === 0) {
    return { note: dvh.volumeCc > 0 ? 'the region lies outside the dose grid' : 'the region has no volume' };
  }
  const { value, note } = plainValue(dvh, metric);
  return { value, note: joined(note, caveat(dvh)) };
}

function plainValue(dvh: Dvh, metric: DoseMetric): MetricResult {
  const coveredCc = dvh.volumeCc * (1 - dvh.outsideDoseGridPercent / 100);
  switch (metric.kind) {
    case 'mean':
      return { value: dvh.meanGy };
    case 'max':
      return { value: dvh.maxGy };
    case 'min':
      return { value: dvh.minGy };
    case 'volumeAtDose': {
      const percent = volumeAtDose(dvh, metric.doseGy);
      return { value: metric.unit === 'percent' ? percent : (percent / 100) * coveredCc };
    }
    case 'doseAtVolume': {
      if (metric.unit === 'percent') return { value: doseAtVolume(dvh, metric.value) };
      if (metric.value > coveredCc) {
        return {
          note: `the region has ${Number(coveredCc.toPrecision(3))} cc, less than the ${metric.value} cc of the metric`,
        };
      }
      return { value: doseAtVolume(dvh, (100 * metric.value) / coveredCc) };
    }
  }
}

/** Share of the volume, %, that receives at least a dose. */
function volumeAtDose({ doseGy, volumePercent, maxGy }: Dvh, dose: number): number {
  if (dose > maxGy) return 0;
  if (dose <= doseGy[0]) return volumePercent[0];
  const upper = firstIndex(doseGy.length, (i) => doseGy[i] >= dose);
  const t = (dose - doseGy[upper - 1]) / (doseGy[upper] - doseGy[upper - 1]);
  return volumePercent[upper - 1] + t * (volumePercent[upper] - volumePercent[upper - 1]);
}

/** Greatest dose, Gy, that at least this share of the volume receives. */
function doseAtVolume({ doseGy, volumePercent, maxGy }: Dvh, percent: number): number {
  // Shares are sums, so one that is exactly the volume asked for may come out a rounding below it.
  const below = firstIndex(doseGy.length, (i) => volumePercent[i] < percent - 1e-9);
  if (below === doseGy.length) return maxGy;
  if (below === 0) return doseGy[0];
  const fall = volumePercent[below - 1] - volumePercent[below];
  const t = Math.min(1, Math.max(0, (volumePercent[below - 1] - percent) / fall));
  return doseGy[below - 1] + t * (doseGy[below] - doseGy[below - 1]);
}

function caveat({ voxels, outsideDoseGridPercent }: Dvh): string | undefined {
  const few = voxels < fewVoxels ? `only ${voxels} voxels of the planning image` : undefined;
  const outside =
    outsideDoseGridPercent > 0
      ? `${Number(outsideDoseGridPercent.toPrecision(2))} % of the region lies outside the dose grid; the value is of the rest`
      : undefined;
  return joined(outside, few);
}

function joined(...notes: (string | undefined)[]): string | undefined {
  const said = notes.filter((note) => note !== undefined);
  return said.length > 0 ? said.join('; ') : undefined;
}

/** First index from 0 where a condition holds that, once it holds, holds for all above; `n` where it never does. */
function firstIndex(n: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
