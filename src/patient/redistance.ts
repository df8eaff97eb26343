import { type Grid, voxelCount } from './grid.ts';
import { type LevelSet, distanceBandMm, offsetIn } from './level-set.ts';
import { type SurfacePatches, surfacePatches } from './surface-patches.ts';

/**
 * Signed distance, mm, to the zero surface of a level set, on the same box or another one of its lattice. Signs are kept as they are (voxels
 * beyond the field's box are outside); distances are held at `bandMm` (default `distanceBandMm`).
 *
 * Patches of the surface are spread from voxel to voxel (closest-feature propagation after Danielsson, Comput Graph Image Process 14 (1980)
 * 227–248), and each voxel takes the nearest; the distance to a patch follows its tangent plane and mean curvature, so that the result is good to
 * a few hundredths of a voxel for shapes a few voxels across. A region cut by the image's edge has no surface there.
 */
export function redistance(field: LevelSet, options: { grid?: Grid; bandMm?: number } = {}): LevelSet {
  const bandMm = options.bandMm ?? distanceBandMm(field.grid);
  const grid = options.grid ?? field.grid;
  const inside = insideMask(field, grid);
  const { values } = nearest(surfacePatches(field), field.grid, grid, bandMm, distanceTo);
  // A voxel outside must stay outside even where the surface passes through its centre.
  const least = 1e-6 * Math.min(...grid.spacingMm);
  for (let o = 0; o < values.length; o++) values[o] = inside[o] ? -values[o] : Math.max(values[o], least);
  return { grid, values };
}

/** Margins of a growth, mm per side of each axis: [towards lower x, higher x, lower y, higher y, lower z, higher z], all positive. */
export type SideMargins = readonly [number, number, number, number, number, number];

/**
 * A region grown by an ellipsoidal margin, as a level set in mm: in each octant of directions a point grows to the ellipsoid with that octant's
 * three margins as semi-axes. About distances to the grown surface, near it; held at `bandMm`.
 */
export function grownBySides(field: LevelSet, margins: SideMargins, grid: Grid, bandMm: number): LevelSet {
  const patches = surfacePatches(field);
  const inside = insideMask(field, grid);
  const { values } = nearest(patches, field.grid, grid, bandMm, beyondMargin(margins));
  const depth = nearest(patches, field.grid, grid, 2 * Math.hypot(...grid.spacingMm), distanceTo);
  for (let o = 0; o < values.length; o++) {
    if (!inside[o]) continue;
    // Within the region, the depth below the surface and the margin above it: the same slope on both sides of the surface.
    const owner = depth.owner[o];
    values[o] = -depth.values[o] - (owner < 0 ? 0 : reachOf(patches, owner, margins));
  }
  return { grid, values };
}

/** How far a point (mm, in the patches' frame) lies from patch `f`; `cellMm` is the size of the cells. */
type Measure = (
  patches: SurfacePatches,
  f: number,
  cellMm: readonly number[],
  x: number,
  y: number,
  z: number,
) => number;

/** The least measure over all patches at each voxel, and which patch has it (-1 beyond the band). */
function nearest(
  patches: SurfacePatches,
  from: Grid,
  grid: Grid,
  band: number,
  measure: Measure,
): { values: Float32Array; owner: Int32Array } {
  const [nx, ny, nz] = grid.size;
  const start = offsetIn(from, grid);
  const spacing = grid.spacingMm;
  const best = new Float32Array(voxelCount(grid)).fill(band);
  const owner = new Int32Array(best.length).fill(-1);

  const offer = (o: number, i: number, j: number, k: number, f: number): void => {
    const d = measure(
      patches,
      f,
      spacing,
      (i + start[0]) * spacing[0],
      (j + start[1]) * spacing[1],
      (k + start[2]) * spacing[2],
    );
    if (d < best[o]) {
      best[o] = d;
      owner[o] = f;
    }
  };

  const rowUsed = new Uint8Array(ny * nz);
  for (let f = 0; f < patches.count; f++) {
    // To the cell's corners and one voxel further, as spreading along the axes alone could pass these by.
    const [i0, j0, k0] = [0, 1, 2].map((axis) => patches.cell[3 * f + axis] - start[axis] - 1);
    for (let k = Math.max(k0, 0); k < Math.min(k0 + 4, nz); k++) {
      for (let j = Math.max(j0, 0); j < Math.min(j0 + 4, ny); j++) {
        for (let i = Math.max(i0, 0); i < Math.min(i0 + 4, nx); i++) offer(i + nx * (j + ny * k), i, j, k, f);
        rowUsed[j + ny * k] = 1;
      }
    }
  }

  const takeRow = (j: number, k: number, fromJ: number, fromK: number): void => {
    if (!rowUsed[fromJ + ny * fromK]) return;
    const row = nx * (j + ny * k);
    const from = nx * (fromJ + ny * fromK);
    for (let i = 0; i < nx; i++) {
      const f = owner[from + i];
      if (f >= 0 && f !== owner[row + i]) offer(row + i, i, j, k, f);
    }
    rowUsed[j + ny * k] = 1;
  };
  const alongRow = (j: number, k: number): void => {
    if (!rowUsed[j + ny * k]) return;
    const row = nx * (j + ny * k);
    for (let i = 1; i < nx; i++) {
      const f = owner[row + i - 1];
      if (f >= 0 && f !== owner[row + i]) offer(row + i, i, j, k, f);
    }
    for (let i = nx - 2; i >= 0; i--) {
      const f = owner[row + i + 1];
      if (f >= 0 && f !== owner[row + i]) offer(row + i, i, j, k, f);
    }
  };
  const slice = (k: number): void => {
    for (let j = 0; j < ny; j++) {
      if (j > 0) takeRow(j, k, j - 1, k);
      alongRow(j, k);
    }
    for (let j = ny - 2; j >= 0; j--) {
      takeRow(j, k, j + 1, k);
      alongRow(j, k);
    }
  };
  for (let k = 0; k < nz; k++) {
    if (k > 0) for (let j = 0; j < ny; j++) takeRow(j, k, j, k - 1);
    slice(k);
  }
  for (let k = nz - 2; k >= 0; k--) {
    for (let j = 0; j < ny; j++) takeRow(j, k, j, k + 1);
    slice(k);
  }

  return { values: best, owner };
}

function insideMask(field: LevelSet, grid: Grid): Uint8Array {
  const mask = new Uint8Array(voxelCount(grid));
  const [ox, oy, oz] = offsetIn(grid, field.grid);
  const [nx, ny, nz] = field.grid.size;
  const [tx, ty, tz] = grid.size;
  for (let k = Math.max(0, -oz); k < Math.min(nz, tz - oz); k++) {
    for (let j = Math.max(0, -oy); j < Math.min(ny, ty - oy); j++) {
      const row = nx * (j + ny * k);
      const target = ox + tx * (j + oy + ty * (k + oz));
      for (let i = Math.max(0, -ox); i < Math.min(nx, tx - ox); i++)
        if (field.values[row + i] <= 0) mask[target + i] = 1;
    }
  }
  return mask;
}

const distanceTo: Measure = (patches, f, cellMm, x, y, z) => {
  const { pointMm, normal } = patches;
  const a = 3 * f;
  const curvature = patches.curvaturePerMm[f];
  const wx = x - pointMm[a];
  const wy = y - pointMm[a + 1];
  const wz = z - pointMm[a + 2];
  const [ux, uy, uz] = [normal[a], normal[a + 1], normal[a + 2]];
  const s = wx * ux + wy * uy + wz * uz;
  // The foot of the perpendicular on a sphere of this curvature, seen along the tangent plane from the patch's point.
  const shrink = 1 / Math.max(1 + curvature * s, 0.2);
  const tx = (wx - s * ux) * shrink;
  const ty = (wy - s * uy) * shrink;
  const tz = (wz - s * uz) * shrink;
  const share = shareInCell(patches, a, cellMm, tx, ty, tz);
  if (share === 1) {
    const q = 2 * s + curvature * (wx * wx + wy * wy + wz * wz);
    return Math.abs(q / (1 + Math.sqrt(Math.max(1 + curvature * q, 0))));
  }
  const drop = 0.5 * curvature * share * share * (tx * tx + ty * ty + tz * tz);
  const dx = wx - share * tx + drop * ux;
  const dy = wy - share * ty + drop * uy;
  const dz = wz - share * tz + drop * uz;
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
};

/** Distance, mm, beyond the margin's ellipsoid about the patch; negative within it. */
function beyondMargin(m: SideMargins): Measure {
  return (patches, f, cellMm, x, y, z) => {
    const { pointMm, normal } = patches;
    const a = 3 * f;
    const curvature = patches.curvaturePerMm[f];
    const wx = x - pointMm[a];
    const wy = y - pointMm[a + 1];
    const wz = z - pointMm[a + 2];
    const [ux, uy, uz] = [normal[a], normal[a + 1], normal[a + 2]];
    const mx = towards(ux, m[0], m[1]);
    const my = towards(uy, m[2], m[3]);
    const mz = towards(uz, m[4], m[5]);
    // The ellipsoid touches the tangent plane at (mx² ux, my² uy, mz² uz) / reach.
    const reach = reachOf(patches, f, m);
    const s = wx * ux + wy * uy + wz * uz;
    const along = s / (reach * reach);
    let tx = wx - along * mx * mx * ux;
    let ty = wy - along * my * my * uy;
    let tz = wz - along * mz * mz * uz;
    // On a curved surface the foot is nearer to the patch's point, the more so the flatter the ellipsoid is along the surface.
    const t2 = tx * tx + ty * ty + tz * tz;
    const flatness =
      t2 > 0 ? t2 / ((tx * tx) / (mx * mx) + (ty * ty) / (my * my) + (tz * tz) / (mz * mz)) / (reach * reach) : 1;
    const bend = Math.max(1 + curvature * s * flatness, 0.2);
    tx /= bend;
    ty /= bend;
    tz /= bend;
    const share = shareInCell(patches, a, cellMm, tx, ty, tz);
    const drop = (0.5 * curvature * share * share * t2) / (bend * bend);
    // Behind the patch the plane would be left on its wrong side, where the ellipsoid may reach further.
    if (share === 1 && s >= 0) return s + drop * bend - reach;
    const dx = wx - share * tx + drop * ux;
    const dy = wy - share * ty + drop * uy;
    const dz = wz - share * tz + drop * uz;
    const ex = dx / (dx < 0 ? m[0] : m[1]);
    const ey = dy / (dy < 0 ? m[2] : m[3]);
    const ez = dz / (dz < 0 ? m[4] : m[5]);
    const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    const inMargins = Math.sqrt(ex * ex + ey * ey + ez * ez);
    return inMargins > 0 ? length * (1 - 1 / inMargins) : -Math.min(...m);
  };
}

/**
 * The margin of an axis that holds for a patch. Where its normal is square to the axis (the widest part of a ball in the middle of a voxel) the patch
 * stands for both sides: the greater margin would bulge out of the side of the lesser, which the neighbouring patches of the greater side need not.
 */
function towards(normal: number, lower: number, higher: number): number {
  return normal === 0 ? Math.min(lower, higher) : normal < 0 ? lower : higher;
}

/** How far the margin's ellipsoid reaches in the direction of a patch's normal, mm. */
function reachOf({ normal }: SurfacePatches, f: number, m: SideMargins): number {
  const [ux, uy, uz] = [normal[3 * f], normal[3 * f + 1], normal[3 * f + 2]];
  return Math.hypot(ux * (ux < 0 ? m[0] : m[1]), uy * (uy < 0 ? m[2] : m[3]), uz * (uz < 0 ? m[4] : m[5]));
}

/** The share (0 to 1) of the way (x, y, z) from the patch's point that stays in its cell, give or take a hundredth of the cell. */
function shareInCell(
  patches: SurfacePatches,
  a: number,
  cellMm: readonly number[],
  x: number,
  y: number,
  z: number,
): number {
  const { pointMm, cell } = patches;
  return Math.min(
    1,
    shareOnAxis(pointMm[a], x, cell[a], cellMm[0]),
    shareOnAxis(pointMm[a + 1], y, cell[a + 1], cellMm[1]),
    shareOnAxis(pointMm[a + 2], z, cell[a + 2], cellMm[2]),
  );
}

function shareOnAxis(from: number, way: number, cell: number, size: number): number {
  if (way === 0) return 1;
  const bound = (way > 0 ? cell + 1.01 : cell - 0.01) * size;
  return Math.max(0, (bound - from) / way);
}
