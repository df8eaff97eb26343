import { type Grid, voxelCount } from '../../src/patient/grid.ts';
import { cropped, type LevelSet } from '../../src/patient/level-set.ts';
import type { Shape } from '../../src/plan/plan.ts';
import { shapeDistance } from '../../src/patient/shape-distance.ts';

/** A grid of `n` voxels an axis about the origin, shifted off it so that nothing lies on voxel centres by luck. */
export function gridAbout(
  n: readonly [number, number, number],
  spacingMm: readonly [number, number, number],
  shiftMm = 0.13,
): Grid {
  const origin = (axis: 0 | 1 | 2) => (-(n[axis] - 1) / 2) * spacingMm[axis] + shiftMm * (axis + 1);
  return { size: n, originMm: [origin(0), origin(1), origin(2)], spacingMm };
}

export function fieldOf(grid: Grid, value: (x: number, y: number, z: number) => number): LevelSet {
  const values = new Float32Array(voxelCount(grid));
  const [nx, ny, nz] = grid.size;
  for (let k = 0, o = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, o++)
        values[o] = value(
          grid.originMm[0] + i * grid.spacingMm[0],
          grid.originMm[1] + j * grid.spacingMm[1],
          grid.originMm[2] + k * grid.spacingMm[2],
        );
  return { grid, values };
}

export function fieldOfShape(grid: Grid, shape: Shape): LevelSet {
  return cropped(fieldOf(grid, shapeDistance(shape)), grid);
}

export const sphere = (radiusMm: number, centreMm: [number, number, number] = [0, 0, 0]): Shape => ({
  kind: 'ellipsoid',
  centreMm,
  radiiMm: [radiusMm, radiusMm, radiusMm],
});

export const box = (sizeMm: [number, number, number], centreMm: [number, number, number] = [0, 0, 0]): Shape => ({
  kind: 'box',
  centreMm,
  sizeMm,
});

export const cylinder = (
  radiusMm: number,
  lengthMm: number,
  more: {
    centreMm?: [number, number, number];
    axis?: 'x' | 'y' | 'z';
    innerRadiusMm?: number;
    fromDeg?: number;
    toDeg?: number;
  } = {},
): Shape => ({ kind: 'cylinder', centreMm: [0, 0, 0], axis: 'z', innerRadiusMm: 0, radiusMm, lengthMm, ...more });

/** Greatest and mean difference between two fields on one grid, over the voxels where the second is within `withinMm` of its surface. */
export function differences(a: LevelSet, b: LevelSet, withinMm: number): { greatest: number; mean: number } {
  let [greatest, sum, n] = [0, 0, 0];
  b.values.forEach((expected, o) => {
    if (Math.abs(expected) > withinMm) return;
    greatest = Math.max(greatest, Math.abs(a.values[o] - expected));
    sum += a.values[o] - expected;
    n++;
  });
  return { greatest, mean: sum / n };
}
