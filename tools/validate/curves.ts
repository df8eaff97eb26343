/** Where a falling curve first comes down to a level, linear between its points; NaN where it does not. */
export function fallsTo(x: readonly number[], y: readonly number[], level: number): number {
  for (let i = 1; i < y.length; i++) {
    if (y[i - 1] >= level && y[i] < level) {
      return x[i - 1] + ((y[i - 1] - level) / (y[i - 1] - y[i])) * (x[i] - x[i - 1]);
    }
  }
  return NaN;
}

/** Nearest distance from x = at to a point where the curve has a value; Infinity where it has it nowhere. */
export function distanceToAgreement(x: readonly number[], y: readonly number[], at: number, value: number): number {
  let nearest = Infinity;
  for (let i = 1; i < y.length; i++) {
    if ((y[i - 1] - value) * (y[i] - value) > 0) continue;
    const share = y[i] === y[i - 1] ? 0 : (value - y[i - 1]) / (y[i] - y[i - 1]);
    nearest = Math.min(nearest, Math.abs(x[i - 1] + share * (x[i] - x[i - 1]) - at));
  }
  return nearest;
}

export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
