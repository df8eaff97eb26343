import type { Grid, Vec3 } from '../grid.ts';
import { type Affine, add, cross, dot, length, scale } from './slice-stack.ts';
import { sharedFloat32 } from './shared-float32.ts';

/** The value at stored voxel (i, j, k) is `values[i + ni · (j + nj · k)]`. */
export interface StoredVolume {
  readonly size: readonly [number, number, number];
  readonly affine: Affine;
}

export type Orientation =
  | {
      readonly kind: 'aligned';
      readonly grid: Grid;
      /** For x, y, z: the stored axis that runs along it, and whether backwards. */ readonly from: readonly AxisSource[];
    }
  | { readonly kind: 'oblique'; /** The grid to resample to. */ readonly grid: Grid; readonly angleDeg: number }
  | { readonly kind: 'degenerate' };

interface AxisSource {
  readonly axis: 0 | 1 | 2;
  readonly backwards: boolean;
}

/** Stored axes that deviate less than this from the patient's are taken as aligned: 1 mrad moves a voxel 250 mm away by 0.25 mm. */
const alignedWithinRad = 1e-3;

/** How a stored volume lies to the patient's LPS axes: as it is but for order and direction of the axes, or oblique. */
export function orientationOf({ size, affine }: StoredVolume): Orientation {
  const lengths = affine.axesMm.map(length);
  const volume = dot(cross(affine.axesMm[0], affine.axesMm[1]), affine.axesMm[2]);
  if (
    !lengths.every((l) => Number.isFinite(l) && l > 0) ||
    !(Math.abs(volume) > 1e-6 * lengths[0] * lengths[1] * lengths[2])
  )
    return { kind: 'degenerate' };

  const directions = affine.axesMm.map((axis, n) => scale(axis, 1 / lengths[n]));
  const dominant = directions.map((d) => indexOfLargest(d.map(Math.abs)));
  const angle = Math.max(...directions.map((d, n) => Math.acos(Math.min(1, Math.abs(d[dominant[n]])))));
  if (angle > alignedWithinRad || new Set(dominant).size < 3) {
    return { kind: 'oblique', grid: boundingGrid(size, affine, lengths), angleDeg: (angle * 180) / Math.PI };
  }

  const from = [0, 1, 2].map((patientAxis): AxisSource => {
    const axis = dominant.indexOf(patientAxis) as 0 | 1 | 2;
    return { axis, backwards: directions[axis][patientAxis] < 0 };
  });
  const corner = from.reduce<Vec3>(
    (p, { axis, backwards }) => (backwards ? add(p, scale(affine.axesMm[axis], size[axis] - 1)) : p),
    affine.originMm,
  );
  const grid: Grid = {
    size: [size[from[0].axis], size[from[1].axis], size[from[2].axis]],
    originMm: corner,
    spacingMm: [lengths[from[0].axis], lengths[from[1].axis], lengths[from[2].axis]],
  };
  return { kind: 'aligned', grid, from };
}

/** The values on the patient's axes, ascending. Returns the same array where they already lie so. */
export function alignValues(
  stored: StoredVolume,
  orientation: Orientation & { kind: 'aligned' },
  values: Float32Array,
): Float32Array {
  const { from, grid } = orientation;
  if (from.every(({ axis, backwards }, n) => axis === n && !backwards)) return values;
  const strides = [1, stored.size[0], stored.size[0] * stored.size[1]];
  const step = from.map(({ axis, backwards }) => (backwards ? -strides[axis] : strides[axis]));
  const start = from.reduce(
    (sum, { axis, backwards }) => sum + (backwards ? (stored.size[axis] - 1) * strides[axis] : 0),
    0,
  );
  const [nx, ny, nz] = grid.size;
  const out = sharedFloat32(nx * ny * nz);
  let o = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      let s = start + k * step[2] + j * step[1];
      for (let i = 0; i < nx; i++, s += step[0]) out[o++] = values[s];
    }
  }
  return out;
}

/** Trilinear resampling of an oblique or sheared volume to `grid`; `outside` beyond its outermost voxels (plus half a voxel). */
export function resampleOblique(stored: StoredVolume, values: Float32Array, grid: Grid, outside: number): Float32Array {
  const [nx, ny, nz] = grid.size;
  const [ni, nj, nk] = stored.size;
  const inverse = inverseRows(stored.affine);
  const out = sharedFloat32(nx * ny * nz);
  let o = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, o++) {
        const p: Vec3 = [
          grid.originMm[0] + i * grid.spacingMm[0] - stored.affine.originMm[0],
          grid.originMm[1] + j * grid.spacingMm[1] - stored.affine.originMm[1],
          grid.originMm[2] + k * grid.spacingMm[2] - stored.affine.originMm[2],
        ];
        const a = dot(inverse[0], p);
        const b = dot(inverse[1], p);
        const c = dot(inverse[2], p);
        const inside = a >= -0.5 && b >= -0.5 && c >= -0.5 && a <= ni - 0.5 && b <= nj - 0.5 && c <= nk - 0.5;
        out[o] = inside ? interpolate(values, stored.size, a, b, c) : outside;
      }
    }
  }
  return out;
}

function interpolate(
  values: Float32Array,
  [ni, nj, nk]: readonly [number, number, number],
  a: number,
  b: number,
  c: number,
): number {
  const x = Math.min(Math.max(a, 0), ni - 1);
  const y = Math.min(Math.max(b, 0), nj - 1);
  const z = Math.min(Math.max(c, 0), nk - 1);
  const i = Math.min(Math.floor(x), Math.max(ni - 2, 0));
  const j = Math.min(Math.floor(y), Math.max(nj - 2, 0));
  const k = Math.min(Math.floor(z), Math.max(nk - 2, 0));
  const o = i + ni * (j + nj * k);
  const di = ni > 1 ? 1 : 0;
  const dj = nj > 1 ? ni : 0;
  const dk = nk > 1 ? ni * nj : 0;
  const fx = x - i;
  const fy = y - j;
  const fz = z - k;
  const row = (at: number) => values[at] * (1 - fx) + values[at + di] * fx;
  return (row(o) * (1 - fy) + row(o + dj) * fy) * (1 - fz) + (row(o + dk) * (1 - fy) + row(o + dk + dj) * fy) * fz;
}

/** The smallest patient-aligned grid around an oblique volume, with the finest of its spacings that run mainly along each axis. */
function boundingGrid(size: StoredVolume['size'], affine: Affine, lengths: readonly number[]): Grid {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
    [0, 1, 2].reduce<Vec3>(
      (p, n) => (bits & (1 << n) ? add(p, scale(affine.axesMm[n], size[n] - 1)) : p),
      affine.originMm,
    ),
  );
  const extent = [0, 1, 2].map((axis) => {
    const along = affine.axesMm.map((a, n) => Math.abs(a[axis]) / lengths[n]);
    const spacing = lengths[indexOfLargest(along)];
    const from = Math.min(...corners.map((c) => c[axis]));
    const to = Math.max(...corners.map((c) => c[axis]));
    return { from, spacing, count: Math.ceil((to - from) / spacing - 1e-6) + 1 };
  });
  return {
    size: [extent[0].count, extent[1].count, extent[2].count],
    originMm: [extent[0].from, extent[1].from, extent[2].from],
    spacingMm: [extent[0].spacing, extent[1].spacing, extent[2].spacing],
  };
}

/** Rows of the inverse of the matrix whose columns are the axes. */
function inverseRows({ axesMm: [a, b, c] }: Affine): readonly [Vec3, Vec3, Vec3] {
  const determinant = dot(cross(a, b), c);
  return [
    scale(cross(b, c), 1 / determinant),
    scale(cross(c, a), 1 / determinant),
    scale(cross(a, b), 1 / determinant),
  ];
}

function indexOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, n) => (value > values[best] ? n : best), 0);
}
