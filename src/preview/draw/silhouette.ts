import type { Grid } from '../../patient/grid.ts';
import type { BeamPosition } from '../beam.ts';
import { closedLines } from './contour-lines.ts';
import { onIsocentrePlane, projected } from './eye-frame.ts';
import type { Point, Polyline } from './scene.ts';

/** The part of the isocentre plane that is looked at: half its width and height, mm, and the distance of the rays on it. */
export interface EyeWindow {
  readonly halfMm: Point;
  readonly stepMm: number;
}

/**
 * Outline of a region as the source sees it, on the isocentre plane in gantry axes, mm: where the nearest that a ray comes to the region, by its
 * signed distance, is nothing. What leaves the window is closed along its border.
 */
export function silhouette(
  grid: Grid,
  signedDistanceMm: Float32Array,
  position: BeamPosition,
  { halfMm, stepMm }: EyeWindow,
): Polyline[] {
  const [columns, rows] = halfMm.map((half) => 2 * Math.ceil(half / stepMm) + 1);
  const first: Point = [(-(columns - 1) / 2) * stepMm, (-(rows - 1) / 2) * stepMm];
  const nearest = nearestAlongRay(grid, signedDistanceMm, position, stepMm);
  const values = new Float32Array(columns * rows).fill(-outsideMm(grid));
  const [low, high] = shadowOf(grid, position);
  const index = (mm: number, axis: 0 | 1) => (mm - first[axis]) / stepMm;
  const [fromC, toC] = [Math.max(Math.floor(index(low[0], 0)), 0), Math.min(index(high[0], 0), columns - 1)];
  const [fromR, toR] = [Math.max(Math.floor(index(low[1], 1)), 0), Math.min(index(high[1], 1), rows - 1)];
  for (let r = fromR; r <= toR; r++) {
    for (let c = fromC; c <= toC; c++)
      values[r * columns + c] = -nearest([first[0] + c * stepMm, first[1] + r * stepMm]);
  }
  return closedLines({ columns, rows, values, first, step: [stepMm, stepMm] }, 0);
}

/** Least and greatest coordinates that a grid's box is projected to. */
function shadowOf({ size, originMm, spacingMm }: Grid, position: BeamPosition): [Point, Point] {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => {
    const at = (axis: 0 | 1 | 2) => originMm[axis] + ((n >> axis) & 1 ? size[axis] - 0.5 : -0.5) * spacingMm[axis];
    return projected(position, [at(0), at(1), at(2)]);
  });
  const extreme = (of: (...values: number[]) => number): Point => [
    of(...corners.map(([x]) => x)),
    of(...corners.map(([, y]) => y)),
  ];
  return [extreme(Math.min), extreme(Math.max)];
}

/** What a ray that misses the box comes to: distances are held at this, and beyond the box is outside. */
function outsideMm({ spacingMm }: Grid): number {
  return Math.max(10, 3 * Math.min(...spacingMm));
}

/** The least signed distance along the ray through a place of the isocentre plane, mm; not less than minus twice `stepMm`, since more says nothing of the outline. */
function nearestAlongRay(
  grid: Grid,
  values: Float32Array,
  position: BeamPosition,
  stepMm: number,
): (place: Point) => number {
  const { size, originMm, spacingMm } = grid;
  const missed = outsideMm(grid);
  const [nx, ny, nz] = size;
  const [rowStride, layerStride] = [nx, nx * ny];
  const voxelMm = Math.min(...spacingMm);
  const enoughMm = -2 * stepMm;
  const from = position.sourceMm.map((mm, axis) => (mm - originMm[axis]) / spacingMm[axis]);
  const across = [0, 0, 0];

  const distanceAt = (t: number): number => {
    const x = Math.min(Math.max(from[0] + t * across[0], 0), nx - 1);
    const y = Math.min(Math.max(from[1] + t * across[1], 0), ny - 1);
    const z = Math.min(Math.max(from[2] + t * across[2], 0), nz - 1);
    const i = Math.min(Math.floor(x), Math.max(nx - 2, 0));
    const j = Math.min(Math.floor(y), Math.max(ny - 2, 0));
    const k = Math.min(Math.floor(z), Math.max(nz - 2, 0));
    const [fx, fy, fz] = [x - i, y - j, z - k];
    const [dx, dy, dz] = [nx > 1 ? 1 : 0, ny > 1 ? rowStride : 0, nz > 1 ? layerStride : 0];
    const o = i + rowStride * j + layerStride * k;
    const front =
      (values[o] * (1 - fx) + values[o + dx] * fx) * (1 - fy) +
      (values[o + dy] * (1 - fx) + values[o + dy + dx] * fx) * fy;
    const back =
      (values[o + dz] * (1 - fx) + values[o + dz + dx] * fx) * (1 - fy) +
      (values[o + dz + dy] * (1 - fx) + values[o + dz + dy + dx] * fx) * fy;
    return front * (1 - fz) + back * fz;
  };

  return (place) => {
    const through = onIsocentrePlane(position, place);
    let [near, far] = [0, Infinity];
    for (let axis = 0; axis < 3; axis++) {
      across[axis] = (through[axis] - position.sourceMm[axis]) / spacingMm[axis];
      const [a, b] = [(-0.5 - from[axis]) / across[axis], (size[axis] - 0.5 - from[axis]) / across[axis]];
      if (across[axis] !== 0) [near, far] = [Math.max(near, Math.min(a, b)), Math.min(far, Math.max(a, b))];
      else if (from[axis] < -0.5 || from[axis] > size[axis] - 0.5) return missed;
    }
    if (near >= far) return missed;
    const lengthMm = Math.hypot(across[0] * spacingMm[0], across[1] * spacingMm[1], across[2] * spacingMm[2]);
    let least = missed;
    for (let t = near; t <= far;) {
      const distance = distanceAt(t);
      if (distance < least) least = distance;
      if (least <= enoughMm) return least;
      // The surface is no nearer than the distance says, so that much of the ray can be left out; not all of it, since distances are interpolated.
      t += Math.max(0.5 * voxelMm, 0.8 * Math.abs(distance)) / lengthMm;
    }
    return least;
  };
}
