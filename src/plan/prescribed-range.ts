import type { Prescription } from './plan.ts';

/** The lowest and the highest dose of the course that a prescription gives any place, Gy: the ends of its line where it is painted. */
export function prescribedRange({ rule, doseGy, atMostGy = Infinity }: Prescription): {
  readonly lowestGy: number;
  readonly highestGy: number;
} {
  const ends = rule?.kind === 'painted' ? [rule.low.doseGy, rule.high.doseGy] : [doseGy];
  return { lowestGy: Math.min(...ends, atMostGy), highestGy: Math.min(Math.max(...ends), atMostGy) };
}
