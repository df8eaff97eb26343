import type { RegionSamples } from '../../evaluate/samples.ts';
import { type Grid, type Region, sampleAt, type Vec3, type Volume } from '../../patient/grid.ts';
import { isInside } from '../../patient/region.ts';

/** Which of some regions each sample lies in, as bits: the first region's is 1. At most 30 regions. */
export function regionsAtSamples(samples: RegionSamples, regions: readonly (Region | undefined)[]): Int32Array {
  if (regions.length > 30) throw new Error(`${regions.length} nested targets; at most 30 can be told apart`);
  const inside = new Int32Array(samples.weight.length);
  forEachPlace(samples, (point, s) => {
    for (let r = 0; r < regions.length; r++) {
      const region = regions[r];
      if (region && isInside(region, point)) inside[s] |= 1 << r;
    }
  });
  return inside;
}

/** An image's value at each sample; NaN outside of it. */
export function imageAtSamples(samples: RegionSamples, { grid, values }: Volume): Float32Array {
  const found = new Float32Array(samples.weight.length);
  forEachPlace(samples, (point, s) => {
    found[s] = sampleAt(grid, values, point) ?? NaN;
  });
  return found;
}

function forEachPlace(
  { doseGrid, corner, fraction }: RegionSamples,
  visit: (pointMm: Vec3, sample: number) => void,
): void {
  const { size, originMm, spacingMm }: Grid = doseGrid;
  const point: [number, number, number] = [0, 0, 0];
  for (let s = 0; s < corner.length; s++) {
    const o = corner[s];
    const row = Math.floor(o / size[0]);
    point[0] = originMm[0] + ((o % size[0]) + fraction[3 * s]) * spacingMm[0];
    point[1] = originMm[1] + ((row % size[1]) + fraction[3 * s + 1]) * spacingMm[1];
    point[2] = originMm[2] + (Math.floor(row / size[1]) + fraction[3 * s + 2]) * spacingMm[2];
    visit(point, s);
  }
}
