import { type Grid, type Volume, voxelCount } from './grid.ts';

/**
 * Trilinear interpolation of a volume at the voxel centres of `grid`. Within half a voxel beyond the outermost centres the value is held; further out
 * it is `outside`.
 */
export function resampleTrilinear(volume: Volume, grid: Grid, outside: number): Volume {
  const { values } = volume;
  const [nx, ny] = volume.grid.size;
  const [x, y, z] = [0, 1, 2].map((axis) => neighbours(volume.grid, grid, axis));
  const out = new Float32Array(voxelCount(grid)).fill(outside);
  const [mx, my, mz] = grid.size;
  for (let k = 0; k < mz; k++) {
    if (z.lower[k] < 0) continue;
    for (let j = 0; j < my; j++) {
      if (y.lower[j] < 0) continue;
      const near = nx * (y.lower[j] + ny * z.lower[k]);
      const nextRow = nx * (y.upper[j] - y.lower[j]);
      const nextSlice = nx * ny * (z.upper[k] - z.lower[k]);
      const fy = y.share[j];
      const fz = z.share[k];
      let o = mx * (j + my * k);
      for (let i = 0; i < mx; i++, o++) {
        if (x.lower[i] < 0) continue;
        const fx = x.share[i];
        const a = near + x.lower[i];
        const b = near + x.upper[i];
        const front =
          (values[a] * (1 - fx) + values[b] * fx) * (1 - fy) +
          (values[a + nextRow] * (1 - fx) + values[b + nextRow] * fx) * fy;
        if (fz === 0) {
          out[o] = front;
          continue;
        }
        const c = a + nextSlice;
        const d = b + nextSlice;
        const back =
          (values[c] * (1 - fx) + values[d] * fx) * (1 - fy) +
          (values[c + nextRow] * (1 - fx) + values[d + nextRow] * fx) * fy;
        out[o] = front * (1 - fz) + back * fz;
      }
    }
  }
  return { grid, values: out, quantity: volume.quantity };
}

/**
 * The mean of a volume over each voxel of `grid`, voxels taken as boxes of constant value: sums (mass, activity) are kept where `grid` covers the
 * volume. The part of a voxel beyond the volume counts as `outside`.
 */
export function averageOnto(volume: Volume, grid: Grid, outside: number): Volume {
  const { values } = volume;
  const [nx, ny] = volume.grid.size;
  const [x, y, z] = overlapsOf(volume.grid, grid);
  const out = new Float32Array(voxelCount(grid));
  const [mx, my, mz] = grid.size;
  let o = 0;
  for (let k = 0; k < mz; k++) {
    for (let j = 0; j < my; j++) {
      for (let i = 0; i < mx; i++, o++) {
        let sum = 0;
        let covered = 0;
        for (let c = 0; c < z.count[k]; c++) {
          for (let b = 0; b < y.count[j]; b++) {
            const row = nx * (y.first[j] + b + ny * (z.first[k] + c)) + x.first[i];
            const share = z.shares[k][c] * y.shares[j][b];
            for (let a = 0; a < x.count[i]; a++) {
              const weight = share * x.shares[i][a];
              covered += weight;
              sum += weight * values[row + a];
            }
          }
        }
        out[o] = sum + Math.max(0, 1 - covered) * outside;
      }
    }
  }
  return { grid, values: out, quantity: volume.quantity };
}

/** For each voxel of a grid along one axis: the source voxels it overlaps and the shares of its own length that they cover. */
export interface Overlaps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly shares: readonly Float64Array[];
}

/** Overlaps of `grid`'s voxels with `source`'s along x, y and z. */
export function overlapsOf(source: Grid, grid: Grid): readonly [Overlaps, Overlaps, Overlaps] {
  return [axisOverlaps(source, grid, 0), axisOverlaps(source, grid, 1), axisOverlaps(source, grid, 2)];
}

function axisOverlaps(source: Grid, grid: Grid, axis: number): Overlaps {
  const n = grid.size[axis];
  const size = source.size[axis];
  const first = new Int32Array(n);
  const count = new Int32Array(n);
  const shares: Float64Array[] = [];
  const step = grid.spacingMm[axis] / source.spacingMm[axis];
  // In units of source voxels, counted from the source's lower face.
  const start = (grid.originMm[axis] - source.originMm[axis]) / source.spacingMm[axis] + 0.5 - step / 2;
  for (let i = 0; i < n; i++) {
    const from = snapped(start + i * step);
    const to = snapped(start + (i + 1) * step);
    const low = Math.min(Math.max(Math.floor(from), 0), size);
    const high = Math.max(Math.min(Math.ceil(to), size), low);
    first[i] = low;
    count[i] = high - low;
    shares.push(
      Float64Array.from({ length: high - low }, (_, a) => (Math.min(to, low + a + 1) - Math.max(from, low + a)) / step),
    );
  }
  return { first, count, shares };
}

/** Faces that coincide but for rounding are the same face. */
function snapped(position: number): number {
  const nearest = Math.round(position);
  return Math.abs(position - nearest) < 1e-6 ? nearest : position;
}

/** Along one axis: the two source voxels around each target centre and the share of the upper; `lower` is -1 outside. */
function neighbours(
  source: Grid,
  grid: Grid,
  axis: number,
): { lower: Int32Array; upper: Int32Array; share: Float64Array } {
  const n = grid.size[axis];
  const size = source.size[axis];
  const lower = new Int32Array(n).fill(-1);
  const upper = new Int32Array(n);
  const share = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const at = (grid.originMm[axis] + i * grid.spacingMm[axis] - source.originMm[axis]) / source.spacingMm[axis];
    if (!(at >= -0.5 && at <= size - 0.5)) continue;
    const clamped = Math.min(Math.max(at, 0), size - 1);
    lower[i] = Math.min(Math.floor(clamped), Math.max(size - 2, 0));
    upper[i] = Math.min(lower[i] + 1, size - 1);
    share[i] = clamped - lower[i];
  }
  return { lower, upper, share };
}
