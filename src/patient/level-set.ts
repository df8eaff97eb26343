import { type Grid, type Region, voxelCount } from './grid.ts';

/**
 * Any scalar field that is ≤ 0 inside a region and > 0 outside, on a box of the planning image's lattice. Only its sign and its zero surface
 * mean something; outside the box is outside the region. `Region` is the same with true distances.
 */
export interface LevelSet {
  readonly grid: Grid;
  readonly values: Float32Array;
}

/** Voxels kept around a region, enough for second differences of the field at its outermost voxels. */
export const padVoxels = 3;

/**
 * How far from the surface a region's distances are kept, mm; the value is held there beyond. Everything that looks at the surface (drawing,
 * sub-voxel volume, small margins) needs less, and what needs more measures anew.
 */
export function distanceBandMm(grid: Grid): number {
  return Math.max(10, 3 * Math.max(...grid.spacingMm));
}

/** A box of voxels of a grid: the first index on each axis and the index after the last. May reach beyond the grid. */
export interface Box {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
}

/** The box as a grid of the same lattice. An empty box gives one voxel. */
export function subGrid(grid: Grid, box: Box): Grid {
  const axis = (a: 0 | 1 | 2) => Math.max(box.to[a] - box.from[a], 1);
  const origin = (a: 0 | 1 | 2) => grid.originMm[a] + box.from[a] * grid.spacingMm[a];
  return {
    size: [axis(0), axis(1), axis(2)],
    originMm: [origin(0), origin(1), origin(2)],
    spacingMm: grid.spacingMm,
  };
}

/** Index in `inner` of voxel (0, 0, 0) of `outer`, negated: where `inner` starts, counted in voxels of `outer`. */
export function offsetIn(outer: Grid, inner: Grid): [number, number, number] {
  const at = (a: 0 | 1 | 2) => Math.round((inner.originMm[a] - outer.originMm[a]) / outer.spacingMm[a]);
  return [at(0), at(1), at(2)];
}

/** The box that `inner` takes up in `outer`. */
export function boxOf(outer: Grid, inner: Grid): Box {
  const from = offsetIn(outer, inner);
  return { from, to: [from[0] + inner.size[0], from[1] + inner.size[1], from[2] + inner.size[2]] };
}

export function uniteBoxes(a: Box, b: Box): Box {
  return mapBox((axis) => [Math.min(a.from[axis], b.from[axis]), Math.max(a.to[axis], b.to[axis])]);
}

export function intersectBoxes(a: Box, b: Box): Box {
  return mapBox((axis) => {
    const from = Math.max(a.from[axis], b.from[axis]);
    return [from, Math.max(Math.min(a.to[axis], b.to[axis]), from)];
  });
}

export function growBox(box: Box, voxels: readonly [number, number, number]): Box {
  return mapBox((axis) => [box.from[axis] - voxels[axis], box.to[axis] + voxels[axis]]);
}

export function wholeBox(grid: Grid): Box {
  return { from: [0, 0, 0], to: grid.size };
}

/** Smallest box around the voxels that are inside; undefined where there is none. */
export function insideBox(field: LevelSet): Box | undefined {
  const [nx, ny, nz] = field.grid.size;
  const from: [number, number, number] = [nx, ny, nz];
  const to: [number, number, number] = [0, 0, 0];
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const row = nx * (j + ny * k);
      let first = 0;
      while (first < nx && !(field.values[row + first] <= 0)) first++;
      if (first === nx) continue;
      let last = nx - 1;
      while (!(field.values[row + last] <= 0)) last--;
      if (first < from[0]) from[0] = first;
      if (last + 1 > to[0]) to[0] = last + 1;
      if (j < from[1]) from[1] = j;
      if (j + 1 > to[1]) to[1] = j + 1;
      if (k < from[2]) from[2] = k;
      if (k + 1 > to[2]) to[2] = k + 1;
    }
  }
  return to[0] > 0 ? { from, to } : undefined;
}

/** The field on another box of the same lattice; voxels it did not have get `outside`. */
export function onGrid(field: LevelSet, grid: Grid, outside: number): LevelSet {
  const values = new Float32Array(voxelCount(grid)).fill(outside);
  const [ox, oy, oz] = offsetIn(grid, field.grid);
  const [nx, ny, nz] = field.grid.size;
  const [tx, ty, tz] = grid.size;
  const firstX = Math.max(0, -ox);
  const lastX = Math.min(nx, tx - ox);
  if (lastX > firstX) {
    for (let k = Math.max(0, -oz); k < Math.min(nz, tz - oz); k++) {
      for (let j = Math.max(0, -oy); j < Math.min(ny, ty - oy); j++) {
        const row = nx * (j + ny * k);
        values.set(field.values.subarray(row + firstX, row + lastX), ox + firstX + tx * (j + oy + ty * (k + oz)));
      }
    }
  }
  return { grid, values };
}

/** The field cut to its inside and `padVoxels` around it, within the image. */
export function cropped(field: LevelSet, image: Grid): LevelSet {
  const inside = insideBox(field);
  if (!inside) return nothing(image);
  const padded = growBox(inside, [padVoxels, padVoxels, padVoxels]);
  const start = offsetIn(image, field.grid);
  const inImage = mapBox((axis) => [padded.from[axis] + start[axis], padded.to[axis] + start[axis]]);
  const grid = subGrid(image, intersectBoxes(inImage, wholeBox(image)));
  let outside = 0;
  const { values } = field;
  for (let o = 0; o < values.length; o++) if (values[o] > outside) outside = values[o];
  return onGrid(field, grid, outside > 0 ? outside : 1);
}

/** The empty region: one voxel, outside. */
export function nothing(image: Grid): LevelSet {
  const grid = subGrid(image, { from: [0, 0, 0], to: [1, 1, 1] });
  return { grid, values: new Float32Array([distanceBandMm(image)]) };
}

export function isEmpty({ values }: LevelSet): boolean {
  for (let o = 0; o < values.length; o++) if (values[o] <= 0) return false;
  return true;
}

export function levelSetOf(region: Region): LevelSet {
  return { grid: region.grid, values: region.signedDistanceMm };
}

function mapBox(axis: (axis: 0 | 1 | 2) => readonly [number, number]): Box {
  const [x, y, z] = [axis(0), axis(1), axis(2)];
  return { from: [x[0], y[0], z[0]], to: [x[1], y[1], z[1]] };
}
