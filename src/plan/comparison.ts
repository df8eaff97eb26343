import type { Goal } from './plan.ts';

/** Whether a value is on the right side of a limit. */
export function compares(value: number, comparison: Goal['comparison'], limit: number): boolean {
  switch (comparison) {
    case '<=':
      return value <= limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '>':
      return value > limit;
  }
}
