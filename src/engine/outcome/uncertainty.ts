import { valueAtDeviate } from '../../biology/lopsided-interval.ts';
import { seededNormal } from '../../biology/seeded-normal.ts';
import type { NamedParameter, ParameterReader } from './tumour-biology.ts';
import type { ModelledProbability, TornadoBar } from './types.ts';

/** What intervals are sampled with: the same for every plan, so that the same text gives the same interval. */
export const sampling = { seed: 20_260_101, samples: 1000 } as const;

export const asWritten: ParameterReader = ({ quantity }) => quantity.value;

/**
 * So many draws of all uncertain parameters, independent of each other: each normal about its value with its standard error, drawn anew where it is not above 0, or by its published
 * 95 % interval (`valueAtDeviate`). A parameter has the same value wherever it is used within a draw. Empty where none is uncertain.
 */
export function parameterDraws(
  parameters: readonly NamedParameter[],
  { seed, samples }: { readonly seed: number; readonly samples: number } = sampling,
): ParameterReader[] {
  const uncertain = parameters.filter(isUncertain);
  if (uncertain.length === 0) return [];
  const normal = seededNormal(seed);
  return Array.from({ length: samples }, () => {
    const drawn = new Map(uncertain.map((parameter) => [parameter.name, above0(parameter, normal)]));
    return (parameter: NamedParameter) => drawn.get(parameter.name) ?? parameter.quantity.value;
  });
}

/** The middle 95 % of sampled values. */
export function interval95(values: readonly number[]): { readonly from: number; readonly to: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return { from: quantile(sorted, 0.025), to: quantile(sorted, 0.975) };
}

/** The interval of a probability, or the words for why there is none. */
export function intervalOf(
  values: readonly number[],
  why = 'nothing says how uncertain its parameters are',
): ModelledProbability['interval'] {
  return values.length === 0 ? { none: `no interval available: ${why}` } : interval95(values);
}

/** What each uncertain parameter alone does, one standard error below and above; widest first. One that would not be above 0 stays at a hundredth of its value. */
export function tornado(
  parameters: readonly NamedParameter[],
  valueOf: (read: ParameterReader) => number,
): TornadoBar[] {
  return parameters
    .filter(isUncertain)
    .map((parameter) => {
      const at = (deviate: number) => {
        const moved = Math.max(moveBy(deviate, parameter), parameter.quantity.value / 100);
        return valueOf((asked) => (asked.name === parameter.name ? moved : asked.quantity.value));
      };
      return { parameter: parameter.name, below: at(-1), above: at(1) };
    })
    .sort((a, b) => Math.abs(b.above - b.below) - Math.abs(a.above - a.below));
}

/** Whether something says how uncertain a parameter is: a standard error, or a published 95 % interval above 0. */
export function isUncertain({ quantity }: NamedParameter): boolean {
  return (quantity.uncertain ?? 0) > 0 || intervalAbove0(quantity) !== undefined;
}

/** A published interval that is open or reaches 0 does not fix a parameter that has to be above it: in words, with the interval. */
export function unfixedInWords({ name, quantity }: NamedParameter): string | undefined {
  const { interval95, uncertain } = quantity;
  if (!interval95 || uncertain !== undefined || intervalAbove0(quantity)) return undefined;
  const [low, high] = interval95.map((end) => (end === null ? 'open' : String(end)));
  return `the study of ${name} does not fix it above 0 (95 % interval ${low} to ${high}): the interval leaves that out`;
}

function intervalAbove0({ interval95, uncertain }: NamedParameter['quantity']): [number, number] | undefined {
  const [low, high] = interval95 ?? [null, null];
  return uncertain === undefined && low !== null && high !== null && low > 0 ? [low, high] : undefined;
}

function moveBy(deviate: number, { quantity }: NamedParameter): number {
  const interval = intervalAbove0(quantity);
  return interval
    ? valueAtDeviate(deviate, quantity.value, interval)
    : quantity.value + deviate * (quantity.uncertain ?? 0);
}

function above0(parameter: NamedParameter, normal: () => number): number {
  for (let attempt = 0; attempt < 100; attempt++) {
    const drawn = moveBy(normal(), parameter);
    if (drawn > 0) return drawn;
  }
  return parameter.quantity.value;
}

function quantile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
}
