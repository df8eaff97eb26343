import type { PencilOperator } from './pencil-operator.ts';

/**
 * A matrix by columns, each a few runs of neighbouring rows: both products from one copy, with no index for each value. Run `n` holds `lengths[n]` values of the rows from `rows[n]` on; those of column
 * `c` are the runs from `starts[c]` to `starts[c + 1]`, and their values follow one another.
 */
export interface ColumnRuns {
  readonly rowCount: number;
  /** One more than there are columns. */
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
  readonly lengths: Uint32Array;
  readonly values: Float32Array;
}

/** One column of a matrix. */
export interface ColumnOfRuns {
  readonly rows: Uint32Array;
  readonly lengths: Uint32Array;
  readonly values: Float32Array;
}

/** Gaps that are no longer than this are kept as values: a run costs as much as two. */
const longestGap = 2;

/** The values of a column whose size is above `least`; short gaps among them are kept as they are. */
export function runsOfColumn(column: Float64Array, least: number): ColumnOfRuns {
  const [rows, lengths, values]: [number[], number[], number[]] = [[], [], []];
  let end = -Infinity;
  for (let row = 0; row < column.length; row++) {
    if (!(Math.abs(column[row]) > least)) continue;
    if (row - end > longestGap) {
      rows.push(row);
      lengths.push(0);
      end = row;
    }
    for (; end <= row; end++) values.push(column[end]);
    lengths[lengths.length - 1] = end - rows[rows.length - 1];
  }
  return { rows: Uint32Array.from(rows), lengths: Uint32Array.from(lengths), values: Float32Array.from(values) };
}

/**
 * The dose-influence matrix of a beam, Gy per MU of each of these bixels, column by column: the operator's doses of one bixel after another. Values of no more than `leastShare` of the greatest of their
 * column are left out.
 */
export function* influenceColumns(
  operator: PencilOperator,
  leastShare: number,
  bixels: Iterable<number>,
): Generator<ColumnOfRuns> {
  const fluence = new Float64Array(operator.bixels);
  const doseGy = new Float64Array(operator.points);
  for (const bixel of bixels) {
    fluence[bixel] = 1;
    operator.addDose(fluence, doseGy.fill(0));
    fluence[bixel] = 0;
    const most = doseGy.reduce((max, gy) => Math.max(max, gy), 0);
    yield runsOfColumn(doseGy, leastShare * most);
  }
}

/** Columns side by side. */
export function columnRuns(rowCount: number, columns: readonly ColumnOfRuns[]): ColumnRuns {
  const starts = new Uint32Array(columns.length + 1);
  for (const [c, { rows }] of columns.entries()) starts[c + 1] = starts[c] + rows.length;
  const joined = <A extends Uint32Array | Float32Array>(out: A, parts: readonly A[]): A => {
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  };
  const runs = starts[columns.length];
  const values = columns.reduce((sum, column) => sum + column.values.length, 0);
  return {
    rowCount,
    starts,
    rows: joined(
      new Uint32Array(runs),
      columns.map(({ rows }) => rows),
    ),
    lengths: joined(
      new Uint32Array(runs),
      columns.map(({ lengths }) => lengths),
    ),
    values: joined(
      new Float32Array(values),
      columns.map((column) => column.values),
    ),
  };
}

/** Adds the matrix times `x` to `out`. */
export function addProduct({ starts, rows, lengths, values }: ColumnRuns, x: Float64Array, out: Float64Array): void {
  let at = 0;
  for (let column = 0; column + 1 < starts.length; column++)
    for (let run = starts[column]; run < starts[column + 1]; run++) {
      const first = rows[run];
      for (let i = 0; i < lengths[run]; i++) out[first + i] += values[at++] * x[column];
    }
}

/** Adds the transposed matrix times `y` to `out`. */
export function addTransposedProduct(
  { starts, rows, lengths, values }: ColumnRuns,
  y: Float64Array,
  out: Float64Array,
): void {
  let at = 0;
  for (let column = 0; column + 1 < starts.length; column++)
    for (let run = starts[column]; run < starts[column + 1]; run++) {
      const first = rows[run];
      for (let i = 0; i < lengths[run]; i++) out[column] += values[at++] * y[first + i];
    }
}
