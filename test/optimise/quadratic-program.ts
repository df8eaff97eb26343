import type { Differentiable } from '../../src/optimise/bounded-quasi-newton.ts';
import { seededRandom } from '../support/random.ts';

/** A random convex quadratic program, ½ xᵀ Q x + c x over x >= 0, Q = AᵀA + I, with rows a x <= b where asked for. */
export interface QuadraticProgram {
  readonly f: Differentiable;
  readonly constraints: readonly Differentiable[];
  readonly start: readonly number[];
  /** The same in the LP format of CPLEX. */
  readonly text: string;
}

export function quadraticProgram(seed: number, variables: number, rows = 0): QuadraticProgram {
  const random = seededRandom(seed);
  const vector = (): number[] => Array.from({ length: variables }, () => Math.round(1000 * (4 * random() - 2)) / 1000);
  const factors = Array.from({ length: variables }, vector);
  const linear = vector().map((value) => 5 * value);
  // Limits above 0, so that no dose at all is feasible.
  const limits = Array.from({ length: rows }, () => ({ row: vector(), limit: 0.1 + random() }));
  const square = linear.map((_, i) =>
    linear.map((_, j) => factors.reduce((sum, a) => sum + a[i] * a[j], i === j ? 1 : 0)),
  );
  return {
    start: linear.map(() => 1),
    f: (x, gradient) => {
      let sum = 0;
      for (let i = 0; i < variables; i++) {
        const product = square[i].reduce((total, q, j) => total + q * x[j], 0);
        gradient[i] = product + linear[i];
        sum += x[i] * (0.5 * product + linear[i]);
      }
      return sum;
    },
    constraints: limits.map(({ row, limit }) => (x, gradient) => {
      gradient.set(row);
      return row.reduce((sum, a, i) => sum + a * x[i], -limit);
    }),
    text: [
      'Minimize',
      ` obj: ${terms(linear.map((value, i) => [value, `x${i}`]))} + [ ${terms(
        square.flatMap((row, i) =>
          row.flatMap((q, j): [number, string][] =>
            j < i ? [] : [j === i ? [q, `x${i} ^ 2`] : [2 * q, `x${i} * x${j}`]],
          ),
        ),
      )} ] / 2`,
      'Subject To',
      ...limits.map(({ row, limit }, j) => ` c${j}: ${terms(row.map((value, i) => [value, `x${i}`]))} <= ${limit}`),
      // The format wants a row.
      ` all: ${terms(linear.map((_, i) => [1, `x${i}`]))} <= 1000000`,
      'End',
    ].join('\n'),
  };
}

function terms(of: readonly (readonly [number, string])[]): string {
  return of.map(([value, name]) => `${value < 0 ? '-' : '+'} ${Math.abs(value)} ${name}`).join(' ');
}
