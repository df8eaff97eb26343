import type { Aperture } from '../beam-setup-types.ts';
import type { Leaves } from '../machine.ts';

/**
 * The parts of a beam's fluence that are chosen each by itself: rows are leaf pairs, columns are of one width. Positions at the isocentre plane, mm, in the axes of the
 * beam-limiting device. Bixel `column + columns × row`.
 */
export interface BixelGrid {
  /** The leaf pair of each row. */
  readonly pairs: readonly number[];
  /** Edges of the rows along y, ascending: one more than there are rows. */
  readonly rowEdgesMm: readonly number[];
  /** Edges of the columns along x, ascending. */
  readonly columnEdgesMm: readonly number[];
  /** Whether a bixel may have fluence: those that the opening touches. */
  readonly isOpen: Uint8Array;
}

export function columnsOf({ columnEdgesMm }: BixelGrid): number {
  return columnEdgesMm.length - 1;
}

/** Bixels that cover an opening: every pair that is open within the jaws, from the leftmost end to the rightmost. */
export function bixelsOf({ jaws, leaves }: Aperture, { boundariesMm }: Leaves, bixelMm: number): BixelGrid {
  if (!leaves) throw new Error('an opening without leaves has no bixels');
  const boundaries = boundariesMm.value;
  const open = leaves.leftMm.flatMap((left, pair) => {
    const isSeen = boundaries[pair + 1] > jaws.y1Mm && boundaries[pair] < jaws.y2Mm;
    return isSeen && Math.min(leaves.rightMm[pair], jaws.x2Mm) > Math.max(left, jaws.x1Mm) ? [pair] : [];
  });
  if (open.length === 0) throw new Error('a closed opening has no bixels');
  const pairs = Array.from({ length: open[open.length - 1] - open[0] + 1 }, (_, n) => open[0] + n);
  const from = Math.floor(Math.min(...open.map((pair) => leaves.leftMm[pair])) / bixelMm) * bixelMm;
  const to = Math.ceil(Math.max(...open.map((pair) => leaves.rightMm[pair])) / bixelMm) * bixelMm;
  const columns = Math.round((to - from) / bixelMm);
  const isOpen = new Uint8Array(columns * pairs.length);
  for (const [row, pair] of pairs.entries())
    for (let column = 0; column < columns; column++) {
      const left = from + column * bixelMm;
      const touches = leaves.leftMm[pair] < left + bixelMm && leaves.rightMm[pair] > left;
      if (touches && open.includes(pair)) isOpen[column + columns * row] = 1;
    }
  return {
    pairs,
    rowEdgesMm: [...pairs.map((pair) => boundaries[pair]), boundaries[pairs[pairs.length - 1] + 1]],
    columnEdgesMm: Array.from({ length: columns + 1 }, (_, n) => from + n * bixelMm),
    isOpen,
  };
}
