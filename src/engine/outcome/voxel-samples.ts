import type { RegionSamples } from '../../evaluate/samples.ts';
import { type Grid, voxelVolumeMm3, type Region } from '../../patient/grid.ts';
import { isInside, regionVoxels } from '../../patient/region.ts';
import { type Graph, stepKey } from '../graph/graph.ts';
import type { Scene } from '../prepare.ts';
import type { RegionSampler } from '../region-samples.ts';

/**
 * Regions sampled at the voxel centres of the dose grid, one sample of weight 1 a voxel, `corner` its index: what is worked out for samples is then worked out for voxels. Coarser at
 * surfaces than the samples that statistics are taken from.
 */
export function voxelSampler(
  { regions, medium, hashes }: Pick<Scene, 'regions' | 'medium' | 'hashes'>,
  graph: Graph,
): RegionSampler {
  const keyOf = (name: string) => stepKey('voxel samples', hashes.region(name), medium.grid);
  return {
    of(name) {
      const region = regions.get(name);
      return region && graph.step(keyOf(name), () => voxelsOf(region, medium.grid));
    },
    hash: (name) => keyOf(name).hash,
  };
}

function voxelsOf(region: Region, grid: Grid): RegionSamples {
  const voxels: number[] = [];
  const [nx, ny, nz] = grid.size;
  const range = (axis: 0 | 1 | 2, count: number): [number, number] => {
    const { originMm, spacingMm, size } = region.grid;
    const first = Math.floor((originMm[axis] - grid.originMm[axis]) / grid.spacingMm[axis]);
    const last = Math.ceil(
      (originMm[axis] + size[axis] * spacingMm[axis] - grid.originMm[axis]) / grid.spacingMm[axis],
    );
    return [Math.max(0, first), Math.min(count, last + 1)];
  };
  const [x, y, z] = [range(0, nx), range(1, ny), range(2, nz)];
  const place = (axis: 0 | 1 | 2, index: number): number => grid.originMm[axis] + index * grid.spacingMm[axis];
  for (let k = z[0]; k < z[1]; k++)
    for (let j = y[0]; j < y[1]; j++)
      for (let i = x[0]; i < x[1]; i++)
        if (isInside(region, [place(0, i), place(1, j), place(2, k)])) voxels.push(i + nx * (j + ny * k));
  return {
    region: region.name,
    volumeCc: (voxels.length * voxelVolumeMm3(grid)) / 1000,
    voxels: regionVoxels(region),
    depthVoxels: 0,
    outsideDoseGridPercent: 0,
    doseGrid: grid,
    weight: new Float32Array(voxels.length).fill(1),
    corner: Int32Array.from(voxels),
    fraction: new Float32Array(3 * voxels.length),
  };
}
