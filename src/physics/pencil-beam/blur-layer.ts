import { openShare } from '../edge.ts';
import { type BixelGrid, columnsOf } from './bixels.ts';

/** Two Gaussians of a pencil kernel, on nodes as close as the narrower one asks for. */
export interface BlurLayer {
  addDose(fluence: Float64Array, doseGy: Float64Array): void;
  addTransposed(weights: Float64Array, out: Float64Array): void;
}

/** Points at the isocentre plane, mm, and what of each Gaussian's blurred map each takes. */
export interface LayerPoints {
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** Two a point. */
  readonly shares: Float32Array;
}

/** `reachMm`: points farther than this from every bixel see nothing. */
export function blurLayer(
  grid: BixelGrid,
  { sigmaMm, nodeMm, reachMm }: { sigmaMm: readonly [number, number]; nodeMm: number; reachMm: number },
  { u, v, shares }: LayerPoints,
): BlurLayer {
  const columns = columnsOf(grid);
  const rows = grid.pairs.length;
  const spanX = reached(grid.columnEdgesMm, reachMm);
  const spanY = reached(grid.rowEdgesMm, reachMm);
  const members = Int32Array.from(u.keys()).filter(
    (p) => u[p] >= spanX.from && u[p] <= spanX.to && v[p] >= spanY.from && v[p] <= spanY.to,
  );
  const along = nodesOver(u, members, nodeMm);
  const across = nodesOver(v, members, nodeMm);
  const cells = new Int32Array(members.length);
  // Of each member its place in its cell, then its two shares.
  const weights = new Float32Array(4 * members.length);
  for (const [m, p] of members.entries()) {
    const x = (u[p] - along.fromMm) / nodeMm;
    const y = (v[p] - across.fromMm) / nodeMm;
    const [i, j] = [Math.floor(x), Math.floor(y)];
    cells[m] = 2 * (i + along.count * j);
    weights.set([x - i, y - j, shares[2 * p], shares[2 * p + 1]], 4 * m);
  }
  const blurX = blurOf(grid.columnEdgesMm, along, nodeMm, sigmaMm);
  const blurY = blurOf(grid.rowEdgesMm, across, nodeMm, sigmaMm);
  const rowStep = 2 * along.count;
  const nodes = new Float64Array(rowStep * across.count);
  const half = new Float64Array(rowStep * rows);

  return {
    addDose(fluence, doseGy) {
      // Along the rows first, then across them.
      half.fill(0);
      for (let r = 0; r < rows; r++)
        for (let b = 0; b < columns; b++) {
          const value = fluence[b + columns * r];
          if (value === 0) continue;
          const [to, from] = [rowStep * r, rowStep * b];
          for (let n = 0; n < rowStep; n++) half[to + n] += value * blurX[from + n];
        }
      nodes.fill(0);
      for (let j = 0; j < across.count; j++)
        for (let r = 0; r < rows; r++) {
          const narrow = blurY[2 * (j + across.count * r)];
          const wide = blurY[2 * (j + across.count * r) + 1];
          if (narrow === 0 && wide === 0) continue;
          const [to, from] = [rowStep * j, rowStep * r];
          for (let n = 0; n < rowStep; n += 2) {
            nodes[to + n] += narrow * half[from + n];
            nodes[to + n + 1] += wide * half[from + n + 1];
          }
        }
      for (let m = 0; m < members.length; m++) {
        const a = weights[4 * m];
        const b = weights[4 * m + 1];
        const w10 = a * (1 - b);
        const w01 = (1 - a) * b;
        const w11 = a * b;
        const w00 = 1 - w10 - w01 - w11;
        const n = cells[m];
        const o = n + rowStep;
        doseGy[members[m]] +=
          weights[4 * m + 2] * (w00 * nodes[n] + w10 * nodes[n + 2] + w01 * nodes[o] + w11 * nodes[o + 2]) +
          weights[4 * m + 3] * (w00 * nodes[n + 1] + w10 * nodes[n + 3] + w01 * nodes[o + 1] + w11 * nodes[o + 3]);
      }
    },
    addTransposed(of, out) {
      nodes.fill(0);
      for (let m = 0; m < members.length; m++) {
        const weight = of[members[m]];
        if (weight === 0) continue;
        const a = weights[4 * m];
        const b = weights[4 * m + 1];
        const w10 = a * (1 - b);
        const w01 = (1 - a) * b;
        const w11 = a * b;
        const w00 = 1 - w10 - w01 - w11;
        const narrow = weight * weights[4 * m + 2];
        const wide = weight * weights[4 * m + 3];
        const n = cells[m];
        const o = n + rowStep;
        nodes[n] += w00 * narrow;
        nodes[n + 1] += w00 * wide;
        nodes[n + 2] += w10 * narrow;
        nodes[n + 3] += w10 * wide;
        nodes[o] += w01 * narrow;
        nodes[o + 1] += w01 * wide;
        nodes[o + 2] += w11 * narrow;
        nodes[o + 3] += w11 * wide;
      }
      half.fill(0);
      for (let j = 0; j < across.count; j++)
        for (let r = 0; r < rows; r++) {
          const narrow = blurY[2 * (j + across.count * r)];
          const wide = blurY[2 * (j + across.count * r) + 1];
          if (narrow === 0 && wide === 0) continue;
          const [from, to] = [rowStep * j, rowStep * r];
          for (let n = 0; n < rowStep; n += 2) {
            half[to + n] += narrow * nodes[from + n];
            half[to + n + 1] += wide * nodes[from + n + 1];
          }
        }
      for (let r = 0; r < rows; r++)
        for (let b = 0; b < columns; b++) {
          const [from, to] = [rowStep * r, rowStep * b];
          let sum = 0;
          for (let n = 0; n < rowStep; n++) sum += half[from + n] * blurX[to + n];
          out[b + columns * r] += sum;
        }
    },
  };
}

function reached(edgesMm: readonly number[], reachMm: number): { from: number; to: number } {
  return { from: edgesMm[0] - reachMm, to: edgesMm[edgesMm.length - 1] + reachMm };
}

interface Nodes {
  readonly fromMm: number;
  readonly count: number;
}

/** Nodes about the positions of all members, with one to spare. */
function nodesOver(positions: Float64Array, members: Int32Array, nodeMm: number): Nodes {
  if (members.length === 0) return { fromMm: 0, count: 2 };
  let [low, high] = [Infinity, -Infinity];
  for (const p of members) {
    low = Math.min(low, positions[p]);
    high = Math.max(high, positions[p]);
  }
  const fromMm = Math.floor(low / nodeMm) * nodeMm;
  return { fromMm, count: Math.floor((high - fromMm) / nodeMm) + 2 };
}

/** What each node sees of each part between two edges, by both Gaussians: component + 2 × (node + nodes × part). */
function blurOf(
  edgesMm: readonly number[],
  { fromMm, count }: Nodes,
  nodeMm: number,
  sigmaMm: readonly [number, number],
): Float64Array {
  const parts = edgesMm.length - 1;
  const share = new Float64Array(2 * count * parts);
  const width = 1e-3;
  for (let part = 0; part < parts; part++)
    for (let i = 0; i < count; i++) {
      const at = fromMm + i * nodeMm;
      for (const [c, sigma] of sigmaMm.entries()) {
        const seen = openShare(at - edgesMm[part], width, sigma) - openShare(at - edgesMm[part + 1], width, sigma);
        if (seen >= leastShare) share[c + 2 * (i + count * part)] = seen;
      }
    }
  return share;
}

/** What is less than this of a bixel's fluence is left out. */
const leastShare = 1e-5;
