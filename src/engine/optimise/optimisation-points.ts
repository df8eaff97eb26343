import { type RegionSamples, sampleRegion } from '../../evaluate/samples.ts';
import { positionOf, type Region } from '../../patient/grid.ts';
import { breath } from '../breath.ts';
import type { Scene } from '../prepare.ts';
import type { RegionSampler } from '../region-samples.ts';

/** Points at which dose counts while beams are optimised: each region has its own, all of them of one volume. */
export interface OptimisationPoints {
  readonly count: number;
  /** x, y, z of each, LPS, mm. */
  readonly pointsMm: Float64Array;
  readonly of: ReadonlyMap<string, PointsOfRegion>;
  /** Of the body and all in it. */
  readonly body: PointsOfRegion;
}

export interface PointsOfRegion {
  /** The first of its points, which follow one another. */
  readonly from: number;
  /** Where they lie in the dose grid, all with the same weight. */
  readonly samples: RegionSamples;
}

/** As many points a region as it has voxels of this volume, within limits: small ones need more, of large ones more tell nothing new. */
const ccPerPoint = 0.027;
const [fewest, most] = [4000, 20_000];

/** Points of the regions that goals or prescriptions speak of, and of the body. The same regions and grid, the same points. */
export async function optimisationPoints(
  { regions, body, medium }: Pick<Scene, 'regions' | 'body' | 'medium'>,
  named: readonly string[],
  signal: AbortSignal,
): Promise<OptimisationPoints> {
  const { grid } = medium;
  const positions: number[] = [];
  let count = 0;
  const add = (region: Region): PointsOfRegion => {
    const samples = evenly(sampleRegion(region, grid, most));
    const [nx, ny] = grid.size;
    for (let s = 0; s < samples.corner.length; s++) {
      const corner = samples.corner[s];
      const at = [corner % nx, Math.floor(corner / nx) % ny, Math.floor(corner / (nx * ny))];
      const [i, j, k] = at.map((index, axis) => index + samples.fraction[3 * s + axis]);
      positions.push(...positionOf(grid, i, j, k));
    }
    const from = count;
    count += samples.corner.length;
    return { from, samples };
  };
  const of = new Map<string, PointsOfRegion>();
  for (const name of new Set(named)) {
    const region = regions.get(name);
    if (region) of.set(name, add(region));
    await breath(signal);
  }
  const around = add(body);
  return { count, pointsMm: Float64Array.from(positions), of, body: around };
}

/** Points as the samples of their regions; those of other regions are as `others` has them. */
export function pointSampler({ of }: OptimisationPoints, others: RegionSampler): RegionSampler {
  return {
    of: (name) => of.get(name)?.samples ?? others.of(name),
    hash: (name) => (of.has(name) ? `points of ${others.hash(name)}` : others.hash(name)),
  };
}

/**
 * Samples of one weight in place of those with many: of every step of volume the one at a place in it that changes from step to step. One place for all would be the same corner of voxel after
 * voxel, and shift the region.
 */
function evenly(samples: RegionSamples): RegionSamples {
  const { weight, corner, fraction, volumeCc } = samples;
  const wanted = Math.round(Math.min(most, Math.max(fewest, volumeCc / ccPerPoint)));
  const total = weight.reduce((sum, one) => sum + one, 0);
  const chosen: number[] = [];
  let sum = 0;
  for (let s = 0; s < weight.length; s++) {
    sum += (weight[s] / total) * wanted;
    while (chosen.length < wanted && chosen.length + placeInStep(chosen.length) <= sum) chosen.push(s);
  }
  return {
    ...samples,
    weight: new Float32Array(chosen.length).fill(1),
    corner: Int32Array.from(chosen, (s) => corner[s]),
    fraction: Float32Array.from(chosen.flatMap((s) => [...fraction.subarray(3 * s, 3 * s + 3)])),
  };
}

/** 0 to 1, scattered and always the same (the finaliser of MurmurHash3). */
function placeInStep(step: number): number {
  let hash = step + 1;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
