import type { Aperture } from '../beam-setup-types.ts';
import { withClosedPairs } from '../leaves.ts';
import type { Leaves, Machine } from '../machine.ts';
import { type BixelGrid, columnsOf } from './bixels.ts';

/** Where the field ends in each row of a bixel grid, in columns from the first edge; a row is closed where `right <= left`. */
export interface LeafEnds {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Leaves that open so much: the radiation field ends there, so the leaves stand nearer by what it reaches beyond them. A gap that they could not give, or hardly, is closed. */
export function leafAperture(
  { pairs: pairOfRow, columnEdgesMm }: BixelGrid,
  { left, right }: LeafEnds,
  jaws: Aperture['jaws'],
  machine: Machine & { leaves: Leaves },
): Aperture {
  const { boundariesMm, endOffsetMm, minGapMm } = machine.leaves;
  const pairs = boundariesMm.value.length - 1;
  const [leftMm, rightMm] = [new Float64Array(pairs).fill(Infinity), new Float64Array(pairs).fill(-Infinity)];
  const columnMm = columnEdgesMm[1] - columnEdgesMm[0];
  for (const [row, pair] of pairOfRow.entries()) {
    const [from, to] = [left[row], right[row]].map((column) => roundedMm(columnEdgesMm[0] + column * columnMm));
    const gap = to - from - 2 * endOffsetMm.value;
    if (gap < Math.max(minGapMm.value, leastGapMm)) continue;
    leftMm[pair] = from + endOffsetMm.value;
    rightMm[pair] = to - endOffsetMm.value;
  }
  return { jaws, leaves: withClosedPairs(machine, jaws, leftMm, rightMm) };
}

/** Narrower than this a gap is mostly penumbra. */
const leastGapMm = 1;

/** Leaves are set to a tenth of a millimetre. */
function roundedMm(mm: number): number {
  return Math.round(10 * mm) / 10;
}

/** Adds the fluence of an opening for so many MU, each bixel by the share of it that is open. */
export function addOpenFluence(grid: BixelGrid, { left, right }: LeafEnds, mu: number, fluence: Float64Array): void {
  const columns = columnsOf(grid);
  for (let row = 0; row < grid.pairs.length; row++)
    for (let column = Math.max(0, Math.floor(left[row])); column < Math.min(columns, right[row]); column++) {
      const open = Math.min(right[row], column + 1) - Math.max(left[row], column);
      if (open > 0) fluence[column + columns * row] += mu * open;
    }
}

/** Derivatives of what has this derivative by each bixel's fluence: by the MU, and by each leaf end, which open the bixel that they stand in. */
export function openingGradient(
  grid: BixelGrid,
  { left, right }: LeafEnds,
  mu: number,
  bixelGradient: Float64Array,
  out: { readonly left: Float64Array; readonly right: Float64Array },
): number {
  const columns = columnsOf(grid);
  let perMu = 0;
  for (let row = 0; row < grid.pairs.length; row++) {
    out.left[row] = out.right[row] = 0;
    if (right[row] <= left[row]) continue;
    const at = columns * row;
    for (let column = Math.max(0, Math.floor(left[row])); column < Math.min(columns, right[row]); column++)
      perMu += (Math.min(right[row], column + 1) - Math.max(left[row], column)) * bixelGradient[at + column];
    // At an edge the leaf stands before the bixel that it would open next.
    out.left[row] = -mu * bixelGradient[at + Math.min(columns - 1, Math.floor(left[row]))];
    out.right[row] = mu * bixelGradient[at + Math.min(columns - 1, Math.max(0, Math.ceil(right[row]) - 1))];
  }
  return perMu;
}
