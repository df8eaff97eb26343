import { openShare } from '../edge.ts';
import { blurBlock as at } from '../kernels/blocks.ts';
import { type BixelGrid, columnsOf } from './bixels.ts';
import type { BlurMemory } from './blur-memory.ts';

/** Two Gaussians of a pencil kernel, on nodes as close as the narrower one asks for. All arrays are doubles at places in its memory. */
export interface BlurLayer {
  /** Adds the dose of a fluence map to that of the points. */
  addDose(fluence: number, dose: number): void;
  /** The transpose. */
  addTransposed(weights: number, out: number): void;
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
  memory: BlurMemory,
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
    cells[m] = i + along.count * j;
    weights.set([x - i, y - j, shares[2 * p], shares[2 * p + 1]], 4 * m);
  }
  const blurX = blurOf(grid.columnEdgesMm, along, nodeMm, sigmaMm);
  const blurY = blurOf(grid.rowEdgesMm, across, nodeMm, sigmaMm);
  const { kernels, take } = memory;
  const scratch = (doubles: number): number => take(8 * doubles);
  const counts = { columns, rows, along: along.count, across: across.count, members: members.length };
  const places = {
    blurX: placed(memory, blurX),
    blurY: placed(memory, blurY),
    cells: placed(memory, cells),
    weights: placed(memory, weights),
    points: placed(memory, members),
    nodes: scratch(2 * along.count * across.count),
    half: scratch(2 * along.count * rows),
  };
  const words = new Uint32Array(at.words);
  for (const [name, value] of Object.entries({ ...counts, ...places })) words[at[name as keyof typeof at]] = value;
  const layer = placed(memory, words);
  return {
    addDose: (fluence, dose) => kernels.addBlurred(layer, fluence, dose),
    addTransposed: (of, out) => kernels.addBlurredTransposed(layer, of, out),
  };
}

/** Puts an array into a memory; its place. */
function placed({ kernels, take }: BlurMemory, array: Float64Array | Float32Array | Int32Array | Uint32Array): number {
  const place = take(array.byteLength);
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  new Uint8Array(kernels.memory.buffer, place, array.byteLength).set(bytes);
  return place;
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
      const node = fromMm + i * nodeMm;
      for (const [c, sigma] of sigmaMm.entries()) {
        const seen = openShare(node - edgesMm[part], width, sigma) - openShare(node - edgesMm[part + 1], width, sigma);
        if (seen >= leastShare) share[c + 2 * (i + count * part)] = seen;
      }
    }
  return share;
}

/** What is less than this of a bixel's fluence is left out. */
const leastShare = 1e-5;
