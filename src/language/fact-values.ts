import { numberInWords, quantity } from '../units/quantity.ts';
import { unitNamed } from '../units/units.ts';
import { categories, type Condition, type FactDatum } from './condition.ts';

/** What a fact can be, as far as conditions tell patients apart. */
export interface FactRange {
  /** Every value that conditions can tell from the others; of a number one of each interval, and the thresholds themselves. */
  readonly values: readonly FactDatum[];
  readonly unit?: string;
}

/** The values of a fact whose values are known to the field. Others have those that conditions name, and one more. */
const knownValues: Readonly<Record<string, readonly FactDatum[]>> = {
  T: ['Tis', 'T0', 'T1', 'T2', 'T3', 'T4'],
  N: ['N0', 'N1', 'N2', 'N3'],
  M: ['M0', 'M1'],
  p16: ['positive', 'negative'],
  hpv: ['positive', 'negative'],
  er: ['positive', 'negative'],
  pr: ['positive', 'negative'],
  her2: ['positive', 'negative'],
  mgmt: ['methylated', 'unmethylated'],
  sex: ['female', 'male'],
};

/** Facts that conditions may name before a text does, with their values: for completion. */
export const factNames: readonly string[] = [...Object.keys(knownValues), 'stage', 'age', 'smoking'];

/** What each fact of the conditions can be. Declared values come before those that the field knows. */
export function factRanges(
  conditions: readonly Condition[],
  declared: ReadonlyMap<string, readonly FactDatum[]>,
): Map<string, FactRange> {
  const named = new Map<string, { values: Set<FactDatum>; unit?: string }>();
  conditions.forEach(collect);
  return new Map(
    [...named].map(([fact, { values, unit }]) => [
      fact,
      { values: rangeOfFact(fact, [...values], declared.get(fact)), ...(unit === undefined ? {} : { unit }) },
    ]),
  );

  function collect(condition: Condition): void {
    if (condition.kind === 'all' || condition.kind === 'any') return condition.of.forEach(collect);
    if (condition.kind === 'not') return collect(condition.of);
    const known = named.get(condition.fact) ?? { values: new Set<FactDatum>() };
    for (const value of condition.kind === 'oneOf' ? condition.values : [condition.value]) known.values.add(value);
    if (condition.unit !== undefined) known.unit ??= condition.unit;
    named.set(condition.fact, known);
  }
}

/** The values that the language knows of a fact: those a text declares, or the field's. */
export function valuesOfFact(fact: string, declared?: readonly FactDatum[]): readonly FactDatum[] | undefined {
  return declared ?? (Object.hasOwn(knownValues, fact) ? knownValues[fact] : undefined);
}

/** "p16 = positive", "smoking = 15 pack_years". */
export function factInWords(fact: string, value: FactDatum, unit?: string): string {
  return `${fact} = ${valueInWords(value, unit)}`;
}

export function valueInWords(value: FactDatum, unit?: string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value === anotherValue ? 'another value' : value;
  const factor = unit === undefined ? 1 : (unitNamed(unit)?.toBase ?? 1);
  return `${numberInWords(value / factor)}${unit === undefined ? '' : ` ${unit}`}`;
}

/** The value of a number with its unit, as facts and conditions hold it; years are `y`. */
export function baseValue(value: number, unit: string | undefined): number | undefined {
  return quantity(value, unit === 'years' ? 'y' : unit)?.value;
}

/** A value that no condition names. */
const anotherValue = '\0other';

function rangeOfFact(fact: string, named: readonly FactDatum[], declared?: readonly FactDatum[]): FactDatum[] {
  const numbers = named.filter((value) => typeof value === 'number');
  if (numbers.length > 0) return intervals(numbers);
  if (declared) return [...declared];
  if (named.every((value) => typeof value === 'boolean')) return [true, false];
  const tumour = fact === 'stage' && named.every((value) => [...categories(String(value)).keys()].join() === 'T');
  const known = tumour ? knownValues.T : valuesOfFact(fact);
  if (!known) return [...named, anotherValue];
  const all = [...new Set([...known, ...named])];
  return all.flatMap((value) => withSubcategories(String(value), all.map(String)));
}

/** T1 where a condition names T1a: T1a, and a T1 that is none of those named. */
function withSubcategories(value: string, all: readonly string[]): FactDatum[] {
  const finer = all.filter((one) => one.length === value.length + 1 && one.startsWith(value) && /[a-d]$/.test(one));
  if (finer.length === 0) return [value];
  const other = ['a', 'b', 'c', 'd'].map((letter) => value + letter).find((one) => !finer.includes(one));
  return other === undefined ? [] : [other];
}

/** The thresholds, a number between each two, and one on either side. */
function intervals(thresholds: readonly number[]): number[] {
  const sorted = [...new Set(thresholds)].sort((a, b) => a - b);
  const [least, most] = [sorted[0], sorted[sorted.length - 1]];
  const step = Math.max(Math.abs(most), 1) / 2;
  const inside = sorted.flatMap((value, i) => (i === 0 ? [value] : [(sorted[i - 1] + value) / 2, value]));
  return [least > 0 ? least / 2 : least - step, ...inside, most + step];
}
