import { type Grid, type Region, type Vec3, positionOf, sampleAt, voxelVolumeMm3 } from './grid.ts';
import { type LevelSet, insideBox, nothing } from './level-set.ts';

export function regionOf(name: string, distance: LevelSet): Region {
  return { name, grid: distance.grid, signedDistanceMm: distance.values };
}

export function emptyRegion(name: string, image: Grid): Region {
  return regionOf(name, nothing(image));
}

/** Whether voxel (i, j, k) of the region's own grid belongs to it (the voxel-centre rule); any integers may be asked. */
export function insideAt(region: Region, i: number, j: number, k: number): boolean {
  const [nx, ny, nz] = region.grid.size;
  if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) return false;
  return region.signedDistanceMm[i + nx * (j + ny * k)] <= 0;
}

/** Whether a point of the patient frame, mm, lies in the region, by the interpolated distance. */
export function isInside(region: Region, pointMm: Vec3): boolean {
  const distance = sampleAt(region.grid, region.signedDistanceMm, pointMm);
  return distance !== undefined && distance <= 0;
}

/** Number of voxels of the planning image whose centre lies in the region. */
export function regionVoxels(region: Region): number {
  let count = 0;
  for (const d of region.signedDistanceMm) if (d <= 0) count++;
  return count;
}

/** Greatest distance of a voxel centre inside the region from its surface, mm; 0 for an empty region. */
export function regionDepthMm(region: Region): number {
  let deepest = 0;
  for (const d of region.signedDistanceMm) if (d < deepest) deepest = d;
  return -deepest;
}

/** Volume by whole voxels, cm³; `regionVolumeCc` of `coverage.ts` is the sub-voxel one. */
export function maskVolumeCc(region: Region): number {
  return (regionVoxels(region) * voxelVolumeMm3(region.grid)) / 1000;
}

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

/** Box around the region's voxels, faces included, mm; undefined for an empty region. */
export function boundingBoxMm(region: Region): { fromMm: Vec3; toMm: Vec3 } | undefined {
  const box = insideBox({ grid: region.grid, values: region.signedDistanceMm });
  if (!box) return undefined;
  return {
    fromMm: positionOf(region.grid, box.from[0] - 0.5, box.from[1] - 0.5, box.from[2] - 0.5),
    toMm: positionOf(region.grid, box.to[0] - 0.5, box.to[1] - 0.5, box.to[2] - 0.5),
  };
}
