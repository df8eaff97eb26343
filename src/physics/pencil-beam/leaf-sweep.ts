import { type BixelGrid, columnsOf } from './bixels.ts';
import type { LeafEnds } from './leaf-aperture.ts';

/**
 * A fluence map as openings that follow one another while both leaves of each pair move from left to right, as many MU apart: the sliding window in `steps` standing pictures. A bixel is
 * open while the MU lie between those at which the leading leaf has passed it and at which the trailing one does; their difference is its fluence (Bortfeld T, Kahler D, Waldron T, Boyer A. Int J
 * Radiat Oncol Biol Phys 1994;28:723-730). Its error is up to `totalMu / steps` a bixel.
 */
export function leafSweep(
  grid: BixelGrid,
  fluence: Float64Array,
  steps: number,
): { readonly totalMu: number; readonly openings: readonly LeafEnds[] } {
  const columns = columnsOf(grid);
  const rows = grid.pairs.length;
  const [opensAt, closesAt] = [new Float64Array(fluence.length), new Float64Array(fluence.length)];
  let totalMu = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const b = column + columns * row;
      const fall = column === 0 ? 0 : Math.max(0, fluence[b - 1] - fluence[b]);
      opensAt[b] = (column === 0 ? 0 : opensAt[b - 1]) + fall;
      closesAt[b] = opensAt[b] + fluence[b];
      totalMu = Math.max(totalMu, closesAt[b]);
    }
  const openings = Array.from({ length: totalMu > 0 ? steps : 0 }, (_, step): LeafEnds => {
    const mu = ((step + 0.5) * totalMu) / steps;
    const [left, right] = [new Float64Array(rows), new Float64Array(rows)];
    for (let row = 0; row < rows; row++) {
      let from = 0;
      while (from < columns && closesAt[from + columns * row] <= mu) from++;
      let to = from;
      while (to < columns && opensAt[to + columns * row] <= mu) to++;
      left[row] = from;
      right[row] = to;
    }
    return { left, right };
  });
  return { totalMu, openings };
}
