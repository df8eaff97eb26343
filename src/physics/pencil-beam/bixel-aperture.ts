import type { Aperture } from '../beam-setup-types.ts';
import { withClosedPairs } from '../leaves.ts';
import type { Leaves, Machine } from '../machine.ts';
import { type BixelGrid, columnsOf } from './bixels.ts';

/** Which columns of each row are open: from `first` up to and without `end`; none where `end <= first`. */
export interface OpenColumns {
  readonly first: Int32Array;
  readonly end: Int32Array;
}

/** Leaves that open whole bixels: the radiation field ends at their edges, so the leaves stand nearer by what it reaches beyond them. */
export function bixelAperture(
  grid: BixelGrid,
  { first, end }: OpenColumns,
  jaws: Aperture['jaws'],
  machine: Machine & { leaves: Leaves },
): Aperture {
  const { boundariesMm, endOffsetMm } = machine.leaves;
  const pairs = boundariesMm.value.length - 1;
  const left = new Float64Array(pairs).fill(Infinity);
  const right = new Float64Array(pairs).fill(-Infinity);
  for (const [row, pair] of grid.pairs.entries()) {
    if (end[row] <= first[row]) continue;
    left[pair] = grid.columnEdgesMm[first[row]] + endOffsetMm.value;
    right[pair] = grid.columnEdgesMm[end[row]] - endOffsetMm.value;
  }
  return { jaws, leaves: withClosedPairs(machine, jaws, left, right) };
}

/** The fluence that an opening lets through at one MU. */
export function openFluence(grid: BixelGrid, { first, end }: OpenColumns): Float64Array {
  const columns = columnsOf(grid);
  const out = new Float64Array(columns * grid.pairs.length);
  for (let row = 0; row < grid.pairs.length; row++)
    for (let column = first[row]; column < end[row]; column++) out[column + columns * row] = 1;
  return out;
}
