/**
 * Parameters that make the sum of squared residuals least, from a start, by Levenberg and Marquardt with derivatives by differences (`steps`). Ends
 * when a step brings less than a millionth of the sum. Marquardt, J SIAM 11 (1963) 431.
 */
export function leastSquares(
  residuals: (parameters: readonly number[]) => readonly number[],
  start: readonly number[],
  steps: readonly number[],
  bounds: readonly (readonly [number, number])[],
): number[] {
  const inside = (values: readonly number[]) =>
    values.map((value, i) => Math.min(Math.max(value, bounds[i][0]), bounds[i][1]));
  let parameters = inside(start);
  let at = residuals(parameters);
  let damping = 1e-3;
  for (let iteration = 0; iteration < 60; iteration++) {
    const columns = parameters.map((value, i) => {
      const step = value + steps[i] > bounds[i][1] ? -steps[i] : steps[i];
      const moved = residuals(parameters.map((other, j) => (i === j ? value + step : other)));
      return moved.map((residual, n) => (residual - at[n]) / step);
    });
    const gradient = columns.map((column) => -dotOf(column, at));
    const products = columns.map((a) => columns.map((b) => dotOf(a, b)));
    const before = dotOf(at, at);
    let gained = 0;
    for (; damping < 1e12; damping *= 10) {
      const damped = products.map((row, i) =>
        row.map((value, j) => (i === j ? value * (1 + damping) + 1e-300 : value)),
      );
      const moved = inside(parameters.map((value, i) => value + solved(damped, gradient)[i]));
      const residual = residuals(moved);
      gained = before - dotOf(residual, residual);
      if (gained >= 0) {
        [parameters, at] = [moved, residual];
        damping = Math.max(damping / 10, 1e-9);
        break;
      }
    }
    if (!(gained > 1e-6 * before)) break;
  }
  return parameters;
}

function dotOf(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Gauss elimination with the largest pivot; a direction without any effect stays where it is. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const count = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (let column = 0; column < count; column++) {
    let pivot = column;
    for (let row = column; row < count; row++)
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    if (rows[column][column] === 0) continue;
    for (let row = 0; row < count; row++) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let k = column; k <= count; k++) rows[row][k] -= factor * rows[column][k];
    }
  }
  return rows.map((row, i) => (row[i] === 0 ? 0 : row[count] / row[i]));
}
