import type { Volume } from '../patient/grid.ts';
import { windowExtremes } from './window-extremes.ts';

/**
 * Makes the search for gamma in one evaluated distribution. The function returned takes a place in voxels of that distribution's grid (within it, or
 * half a voxel beyond its outermost centres, where the dose is held), the reference dose there and the tolerance, both Gy, and gives gamma, at most
 * `cap`.
 *
 * It looks along lines parallel to the axis along which the dose changes most, nearest first, `stepsPerDistance` of them to a distance to agreement
 * (half as many further away). Along a line the interpolated dose is straight from node to node, so the least gamma of each piece is found exactly;
 * from the best point the search goes on along the other axes until nothing is gained. Lines that are further away than the best found so far, or
 * that a bound on the dose within reach rules out, are not looked at.
 */
export function gammaSearch(
  evaluated: Volume,
  {
    distanceMm,
    cap,
    stepsPerDistance,
  }: { readonly distanceMm: number; readonly cap: number; readonly stepsPerDistance: number },
): (x: number, y: number, z: number, doseGy: number, toleranceGy: number) => number {
  const { grid, values } = evaluated;
  const [nx, ny, nz] = grid.size;
  const perVoxel = grid.spacingMm.map((s) => s / distanceMm);
  const lattice = latticeWithin(cap, stepsPerDistance);
  const axes = [
    lineAlong(evaluated, 0, perVoxel),
    lineAlong(evaluated, 1, perVoxel),
    lineAlong(evaluated, 2, perVoxel),
  ];
  const offsets = perVoxel.map((scale) => ({
    b: lattice.b.map((distance) => distance / scale),
    c: lattice.c.map((distance) => distance / scale),
  }));
  // Every node that interpolation within reach of a place may take, the place being rounded to its nearest node.
  const reach = perVoxel.map((scale) => Math.ceil(cap / scale + 1.5)) as [number, number, number];
  const { least, greatest } = windowExtremes(grid.size, values, reach);
  const nearby = perVoxel.map((scale) => Math.max(1, Math.round(1 / scale)));
  const strides = [1, nx, nx * ny];

  const found = { squared: 0, at: 0 };
  const origin = new Float64Array(3);
  const point = new Float64Array(3);

  return (x, y, z, doseGy, toleranceGy) => {
    const i = clamp(Math.round(x), nx);
    const j = clamp(Math.round(y), ny);
    const k = clamp(Math.round(z), nz);
    const node = i + strides[1] * j + strides[2] * k;
    const gap = Math.max(0, least[node] - doseGy, doseGy - greatest[node]) / toleranceGy;
    const atLeast = gap * gap;
    found.squared = cap * cap;
    if (atLeast >= found.squared) return cap;

    const a = steepestAxis(node, i, j, k);
    const b = a === 0 ? 1 : 0;
    const c = a === 2 ? 1 : 2;
    origin[0] = point[0] = x;
    origin[1] = point[1] = y;
    origin[2] = point[2] = z;
    const line = axes[a];
    const offsetB = offsets[b].b;
    const offsetC = offsets[c].c;
    let improved = false;
    for (let n = 0; n < lattice.squared.length; n++) {
      const across = lattice.squared[n];
      if (across + atLeast >= found.squared) break;
      const fb = origin[b] + offsetB[n];
      const fc = origin[c] + offsetC[n];
      if (!line(origin[a], fb, fc, across, doseGy, toleranceGy, found)) continue;
      improved = true;
      point[a] = found.at;
      point[b] = fb;
      point[c] = fc;
    }
    if (improved) polish(a, doseGy, toleranceGy);
    return Math.sqrt(found.squared);
  };

  /** The axis along which the dose changes most within a distance to agreement. */
  function steepestAxis(node: number, i: number, j: number, k: number): 0 | 1 | 2 {
    const x = change(node, i, 0);
    const y = change(node, j, 1);
    const z = change(node, k, 2);
    return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
  }

  function change(node: number, index: number, axis: 0 | 1 | 2): number {
    const back = Math.min(index, nearby[axis]) * strides[axis];
    const forth = Math.min(grid.size[axis] - 1 - index, nearby[axis]) * strides[axis];
    return Math.max(Math.abs(values[node + forth] - values[node]), Math.abs(values[node - back] - values[node]));
  }

  /** From the best point of the lines along one axis goes along the others in turn. */
  function polish(first: number, doseGy: number, toleranceGy: number): void {
    for (let axis = first + 1; axis < first + 10; axis++) {
      const a = axis % 3;
      const b = a === 0 ? 1 : 0;
      const c = a === 2 ? 1 : 2;
      const before = found.squared;
      const across = ((point[b] - origin[b]) * perVoxel[b]) ** 2 + ((point[c] - origin[c]) * perVoxel[c]) ** 2;
      if (axes[a](origin[a], point[b], point[c], across, doseGy, toleranceGy, found)) point[a] = found.at;
      if (axis >= first + 2 && before - found.squared < 1e-3 * before) break;
    }
  }
}

/** What a line found: the square of gamma, and where along the line. */
interface Found {
  squared: number;
  at: number;
}

/**
 * The least gamma along lines parallel to one axis. The function returned takes the place of the reference along the axis, the line's in the other two
 * (the lower axis first), all in voxels, and the square of the line's distance; it says whether it has found less than was found before.
 */
function lineAlong(
  { grid, values }: Volume,
  axis: 0 | 1 | 2,
  perVoxels: readonly number[],
): (
  origin: number,
  fb: number,
  fc: number,
  across: number,
  doseGy: number,
  toleranceGy: number,
  found: Found,
) => boolean {
  const [nx, ny] = grid.size;
  const strides = [1, nx, nx * ny];
  const b = axis === 0 ? 1 : 0;
  const c = axis === 2 ? 1 : 2;
  const [n, nb, nc] = [grid.size[axis], grid.size[b], grid.size[c]];
  const [stride, strideB, strideC] = [strides[axis], strides[b], strides[c]];
  const perVoxel = perVoxels[axis];
  const end = (n - 1) * stride;

  return (origin, fb, fc, across, doseGy, toleranceGy, found) => {
    if (fb < -0.5 || fc < -0.5 || fb > nb - 0.5 || fc > nc - 0.5) return false;
    const cb = fb < 0 ? 0 : fb > nb - 1 ? nb - 1 : fb;
    const cc = fc < 0 ? 0 : fc > nc - 1 ? nc - 1 : fc;
    const j = Math.floor(cb);
    const k = Math.floor(cc);
    const v = cb - j;
    const w = cc - k;
    // At the last node the share of the next one is 0, and it is not there.
    const near = strideB * j + strideC * k;
    const nextB = near + (v > 0 ? strideB : 0);
    const nextC = near + (w > 0 ? strideC : 0);
    const nextBoth = nextB + (w > 0 ? strideC : 0);
    const s00 = (1 - v) * (1 - w);
    const s10 = v * (1 - w);
    const s01 = (1 - v) * w;
    const s11 = v * w;

    let best = found.squared;
    const half = Math.sqrt(best - across) / perVoxel;
    if (!(half > 0)) return false;
    const from = origin - half < -0.5 ? -0.5 : origin - half;
    const to = origin + half > n - 0.5 ? n - 0.5 : origin + half;
    let node = Math.floor(from);
    let o = node < 0 ? 0 : node * stride;
    let dose = s00 * values[near + o] + s10 * values[nextB + o] + s01 * values[nextC + o] + s11 * values[nextBoth + o];
    for (; node < to; node++) {
      o = (node + 1) * stride;
      if (o > end) o = end;
      const next =
        s00 * values[near + o] + s10 * values[nextB + o] + s01 * values[nextC + o] + s11 * values[nextBoth + o];
      // The difference at p voxels from the reference is offset + slope · p, in tolerances.
      const slope = (next - dose) / toleranceGy;
      const offset = (dose - doseGy) / toleranceGy + slope * (origin - node);
      const low = (from > node ? from : node) - origin;
      const high = (to < node + 1 ? to : node + 1) - origin;
      const free = (-slope * offset) / (perVoxel * perVoxel + slope * slope);
      const p = free < low ? low : free > high ? high : free;
      const along = p * perVoxel;
      const difference = offset + slope * p;
      const squared = across + along * along + difference * difference;
      if (squared < best) {
        best = squared;
        found.at = origin + p;
      }
      dose = next;
    }
    if (best >= found.squared) return false;
    found.squared = best;
    return true;
  };
}

/**
 * Places of the lines in the two axes across them, in distances to agreement, nearest first; of equally near ones always in the same order. Beyond one
 * distance, where nothing can pass any more, every other one.
 */
function latticeWithin(cap: number, perDistance: number): { b: Float64Array; c: Float64Array; squared: Float64Array } {
  const most = Math.floor(cap * perDistance);
  const steps: { b: number; c: number; squared: number }[] = [];
  for (let c = -most; c <= most; c++)
    for (let b = -most; b <= most; b++) {
      const squared = (b * b + c * c) / perDistance ** 2;
      if (squared > cap * cap || (squared > 1 && (b % 2 !== 0 || c % 2 !== 0))) continue;
      steps.push({ b: b / perDistance, c: c / perDistance, squared });
    }
  steps.sort((one, other) => one.squared - other.squared || one.c - other.c || one.b - other.b);
  return {
    b: Float64Array.from(steps, (s) => s.b),
    c: Float64Array.from(steps, (s) => s.c),
    squared: Float64Array.from(steps, (s) => s.squared),
  };
}

function clamp(index: number, n: number): number {
  return index < 0 ? 0 : index > n - 1 ? n - 1 : index;
}
