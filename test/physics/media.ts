import { positionOf, voxelCount } from '../../src/patient/grid.ts';
import { materials } from '../../src/patient/medium.ts';
import type { Grid, Region, Vec3 } from '../../src/patient/grid.ts';
import type { Material, Medium } from '../../src/patient/medium.ts';

/** A grid centred on a point of the patient, the origin unless told otherwise. */
export function centredGrid(
  size: readonly [number, number, number],
  spacingMm: Vec3,
  centreMm: Vec3 = [0, 0, 0],
): Grid {
  const origin = size.map((n, axis) => centreMm[axis] - ((n - 1) / 2) * spacingMm[axis]);
  return { size, spacingMm, originMm: [origin[0], origin[1], origin[2]] };
}

export function makeMedium(options: {
  size: readonly [number, number, number];
  spacingMm: Vec3;
  centreMm?: Vec3;
  fill: (position: Vec3) => { density: number; material: Material };
}): Medium {
  const grid = centredGrid(options.size, options.spacingMm, options.centreMm);
  const densityGPerCm3 = new Float32Array(voxelCount(grid));
  const material = new Uint8Array(voxelCount(grid));
  forEachVoxel(grid, (position, voxel) => {
    const filled = options.fill(position);
    densityGPerCm3[voxel] = filled.density;
    material[voxel] = materials.indexOf(filled.material);
  });
  return { grid, densityGPerCm3, material };
}

export const airOrWater = (isWater: boolean): { density: number; material: Material } =>
  isWater ? { density: 1, material: 'water' } : { density: 0.0012, material: 'air' };

/** A region from its exact signed distance. */
export function makeRegion(name: string, grid: Grid, signedDistance: (position: Vec3) => number): Region {
  const signedDistanceMm = new Float32Array(voxelCount(grid));
  forEachVoxel(grid, (position, voxel) => (signedDistanceMm[voxel] = signedDistance(position)));
  return { name, grid, signedDistanceMm };
}

export function sphere(centreMm: Vec3, radiusMm: number): (position: Vec3) => number {
  return (p) => Math.hypot(p[0] - centreMm[0], p[1] - centreMm[1], p[2] - centreMm[2]) - radiusMm;
}

/** A box by its half sizes; exact outside and inside. */
export function box(centreMm: Vec3, halfMm: Vec3): (position: Vec3) => number {
  return (p) => {
    const d = [0, 1, 2].map((axis) => Math.abs(p[axis] - centreMm[axis]) - halfMm[axis]);
    return Math.hypot(...d.map((value) => Math.max(value, 0))) + Math.min(Math.max(d[0], d[1], d[2]), 0);
  };
}

function forEachVoxel(grid: Grid, visit: (position: Vec3, voxel: number) => void): void {
  let voxel = 0;
  for (let k = 0; k < grid.size[2]; k++) {
    for (let j = 0; j < grid.size[1]; j++) {
      for (let i = 0; i < grid.size[0]; i++) visit(positionOf(grid, i, j, k), voxel++);
    }
  }
}
