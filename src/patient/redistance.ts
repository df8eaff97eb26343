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
  return nearest(field, options.grid ?? field.grid, bandMm, distanceTo);
}

/** Margins of a growth, mm per side of each axis: [towards lower x, higher x, lower y, higher y, lower z, higher z], all positive. */
export type SideMargins = readonly [number, number, number, number, number, number];

/**
 * Signed "distance" in units of an ellipsoidal margin: 1 on the surface that lies the margin outside. In each octant of directions the unit ball
 * is the ellipsoid with that octant's three margins as semi-axes. Held at ±`band`.
 */
export function gaugeDistance(field: LevelSet, margins: SideMargins, grid: Grid, band: number): LevelSet {
  return nearest(field, grid, band, gaugeTo(margins));
}

/** Unsigned distance of a point (mm, in the patches' frame) to patch `f`; `cellMm` is the size of the cells. */
type Measure = (
  patches: SurfacePatches,
  f: number,
  cellMm: readonly number[],
  x: number,
  y: number,
  z: number,
  inside: boolean,
) => number;

function nearest(field: LevelSet, grid: Grid, band: number, measure: Measure): LevelSet {
  const patches = surfacePatches(field);
  const [nx, ny, nz] = grid.size;
  const start = offsetIn(field.grid, grid);
  const spacing = grid.spacingMm;
  const best = new Float32Array(voxelCount(grid)).fill(band);
  const owner = new Int32Array(best.length).fill(-1);
  const inside = insideMask(field, grid);

  const offer = (o: number, i: number, j: number, k: number, f: number): void => {
    const d = measure(
      patches,
      f,
      spacing,
      (i + start[0]) * spacing[0],
      (j + start[1]) * spacing[1],
      (k + start[2]) * spacing[2],
      inside[o] === 1,
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

  // A voxel outside must stay outside even where the surface passes through its centre.
  const least = 1e-6 * Math.min(...spacing);
  for (let o = 0; o < best.length; o++) best[o] = inside[o] ? -best[o] : Math.max(best[o], least);
  return { grid, values: best };
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

function gaugeTo(m: SideMargins): Measure {
  return (patches, f, cellMm, x, y, z, inside) => {
    const { pointMm, normal } = patches;
    const a = 3 * f;
    const curvature = patches.curvaturePerMm[f];
    const wx = x - pointMm[a];
    const wy = y - pointMm[a + 1];
    const wz = z - pointMm[a + 2];
    const [ux, uy, uz] = [normal[a], normal[a + 1], normal[a + 2]];
    const mx = ux < 0 ? m[0] : m[1];
    const my = uy < 0 ? m[2] : m[3];
    const mz = uz < 0 ? m[4] : m[5];
    // The ellipsoid reaches `reach` in the direction of the normal, and touches there at (mx² ux, my² uy, mz² uz) / reach.
    const reach = Math.sqrt(mx * mx * ux * ux + my * my * uy * uy + mz * mz * uz * uz);
    const s = wx * ux + wy * uy + wz * uz;
    const along = s / (reach * reach);
    const shrink = 1 / Math.max(1 + curvature * s, 0.2);
    const tx = (wx - along * mx * mx * ux) * shrink;
    const ty = (wy - along * my * my * uy) * shrink;
    const tz = (wz - along * mz * mz * uz) * shrink;
    const share = shareInCell(patches, a, cellMm, tx, ty, tz);
    const drop = 0.5 * curvature * share * share * (tx * tx + ty * ty + tz * tz);
    if (share === 1) return Math.abs((s + drop * (1 + curvature * s)) / reach);
    const sign = inside ? -1 : 1;
    const dx = sign * (wx - share * tx + drop * ux);
    const dy = sign * (wy - share * ty + drop * uy);
    const dz = sign * (wz - share * tz + drop * uz);
    const ex = dx / (dx < 0 ? m[0] : m[1]);
    const ey = dy / (dy < 0 ? m[2] : m[3]);
    const ez = dz / (dz < 0 ? m[4] : m[5]);
    return Math.sqrt(ex * ex + ey * ey + ez * ez);
  };
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
