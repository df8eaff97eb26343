import type { LevelSet } from './level-set.ts';

/**
 * The zero surface of a level set in small patches: one in each cell of eight voxel centres that has both signs. A patch is a point of the
 * surface, the outward normal and the mean curvature there (1/mm, positive where the region is convex), and it ends at the faces of its cell.
 * Coordinates are mm from the centre of the field's voxel (0, 0, 0).
 */
export interface SurfacePatches {
  readonly count: number;
  /** Lower corner of each patch's cell, voxel indices of the field's grid: i, j, k. */
  readonly cell: Int32Array;
  /** x, y, z of the point, mm. */
  readonly pointMm: Float32Array;
  /** Unit outward normal. */
  readonly normal: Float32Array;
  readonly curvaturePerMm: Float32Array;
}

export function surfacePatches(field: LevelSet): SurfacePatches {
  const { size, spacingMm } = field.grid;
  const [nx, ny, nz] = size;
  const values = field.values;
  const cells = mixedCells(field);
  const count = cells.length / 3;
  const pointMm = new Float32Array(3 * count);
  const normal = new Float32Array(3 * count);
  const corner = new Float64Array(8);
  const gradient = new Float64Array(3);
  const [hx, hy, hz] = spacingMm;
  const minSpacing = Math.min(hx, hy, hz);

  for (let f = 0; f < count; f++) {
    const [i, j, k] = [cells[3 * f], cells[3 * f + 1], cells[3 * f + 2]];
    const dx = i + 1 < nx ? 1 : 0;
    const dy = j + 1 < ny ? nx : 0;
    const dz = k + 1 < nz ? nx * ny : 0;
    const o = i + nx * (j + ny * k);
    for (let c = 0; c < 8; c++) corner[c] = values[o + (c & 1 ? dx : 0) + (c & 2 ? dy : 0) + (c & 4 ? dz : 0)];

    // Where the surface crosses the cell's edges, and the middle of these crossings.
    let crossings = 0;
    let [x, y, z] = [0, 0, 0];
    for (let e = 0; e < 12; e++) {
      const a = edgeFrom[e];
      const b = edgeTo[e];
      if (corner[a] <= 0 === corner[b] <= 0) continue;
      const t = corner[a] / (corner[a] - corner[b]);
      x += (a & 1) + ((b & 1) - (a & 1)) * t;
      y += ((a >> 1) & 1) + (((b >> 1) & 1) - ((a >> 1) & 1)) * t;
      z += (a >> 2) + ((b >> 2) - (a >> 2)) * t;
      crossings++;
    }
    x /= crossings;
    y /= crossings;
    z /= crossings;

    cellGradient(corner, x, y, z, gradient);
    let gx = gradient[0] / hx;
    let gy = gradient[1] / hy;
    let gz = gradient[2] / hz;
    const slope = Math.hypot(gx, gy, gz);
    if (slope > 0) {
      gx /= slope;
      gy /= slope;
      gz /= slope;
    } else gx = 1;

    // The middle lies on chords; a secant step or two along the normal brings it onto the surface of the smooth (cubic) interpolant. The move
    // is limited, for fields with jumps; where the region is one voxel thick the cubic would overshoot, and the linear crossing stands.
    const limit = 0.2 * minSpacing;
    const [steepX, steepY, steepZ] = [Math.abs(gx), Math.abs(gy), Math.abs(gz)];
    const across = steepX >= steepY && steepX >= steepZ ? 0 : steepY >= steepZ ? 1 : 2;
    const smooth = !isThin(values, field.grid.size, [i, j, k], across);
    let move = 0;
    let previousMove = 0;
    let along = slope;
    let previous = smooth ? cubicAt(values, nx, ny, nz, i + x, j + y, k + z) : 0;
    for (let step = 0; smooth && step < 3 && along > 0; step++) {
      move = Math.min(limit, Math.max(-limit, move - previous / along));
      const change = move - previousMove;
      if (Math.abs(change) < 1e-4 * minSpacing) break;
      const [a, b, c] = [i + x + (move * gx) / hx, j + y + (move * gy) / hy, k + z + (move * gz) / hz];
      const here = cubicAt(values, nx, ny, nz, a, b, c);
      const secant = (here - previous) / change;
      along = secant > 0.2 * slope ? secant : slope;
      previousMove = move;
      previous = here;
    }
    pointMm[3 * f] = (i + x) * hx + move * gx;
    pointMm[3 * f + 1] = (j + y) * hy + move * gy;
    pointMm[3 * f + 2] = (k + z) * hz + move * gz;
    normal[3 * f] = gx;
    normal[3 * f + 1] = gy;
    normal[3 * f + 2] = gz;
  }
  const curvaturePerMm = curvatures(field, cells, pointMm, normal);
  return { count, cell: cells, pointMm, normal, curvaturePerMm };
}

const edgeFrom = [0, 2, 4, 6, 0, 1, 4, 5, 0, 1, 2, 3];
const edgeTo = [1, 3, 5, 7, 2, 3, 6, 7, 4, 5, 6, 7];

/** Cells with voxels of both signs, in storage order. On an axis of one voxel the cell is as thick as none. */
function mixedCells(field: LevelSet): Int32Array {
  const [nx, ny, nz] = field.grid.size;
  const values = field.values;
  let cells = new Int32Array(3 * 4096);
  let used = 0;
  for (let k = 0; k < Math.max(nz - 1, 1); k++) {
    const dz = k + 1 < nz ? nx * ny : 0;
    for (let j = 0; j < Math.max(ny - 1, 1); j++) {
      const dy = j + 1 < ny ? nx : 0;
      let o = nx * (j + ny * k);
      // Number of inside voxels (0 to 4) in the face shared with the cell before.
      let before =
        (values[o] <= 0 ? 1 : 0) +
        (values[o + dy] <= 0 ? 1 : 0) +
        (values[o + dz] <= 0 ? 1 : 0) +
        (values[o + dy + dz] <= 0 ? 1 : 0);
      for (let i = 0; i < Math.max(nx - 1, 1); i++, o++) {
        const n = i + 1 < nx ? o + 1 : o;
        const after =
          (values[n] <= 0 ? 1 : 0) +
          (values[n + dy] <= 0 ? 1 : 0) +
          (values[n + dz] <= 0 ? 1 : 0) +
          (values[n + dy + dz] <= 0 ? 1 : 0);
        const inside = before + after;
        before = after;
        if (inside === 0 || inside === 8) continue;
        if (used === cells.length) {
          const larger = new Int32Array(2 * cells.length);
          larger.set(cells);
          cells = larger;
        }
        cells[used++] = i;
        cells[used++] = j;
        cells[used++] = k;
      }
    }
  }
  return cells.slice(0, used);
}

/** Gradient, per voxel, of the trilinear interpolant of a cell at (x, y, z) in [0, 1]³. */
function cellGradient(c: Float64Array, x: number, y: number, z: number, out: Float64Array): void {
  const [u, v, w] = [1 - x, 1 - y, 1 - z];
  out[0] = (c[1] - c[0]) * v * w + (c[3] - c[2]) * y * w + (c[5] - c[4]) * v * z + (c[7] - c[6]) * y * z;
  out[1] = (c[2] - c[0]) * u * w + (c[3] - c[1]) * x * w + (c[6] - c[4]) * u * z + (c[7] - c[5]) * x * z;
  out[2] = (c[4] - c[0]) * u * v + (c[5] - c[1]) * x * v + (c[6] - c[2]) * u * y + (c[7] - c[3]) * x * y;
}

/** Whether a voxel of the cell has both its neighbours across the surface, on the axis most nearly normal to it, on the other side. */
function isThin(
  values: Float32Array,
  [nx, ny, nz]: readonly [number, number, number],
  [i, j, k]: readonly [number, number, number],
  across: 0 | 1 | 2,
): boolean {
  const stride = [1, nx, nx * ny][across];
  const last = [nx, ny, nz][across] - 1;
  for (let corner = 0; corner < 8; corner++) {
    const a = Math.min(i + (corner & 1), nx - 1);
    const b = Math.min(j + ((corner >> 1) & 1), ny - 1);
    const c = Math.min(k + (corner >> 2), nz - 1);
    const at = [a, b, c][across];
    if (at === 0 || at === last) continue;
    const o = a + nx * (b + ny * c);
    const inside = values[o] <= 0;
    if (values[o - stride] <= 0 !== inside && values[o + stride] <= 0 !== inside) return true;
  }
  return false;
}

const weightsX = new Float64Array(4);
const weightsY = new Float64Array(4);
const weightsZ = new Float64Array(4);

/** Tricubic (Catmull–Rom) interpolation at fractional voxel indices; the field is continued flat beyond its box. */
function cubicAt(values: Float32Array, nx: number, ny: number, nz: number, x: number, y: number, z: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const k = Math.floor(z);
  catmullRom(x - i, weightsX);
  catmullRom(y - j, weightsY);
  catmullRom(z - k, weightsZ);
  let sum = 0;
  for (let c = 0; c < 4; c++) {
    const slice = Math.min(Math.max(k + c - 1, 0), nz - 1) * ny;
    let sumY = 0;
    for (let b = 0; b < 4; b++) {
      const row = nx * (slice + Math.min(Math.max(j + b - 1, 0), ny - 1));
      let sumX = 0;
      for (let a = 0; a < 4; a++) sumX += weightsX[a] * values[row + Math.min(Math.max(i + a - 1, 0), nx - 1)];
      sumY += weightsY[b] * sumX;
    }
    sum += weightsZ[c] * sumY;
  }
  return sum;
}

function catmullRom(t: number, w: Float64Array): void {
  const t2 = t * t;
  const t3 = t2 * t;
  w[0] = -0.5 * t3 + t2 - 0.5 * t;
  w[1] = 1.5 * t3 - 2.5 * t2 + 1;
  w[2] = -1.5 * t3 + 2 * t2 + 0.5 * t;
  w[3] = 0.5 * t3 - 0.5 * t2;
}

/**
 * Mean curvature of each patch from its neighbours: the normal curvature towards a neighbour is Δn·Δp / |Δp|², and its mean over directions
 * is the mean curvature. Neighbours round a sharp edge are left out.
 */
function curvatures(field: LevelSet, cells: Int32Array, point: Float32Array, normal: Float32Array): Float32Array {
  const [, ny, nz] = field.grid.size;
  const h = Math.min(...field.grid.spacingMm);
  const limit = 0.5 / h;
  const count = cells.length / 3;
  const rowStart = new Int32Array(ny * nz + 1);
  for (let f = 0; f < count; f++) rowStart[cells[3 * f + 1] + ny * cells[3 * f + 2] + 1]++;
  for (let r = 0; r < ny * nz; r++) rowStart[r + 1] += rowStart[r];

  const result = new Float32Array(count);
  for (let f = 0; f < count; f++) {
    const i = cells[3 * f];
    const j = cells[3 * f + 1];
    const k = cells[3 * f + 2];
    let sum = 0;
    let neighbours = 0;
    for (let c = Math.max(k - 1, 0); c <= Math.min(k + 1, nz - 1); c++) {
      for (let b = Math.max(j - 1, 0); b <= Math.min(j + 1, ny - 1); b++) {
        const end = rowStart[b + ny * c + 1];
        for (let g = firstAtLeast(cells, rowStart[b + ny * c], end, i - 1); g < end && cells[3 * g] <= i + 1; g++) {
          if (g === f) continue;
          const nDot =
            normal[3 * g] * normal[3 * f] +
            normal[3 * g + 1] * normal[3 * f + 1] +
            normal[3 * g + 2] * normal[3 * f + 2];
          if (nDot < 0.5) continue;
          const x = point[3 * g] - point[3 * f];
          const y = point[3 * g + 1] - point[3 * f + 1];
          const z = point[3 * g + 2] - point[3 * f + 2];
          const length2 = x * x + y * y + z * z;
          if (length2 < 0.16 * h * h) continue;
          const turn =
            (normal[3 * g] - normal[3 * f]) * x +
            (normal[3 * g + 1] - normal[3 * f + 1]) * y +
            (normal[3 * g + 2] - normal[3 * f + 2]) * z;
          sum += turn / length2;
          neighbours++;
        }
      }
    }
    if (neighbours > 0) result[f] = Math.min(limit, Math.max(-limit, sum / neighbours));
  }
  return result;
}

/** First patch of a row, between `from` and `to`, whose cell index on x is at least `i`. */
function firstAtLeast(cells: Int32Array, from: number, to: number, i: number): number {
  while (from < to) {
    const middle = (from + to) >> 1;
    if (cells[3 * middle] < i) from = middle + 1;
    else to = middle;
  }
  return from;
}
