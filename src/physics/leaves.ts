/**
 * The leaf pair over a position along the leaf bank, mm at the isocentre plane; −1 before the first leaf, the number of pairs beyond the last.
 * `boundariesMm` are ascending, one more than there are pairs.
 */
export function leafAt(yMm: number, boundariesMm: readonly number[]): number {
  let before = -1;
  let after = boundariesMm.length;
  // boundaries[before] <= y < boundaries[after]
  while (after - before > 1) {
    const middle = (before + after) >> 1;
    if (boundariesMm[middle] <= yMm) before = middle;
    else after = middle;
  }
  return before;
}
