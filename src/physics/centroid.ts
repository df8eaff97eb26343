import { positionOf } from '../patient/grid.ts';
import type { Region, Vec3 } from '../patient/grid.ts';

/** Centre of volume of a region, LPS, mm, each voxel counting by its share inside the surface; undefined for an empty region. */
export function centroidMm(region: Region): Vec3 | undefined {
  const [nx, ny, nz] = region.grid.size;
  const voxelMm = Math.cbrt(region.grid.spacingMm[0] * region.grid.spacingMm[1] * region.grid.spacingMm[2]);
  const sums = [0, 0, 0];
  let weight = 0;
  let voxel = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, voxel++) {
        const share = Math.min(1, Math.max(0, 0.5 - region.signedDistanceMm[voxel] / voxelMm));
        if (share === 0) continue;
        weight += share;
        sums[0] += share * i;
        sums[1] += share * j;
        sums[2] += share * k;
      }
    }
  }
  if (weight === 0) return undefined;
  return positionOf(region.grid, sums[0] / weight, sums[1] / weight, sums[2] / weight);
}
