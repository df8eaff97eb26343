import { power } from '../units/power.ts';

/** Standard deviates from the middle of a normal distribution to the ends of what holds 95 % of it. */
const deviatesTo95 = 1.959964;

/**
 * Where a parameter lies so many standard deviates from its value, by its 95 % interval: 0 is the value, -1.96 and 1.96 are the ends, however lopsided. Each side has its own
 * standard deviation, of the logarithm where value and interval are above 0, so that no deviate reaches 0.
 */
export function valueAtDeviate(deviate: number, value: number, [low, high]: readonly [number, number]): number {
  const end = deviate < 0 ? low : high;
  const shift = Math.abs(deviate) / deviatesTo95;
  return low > 0 && value > 0 ? value * power(end / value, shift) : value + shift * (end - value);
}

/** The 95 % interval of a value with a standard error. */
export function intervalOfError(value: number, standardError: number): [number, number] {
  return [value - deviatesTo95 * standardError, value + deviatesTo95 * standardError];
}
