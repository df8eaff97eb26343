import { power } from '../../units/power.ts';

/** The step between ticks: the least of 1, 2 or 5 times a power of ten that is not below a value; a thousandth below it counts as equal. */
export function roundStep(least: number): number {
  const decade = power(10, Math.floor(Math.log10(least)));
  return decade * ([1, 2, 5].find((factor) => factor * decade >= least * 0.999) ?? 10);
}
