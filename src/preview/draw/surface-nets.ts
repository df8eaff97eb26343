import type { Grid, Vec3 } from '../../patient/grid.ts';

/** A surface as triangles. Corners of a triangle run anticlockwise seen from the side that the normals point to. */
export interface Surface {
  /** x, y, z of each vertex, mm, in the patient's LPS frame. */
  readonly positions: Float32Array;
  /** Unit vectors, vertex by vertex, towards lower values of the field. */
  readonly normals: Float32Array;
  /** Three vertices a triangle. */
  readonly triangles: Uint32Array;
}

/** The sides of the box around a surface, mm. */
export function surfaceExtentMm({ positions }: Surface): Vec3 {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let n = 0; n < positions.length; n++) {
    low[n % 3] = Math.min(low[n % 3], positions[n]);
    high[n % 3] = Math.max(high[n % 3], positions[n]);
  }
  return [high[0] - low[0], high[1] - low[1], high[2] - low[2]];
}

export interface SurfaceWanted {
  readonly grid: Grid;
  readonly values: Float32Array;
  /** The surface encloses what lies at or above this (a dose), or at or below it (a signed distance). */
  readonly level: number;
  readonly inside: 'above' | 'below';
  /**
   * Where what is enclosed reaches the border of the grid: `closed` half a voxel beyond its centres, as a region's box is; or `open`, as of a
   * dose, since the edge of its grid is no isodose.
   */
  readonly border: 'closed' | 'open';
  /** About as many samples as are looked at: of a finer grid every second, third … along each axis is. */
  readonly mostSamples: number;
}

/**
 * The surface by surface nets (Gibson 1998, "Constrained elastic surface nets", MICCAI): a vertex in each cell that the level passes through, in the
 * middle of the crossings of its edges, drawn once to the level along the gradient; a quadrangle for each edge of the lattice that crosses. Every
 * `yield` is a place to pause at; the value is undefined where the level is nowhere.
 */
export function* surfaceInPieces(wanted: SurfaceWanted): Generator<undefined, Surface | undefined> {
  const lattice = latticeOf(wanted);
  const [nx, ny, nz] = lattice.size;
  if (nx < 2 || ny < 2 || nz < 2) return undefined;
  const positions = growing(Float32Array);
  const normals = growing(Float32Array);
  const triangles = growing(Uint32Array);
  // Vertices of the cells of two layers: those of a quadrangle are never further apart.
  const cells = [new Int32Array((nx - 1) * (ny - 1)), new Int32Array((nx - 1) * (ny - 1))];
  let below = lattice.layer(0);
  for (let k = 0; k < nz - 1; k++) {
    const above = lattice.layer(k + 1);
    const here = cells[k % 2];
    const under = k > 0 ? cells[(k + 1) % 2] : undefined;
    for (let j = 0; j < ny - 1; j++) {
      for (let i = 0; i < nx - 1; i++) {
        const o = i + nx * j;
        const corners = [below[o], below[o + 1], below[o + nx], below[o + nx + 1]];
        corners.push(above[o], above[o + 1], above[o + nx], above[o + nx + 1]);
        const cell = i + (nx - 1) * j;
        here[cell] = addVertex(corners, lattice, [i, j, k], positions, normals);
        if (here[cell] < 0) continue;
        const isIn = corners[0] <= 0;
        // Edges from the cell's first corner: the four cells around each have their vertices by now.
        if (j > 0 && under && corners[1] <= 0 !== isIn)
          addQuad(triangles, under[cell - (nx - 1)], under[cell], here[cell], here[cell - (nx - 1)], isIn);
        if (i > 0 && under && corners[2] <= 0 !== isIn)
          addQuad(triangles, under[cell - 1], here[cell - 1], here[cell], under[cell], isIn);
        if (i > 0 && j > 0 && corners[4] <= 0 !== isIn)
          addQuad(triangles, here[cell - nx], here[cell - (nx - 1)], here[cell], here[cell - 1], isIn);
      }
    }
    below = above;
    yield undefined;
  }
  if (triangles.length === 0) return undefined;
  return { positions: positions.taken(), normals: normals.taken(), triangles: triangles.taken() };
}

/** The same at once. */
export function surfaceOf(wanted: SurfaceWanted): Surface | undefined {
  const pieces = surfaceInPieces(wanted);
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** The samples that are looked at, negative or zero inside; layer by layer, so that no copy of the whole is made. */
interface Lattice {
  readonly size: Vec3;
  readonly originMm: Vec3;
  readonly spacingMm: Vec3;
  layer(k: number): Float32Array;
}

function latticeOf({ grid, values, level, inside, border, mostSamples }: SurfaceWanted): Lattice {
  const stride = strideOf(grid, mostSamples);
  const [sx, sy, sz] = grid.size;
  const pad = border === 'closed' ? 1 : 0;
  // The last sample of each axis is always looked at: a surface near the border would else be lost with it.
  const kept = grid.size.map((n) => Math.ceil((n - 1) / stride) + 1);
  const size = kept.map((n) => n + 2 * pad) as [number, number, number];
  const spacingMm = grid.spacingMm.map((mm) => mm * stride) as [number, number, number];
  const originMm = grid.originMm.map((mm, axis) => mm - pad * spacingMm[axis]) as [number, number, number];
  const sign = inside === 'above' ? -1 : 1;
  const [nx, ny] = size;
  const held = (index: number, n: number) => Math.min(Math.max((index - pad) * stride, 0), n - 1);
  const isPad = (index: number, n: number) => pad > 0 && (index === 0 || index === n - 1);
  return {
    size,
    originMm,
    spacingMm,
    layer(k) {
      const out = new Float32Array(nx * ny);
      const ok = held(k, sz) * sx * sy;
      const isBeyondK = isPad(k, size[2]);
      for (let j = 0; j < ny; j++) {
        const oj = ok + held(j, sy) * sx;
        const isBeyondJ = isBeyondK || isPad(j, ny);
        for (let i = 0; i < nx; i++) {
          const value = sign * (values[oj + held(i, sx)] - level);
          const safe = Number.isNaN(value) ? Infinity : value;
          // Beyond the box is outside: as far as the border is inside, so that the surface lies half way.
          out[i + nx * j] = isBeyondJ || isPad(i, nx) ? Math.max(Math.abs(safe), 1e-3) : safe;
        }
      }
      return out;
    },
  };
}

function strideOf({ size, spacingMm }: Grid, mostSamples: number): number {
  const count = size[0] * size[1] * size[2];
  const wanted = Math.ceil(Math.cbrt(count / mostSamples));
  // Distances are held at three voxels or 10 mm: beyond that nothing could be interpolated. And a short axis keeps its samples.
  const most = Math.max(1, Math.min(Math.max(3, Math.floor(10 / Math.max(...spacingMm))), ...size));
  return Math.min(Math.max(wanted, 1), most);
}

/** The number of the vertex of a cell; −1 where the level does not pass through it. Corner n lies at x of bit 0, y of bit 1, z of bit 2. */
function addVertex(
  corners: readonly number[],
  { originMm, spacingMm }: Lattice,
  cell: Vec3,
  positions: Growing,
  normals: Growing,
): number {
  let mask = 0;
  for (let n = 0; n < 8; n++) if (corners[n] <= 0) mask |= 1 << n;
  if (mask === 0 || mask === 255) return -1;
  const middle: [number, number, number] = [0, 0, 0];
  let crossings = 0;
  for (const [a, b, axis] of edges) {
    if (((mask >> a) & 1) === ((mask >> b) & 1)) continue;
    const t = corners[a] / (corners[a] - corners[b]);
    for (let d = 0; d < 3; d++) middle[d] += d === axis ? (Number.isFinite(t) ? t : 0.5) : (a >> d) & 1;
    crossings += 1;
  }
  for (let d = 0; d < 3; d++) middle[d] /= crossings;
  const { value, gradient } = within(corners, middle, spacingMm);
  const square = gradient[0] * gradient[0] + gradient[1] * gradient[1] + gradient[2] * gradient[2];
  const number = positions.length / 3;
  const length = Math.sqrt(square);
  const isKnown = Number.isFinite(length) && length > 0 && Number.isFinite(value);
  for (let d = 0; d < 3; d++) {
    const step = isKnown ? (value * gradient[d]) / square / spacingMm[d] : 0;
    const place = Math.min(Math.max(middle[d] - step, 0), 1);
    positions.push(originMm[d] + (cell[d] + place) * spacingMm[d]);
    normals.push(isKnown ? gradient[d] / length : d === 2 ? 1 : 0);
  }
  return number;
}

/** Pairs of corners, and the axis that they differ along. */
const edges: readonly (readonly [number, number, number])[] = [0, 1, 2].flatMap((axis) =>
  [0, 1, 2, 3, 4, 5, 6, 7]
    .filter((corner) => !((corner >> axis) & 1))
    .map((corner) => [corner, corner | (1 << axis), axis] as const),
);

/** Value and gradient, a millimetre, of the trilinear field of a cell. */
function within(c: readonly number[], [x, y, z]: Vec3, [dx, dy, dz]: Vec3): { value: number; gradient: Vec3 } {
  const mix = (a: number, b: number, t: number) => a + (b - a) * t;
  const [x00, x10, x01, x11] = [mix(c[0], c[1], x), mix(c[2], c[3], x), mix(c[4], c[5], x), mix(c[6], c[7], x)];
  const [low, high] = [mix(x00, x10, y), mix(x01, x11, y)];
  const alongX = mix(mix(c[1] - c[0], c[3] - c[2], y), mix(c[5] - c[4], c[7] - c[6], y), z);
  return {
    value: mix(low, high, z),
    gradient: [alongX / dx, mix(x10 - x00, x11 - x01, z) / dy, (high - low) / dz],
  };
}

function addQuad(triangles: Growing, a: number, b: number, c: number, d: number, isForward: boolean): void {
  if (isForward) triangles.push(a, b, c, a, c, d);
  else triangles.push(a, c, b, a, d, c);
}

/** An array that doubles as it fills: a surface's size is not known before it is made. */
interface Growing {
  readonly length: number;
  push(...values: number[]): void;
}

function growing<T extends Float32Array | Uint32Array>(Kind: new (length: number) => T): Growing & { taken(): T } {
  let held = new Kind(4096);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(...values) {
      if (length + values.length > held.length) {
        const larger = new Kind(held.length * 2);
        larger.set(held);
        held = larger;
      }
      for (const value of values) held[length++] = value;
    },
    taken: () => held.slice(0, length) as T,
  };
}
