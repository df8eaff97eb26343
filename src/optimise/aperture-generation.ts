import { type BixelGrid, columnsOf } from '../physics/pencil-beam/bixels.ts';
import type { OpenColumns } from '../physics/pencil-beam/bixel-aperture.ts';

/**
 * The opening whose MU lowers an objective fastest, by the derivative with respect to each bixel's fluence: in each row the run of columns with the least sum. `perMu` is the sum over the
 * opening, never above 0 (Romeijn HE, Ahuja RK, Dempsey JF, Kumar A. SIAM J Optim 2005;15:838-862).
 */
export function steepestOpening(
  grid: BixelGrid,
  bixelGradient: Float64Array,
  { interdigitates }: { readonly interdigitates: boolean },
): { readonly opening: OpenColumns; readonly perMu: number } {
  return interdigitates ? rowByRow(grid, bixelGradient) : overRows(grid, bixelGradient);
}

function rowByRow(grid: BixelGrid, gradient: Float64Array): { opening: OpenColumns; perMu: number } {
  const columns = columnsOf(grid);
  const rows = grid.pairs.length;
  const [first, end] = [new Int32Array(rows), new Int32Array(rows)];
  let perMu = 0;
  for (let row = 0; row < rows; row++) {
    let [least, from, sum] = [0, 0, 0];
    for (let column = 0; column < columns; column++) {
      const b = column + columns * row;
      if (!grid.isOpen[b]) {
        [sum, from] = [0, column + 1];
        continue;
      }
      sum += gradient[b];
      if (sum < least) {
        least = sum;
        [first[row], end[row]] = [from, column + 1];
      }
      if (sum >= 0) [sum, from] = [0, column + 1];
    }
    perMu += least;
  }
  return { opening: { first, end }, perMu };
}

/**
 * The same where no leaf may pass the opposing leaves of its neighbours: from row to row the openings have to overlap, and the open rows follow one another. The best
 * of all by dynamic programming over the runs of each row.
 */
function overRows(grid: BixelGrid, gradient: Float64Array): { opening: OpenColumns; perMu: number } {
  const columns = columnsOf(grid);
  const rows = grid.pairs.length;
  const runs: { first: number; end: number }[] = [];
  for (let first = 0; first < columns; first++)
    for (let end = first + 1; end <= columns; end++) runs.push({ first, end });
  const sums = Array.from({ length: rows }, () => new Float64Array(runs.length).fill(Infinity));
  const before = Array.from({ length: rows }, () => new Int32Array(runs.length).fill(-1));
  let best = { row: -1, run: -1, perMu: 0 };
  for (let row = 0; row < rows; row++) {
    const running = new Float64Array(columns + 1);
    const closed = new Int32Array(columns + 1);
    for (let column = 0; column < columns; column++) {
      const b = column + columns * row;
      running[column + 1] = running[column] + gradient[b];
      closed[column + 1] = closed[column] + (grid.isOpen[b] ? 0 : 1);
    }
    for (const [r, { first, end }] of runs.entries()) {
      if (closed[end] > closed[first]) continue;
      const own = running[end] - running[first];
      let [least, from] = [0, -1];
      if (row > 0)
        for (const [q, other] of runs.entries())
          if (other.first < end && other.end > first && sums[row - 1][q] < least) [least, from] = [sums[row - 1][q], q];
      sums[row][r] = own + least;
      before[row][r] = from;
      if (sums[row][r] < best.perMu) best = { row, run: r, perMu: sums[row][r] };
    }
  }
  const [first, end] = [new Int32Array(rows), new Int32Array(rows)];
  for (let { row, run } = best; row >= 0 && run >= 0; run = before[row][run], row--) {
    first[row] = runs[run].first;
    end[row] = runs[run].end;
  }
  return { opening: { first, end }, perMu: best.perMu };
}
