import { type BixelGrid, columnsOf } from './bixels.ts';

/** How the leaves of a window may move. Lengths are in columns of the grid. */
export interface WindowLimits {
  /** MU that are given while a leaf crosses a column at its full speed. */
  readonly muPerColumn: number;
  /** How far before the first column and beyond the last the pairs stand closed when the beam begins and ends. */
  readonly beyond: number;
  /** Between the field edges of a pair, as near as they come. */
  readonly leastGap: number;
  /** Absent: leaves may pass the opposing leaves beside their own partner. Else field edges of neighbours overlap by so much at least. */
  readonly leastOverlap?: number;
}

/** Leaves that move from left to right while the beam is on. */
export interface LeafTrajectories {
  readonly totalMu: number;
  /** MU at which any leaf begins or ends a wait, ascending from 0 to `totalMu`: between two of them every leaf moves evenly or stands. */
  readonly bends: Float64Array;
  /** Where the field ends in each row at so many MU, in columns from the first edge. Rows that have nothing to give stay where they begin. */
  endsAt(mu: number): { readonly left: Float64Array; readonly right: Float64Array };
}

/**
 * Trajectories that give a fluence map, each bixel exactly, in the fewest MU: both leaves of a pair cross the columns at full speed; at an edge where the fluence falls the leading leaf waits for the
 * difference, where it rises the trailing leaf does (Svensson R, Källman P, Brahme A. Phys Med Biol 1994;39:37-61; Stein J, Bortfeld T, Dörschel B, Schlegel W. Radiother Oncol 1994;32:163-173).
 * Rows whose leaves may not pass those of their neighbours wait for them with both leaves, which costs no exactness (van Santvoort JPC, Heijmen BJM. Phys Med Biol 1996;41:2091-2105). Where leaves do not
 * come as near as the map wants, the trailing leaf stays behind by their least gap: there, and only there, more is given. No leaf moves faster than a column in `muPerColumn`.
 */
export function leafTrajectories(grid: BixelGrid, fluence: Float64Array, limits: WindowLimits): LeafTrajectories {
  const columns = columnsOf(grid);
  const rows = grid.pairs.length;
  const moves = Array.from({ length: rows }, (_, row) => limits.leastOverlap !== undefined || hasFluence(row));
  const opensAt = leadingDepartures(fluence, columns, rows, limits);
  const closesAt = opensAt.map((mu, b) => mu + fluence[b]);
  const { beyond, muPerColumn } = limits;
  const apart = Math.max(limits.leastGap, limits.leastOverlap ?? 0);
  let totalMu = 0;
  for (let row = 0; row < rows; row++) {
    const last = columns * (row + 1) - 1;
    const closed = Math.max(closesAt[last], opensAt[last] + apart * muPerColumn);
    if (moves[row]) totalMu = Math.max(totalMu, closed + (1 + beyond) * muPerColumn);
  }
  return {
    totalMu,
    bends: bendsOf(moves, totalMu),
    endsAt(mu) {
      const [left, right] = [new Float64Array(rows), new Float64Array(rows)];
      for (let row = 0; row < rows; row++) {
        left[row] = moves[row] ? placeAt(closesAt, row, mu, beyond) : -beyond;
        right[row] = moves[row] ? placeAt(opensAt, row, mu, beyond + apart) : -beyond;
      }
      return { left: withGaps(left, right, limits), right };
    },
  };

  function hasFluence(row: number): boolean {
    return fluence.subarray(columns * row, columns * (row + 1)).some((mu) => mu > 0);
  }

  function bendsOf(moving: readonly boolean[], end: number): Float64Array {
    const at = new Set([0, end]);
    for (let row = 0; row < rows; row++) {
      if (!moving[row]) continue;
      for (const [departures, stopsAt] of [
        [closesAt, beyond],
        [opensAt, beyond + apart],
      ] as const)
        for (let column = 0; column < columns; column++) {
          const departs = departures[column + columns * row];
          at.add(column === 0 ? beyond * muPerColumn : departures[column - 1 + columns * row] + muPerColumn);
          at.add(departs);
          if (column === columns - 1) at.add(departs + (1 + stopsAt) * muPerColumn);
        }
    }
    return Float64Array.from(at)
      .filter((mu) => mu <= end)
      .sort();
  }

  /** Where a leaf stands: it waits at edges until it departs, and stops beyond the last. */
  function placeAt(departures: Float64Array, row: number, mu: number, stopsAt: number): number {
    const first = columns * row;
    let passed = 0;
    while (passed < columns && departures[first + passed] <= mu) passed++;
    if (passed === 0) return Math.min(0, mu / muPerColumn - beyond);
    const along = (mu - departures[first + passed - 1]) / muPerColumn;
    return passed - 1 + Math.min(along, passed === columns ? 1 + stopsAt : 1);
  }
}

const roundingMu = 1e-9;

/** MU at which the leading leaf of each row leaves the left edge of each column. */
function leadingDepartures(
  fluence: Float64Array,
  columns: number,
  rows: number,
  { muPerColumn, beyond, leastOverlap }: WindowLimits,
): Float64Array {
  const at = new Float64Array(fluence.length);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const b = column + columns * row;
      at[b] = column === 0 ? beyond * muPerColumn : at[b - 1] + muPerColumn + Math.max(0, fluence[b - 1] - fluence[b]);
    }
    if (leastOverlap !== undefined) waitForNeighbours(column);
  }
  return at;

  /** A trailing leaf passes a place no sooner than the leading leaves beside it. */
  function waitForNeighbours(column: number): void {
    let waits = true;
    while (waits) {
      waits = false;
      for (let row = 0; row < rows; row++)
        for (const beside of [row - 1, row + 1]) {
          if (beside < 0 || beside >= rows) continue;
          const [b, other] = [column + columns * row, column + columns * beside];
          if (at[b] + fluence[b] >= at[other] - roundingMu) continue;
          at[b] = at[other] - fluence[b];
          waits = true;
        }
    }
  }
}

/** The trailing leaves kept back where a pair or neighbours would stand nearer than they can. */
function withGaps(left: Float64Array, right: Float64Array, { leastGap, leastOverlap }: WindowLimits): Float64Array {
  return left.map((end, row) => {
    let most = Math.min(end, right[row] - leastGap);
    if (leastOverlap === undefined) return most;
    for (const beside of [row - 1, row + 1])
      if (beside >= 0 && beside < right.length) most = Math.min(most, right[beside] - leastOverlap);
    return most;
  });
}
