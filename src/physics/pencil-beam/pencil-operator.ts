import { openShare } from '../edge.ts';
import { dot, subtract } from '../coordinates.ts';
import { offAxisFactor } from '../off-axis.ts';
import { waterEquivalentDepthMm } from '../water-equivalent.ts';
import type { Vec3 } from '../../patient/grid.ts';
import type { Medium } from '../../patient/medium.ts';
import type { BeamSetup } from '../beam-setup-types.ts';
import type { Machine } from '../machine.ts';
import { type BixelGrid, columnsOf } from './bixels.ts';
import { pencilComponents, type PencilKernel, sharesAt } from './pencil-kernel.ts';

/**
 * The dose of a beam's fluence at points, linear and without a matrix: `D w`, and its exact transpose `Dᵀ r`. Fluence is in MU per bixel, dose in Gy. A map is blurred by each Gaussian onto nodes at
 * the isocentre plane, from which each point takes its value, as its depth weights them.
 */
export interface PencilOperator {
  readonly bixels: number;
  readonly points: number;
  /** Adds the dose of a fluence to `doseGy`. */
  addDose(fluence: Float64Array, doseGy: Float64Array): void;
  /** Adds to `out` what each bixel gives to the points, weighted: the transpose. */
  addTransposed(weights: Float64Array, out: Float64Array): void;
}

/** Nodes lie so close that a bilinear value between them is near the blurred edge's. */
const nodeMm = 2.5;

/** `pointsMm` are x, y, z of each point (LPS, mm). */
export function pencilOperator(
  { axes, sourceMm }: Pick<BeamSetup, 'axes' | 'sourceMm'>,
  machine: Machine,
  kernel: PencilKernel,
  { grid, medium, pointsMm }: { readonly grid: BixelGrid; readonly medium: Medium; readonly pointsMm: Float64Array },
): PencilOperator {
  const points = pointsMm.length / 3;
  const profileAt = offAxisFactor(machine);
  const [u, v] = [new Float64Array(points), new Float64Array(points)];
  const shares = new Float32Array(pencilComponents * points);
  for (let p = 0; p < points; p++) {
    const point: Vec3 = [pointsMm[3 * p], pointsMm[3 * p + 1], pointsMm[3 * p + 2]];
    const ray = subtract(point, sourceMm);
    const scale = machine.sadMm / -dot(ray, axes.z);
    u[p] = dot(ray, axes.x) * scale;
    v[p] = dot(ray, axes.y) * scale;
    sharesAt(kernel, waterEquivalentDepthMm(medium, point, sourceMm), shares, pencilComponents * p);
    const factor = scale * scale * profileAt(Math.hypot(u[p], v[p]));
    for (let c = 0; c < pencilComponents; c++) shares[pencilComponents * p + c] *= factor;
  }

  const along = nodesOver(u);
  const across = nodesOver(v);
  const [cells, parts] = [new Int32Array(points), new Float32Array(2 * points)];
  for (let p = 0; p < points; p++) {
    const x = (u[p] - along.fromMm) / nodeMm;
    const y = (v[p] - across.fromMm) / nodeMm;
    const [i, j] = [Math.floor(x), Math.floor(y)];
    cells[p] = pencilComponents * (i + along.count * j);
    parts[2 * p] = x - i;
    parts[2 * p + 1] = y - j;
  }
  const columns = columnsOf(grid);
  const rows = grid.pairs.length;
  const blurs = kernel.sigmaMm.map((sigma) => ({
    x: blurOf(grid.columnEdgesMm, along, sigma),
    y: blurOf(grid.rowEdgesMm, across, sigma),
  }));
  const nodes = new Float64Array(pencilComponents * along.count * across.count);
  const half = new Float64Array(along.count * rows);
  const rowStep = pencilComponents * along.count;

  return {
    bixels: columns * rows,
    points,
    addDose(fluence, doseGy) {
      nodes.fill(0);
      for (const [c, { x, y }] of blurs.entries()) {
        // Along the rows first, then across them.
        half.fill(0);
        for (let r = 0; r < rows; r++)
          for (let b = 0; b < columns; b++) {
            const value = fluence[b + columns * r];
            if (value === 0) continue;
            for (let i = x.from[b]; i < x.to[b]; i++) half[i + along.count * r] += value * x.share[i + along.count * b];
          }
        for (let r = 0; r < rows; r++)
          for (let j = y.from[r]; j < y.to[r]; j++) {
            const share = y.share[j + across.count * r];
            let n = pencilComponents * along.count * j + c;
            for (let i = 0; i < along.count; i++, n += pencilComponents) nodes[n] += share * half[i + along.count * r];
          }
      }
      for (let p = 0; p < points; p++) {
        const n = cells[p];
        const [a, b] = [parts[2 * p], parts[2 * p + 1]];
        const [w00, w10, w01, w11] = [(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b];
        const s = pencilComponents * p;
        let sum = 0;
        for (let c = 0; c < pencilComponents; c++)
          sum +=
            shares[s + c] *
            (w00 * nodes[n + c] +
              w10 * nodes[n + pencilComponents + c] +
              w01 * nodes[n + rowStep + c] +
              w11 * nodes[n + rowStep + pencilComponents + c]);
        doseGy[p] += sum;
      }
    },
    addTransposed(weights, out) {
      nodes.fill(0);
      for (let p = 0; p < points; p++) {
        const weight = weights[p];
        if (weight === 0) continue;
        const n = cells[p];
        const [a, b] = [parts[2 * p], parts[2 * p + 1]];
        const [w00, w10, w01, w11] = [(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b];
        const s = pencilComponents * p;
        for (let c = 0; c < pencilComponents; c++) {
          const value = weight * shares[s + c];
          nodes[n + c] += w00 * value;
          nodes[n + pencilComponents + c] += w10 * value;
          nodes[n + rowStep + c] += w01 * value;
          nodes[n + rowStep + pencilComponents + c] += w11 * value;
        }
      }
      for (const [c, { x, y }] of blurs.entries()) {
        half.fill(0);
        for (let r = 0; r < rows; r++)
          for (let j = y.from[r]; j < y.to[r]; j++) {
            const share = y.share[j + across.count * r];
            let n = pencilComponents * along.count * j + c;
            for (let i = 0; i < along.count; i++, n += pencilComponents) half[i + along.count * r] += share * nodes[n];
          }
        for (let r = 0; r < rows; r++)
          for (let b = 0; b < columns; b++) {
            let sum = 0;
            for (let i = x.from[b]; i < x.to[b]; i++) sum += x.share[i + along.count * b] * half[i + along.count * r];
            out[b + columns * r] += sum;
          }
      }
    },
  };
}

interface Nodes {
  readonly fromMm: number;
  readonly count: number;
}

/** Nodes about all positions, with one to spare at either side. */
function nodesOver(positions: Float64Array): Nodes {
  let [low, high] = [Infinity, -Infinity];
  for (const position of positions) {
    if (position < low) low = position;
    if (position > high) high = position;
  }
  const fromMm = Math.floor(low / nodeMm) * nodeMm;
  return { fromMm, count: Math.floor((high - fromMm) / nodeMm) + 2 };
}

interface Blur {
  /** What each node sees of each part between two edges: node + nodes × part. */
  readonly share: Float64Array;
  /** The nodes that see anything of a part. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

function blurOf(edgesMm: readonly number[], { fromMm, count }: Nodes, sigma: number): Blur {
  const parts = edgesMm.length - 1;
  const share = new Float64Array(count * parts);
  const [from, to] = [new Int32Array(parts), new Int32Array(parts)];
  const width = 1e-3;
  for (let part = 0; part < parts; part++) {
    from[part] = count;
    for (let i = 0; i < count; i++) {
      const at = fromMm + i * nodeMm;
      const seen = openShare(at - edgesMm[part], width, sigma) - openShare(at - edgesMm[part + 1], width, sigma);
      if (seen < leastShare) continue;
      share[i + count * part] = seen;
      from[part] = Math.min(from[part], i);
      to[part] = i + 1;
    }
    if (to[part] === 0) from[part] = 0;
  }
  return { share, from, to };
}

/** What is less than this of a bixel's fluence is left out. */
const leastShare = 1e-5;
