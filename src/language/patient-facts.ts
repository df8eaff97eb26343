import type { Fact } from '../plan/plan.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { type Kind, unitNamed } from '../units/units.ts';
import { categories, type Condition, type FactDatum, type Facts } from './condition.ts';
import { type Context, report } from './context.ts';
import { baseValue, valueInWords, valuesOfFact } from './fact-values.ts';
import { factKindInWords } from './read-condition.ts';

/** What a plan says of its patient, as conditions read it. T, N and M come from `stage` where they are not written themselves. */
export interface PatientFacts {
  readonly facts: Facts;
  /** The edition that the stage is in, where the text says it. */
  readonly edition?: 'tnm7' | 'tnm8';
  /** Facts that come from the stage. */
  readonly staged: ReadonlySet<string>;
  readonly at: ReadonlyMap<string, SourceRange>;
  readonly units: ReadonlyMap<string, string | undefined>;
}

export function patientFacts(written: readonly Fact[]): PatientFacts {
  const facts = new Map<string, FactDatum>();
  const at = new Map<string, SourceRange>();
  const units = new Map<string, string | undefined>();
  for (const fact of written) {
    const value = typeof fact.value === 'number' ? baseValue(fact.value, fact.unit) : fact.value;
    if (value === undefined) continue;
    facts.set(fact.name, value);
    at.set(fact.name, fact.at);
    units.set(fact.name, fact.unit);
  }
  const stage = facts.get('stage');
  const staged = new Set<string>();
  const edition = typeof stage === 'string' ? /\btnm([78])\b/i.exec(stage)?.[1] : undefined;
  if (typeof stage === 'string')
    for (const [letter, category] of categories(stage)) {
      if (facts.has(letter)) continue;
      facts.set(letter, category);
      at.set(letter, at.get('stage')!);
      staged.add(letter);
    }
  return { facts, staged, at, units, ...(edition ? { edition: `tnm${edition as '7' | '8'}` as const } : {}) };
}

/** Facts that the conditions use and the patient states in another way: they are reported, and count as not known. */
export function comparableFacts(
  context: Context,
  { facts, at, units }: PatientFacts,
  conditions: readonly Condition[],
  declared: ReadonlyMap<string, readonly FactDatum[]> = new Map(),
): Facts {
  const kinds = new Map<string, Kind | 'word' | 'answer'>();
  conditions.forEach(collect);
  const comparable = new Map(facts);
  for (const [fact, kind] of kinds) {
    const value = facts.get(fact);
    if (value === undefined) continue;
    const own = kindOfValue(value, units.get(fact));
    const possible = valuesOfFact(fact, declared.get(fact));
    if (own !== kind) {
      comparable.delete(fact);
      report(
        context,
        'RT2003',
        at.get(fact)!,
        `The protocol compares ${fact} with ${factKindInWords(kind)}, and here it is ${factKindInWords(own)}.`,
      );
    } else if (possible && typeof value !== 'number' && !isOneOf(value, possible)) {
      comparable.delete(fact);
      report(
        context,
        'RT1010',
        at.get(fact)!,
        `The protocol knows no ${fact} of this value. Possible: ${possible.map((one) => valueInWords(one)).join(', ')}.`,
      );
    }
  }
  return comparable;

  function collect(condition: Condition): void {
    if (condition.kind === 'all' || condition.kind === 'any') return condition.of.forEach(collect);
    if (condition.kind === 'not') return collect(condition.of);
    const value = condition.kind === 'oneOf' ? condition.values[0] : condition.value;
    kinds.set(condition.fact, kindOfValue(value, condition.unit));
  }
}

function isOneOf(value: FactDatum, possible: readonly FactDatum[]): boolean {
  return possible.includes(value) || (typeof value === 'string' && possible.includes(value.replace(/[a-d]$/, '')));
}

function kindOfValue(value: FactDatum, unit: string | undefined): Kind | 'word' | 'answer' {
  if (typeof value === 'boolean') return 'answer';
  if (typeof value === 'string') return 'word';
  return unit === undefined ? 'number' : (unitNamed(unit)?.kind ?? 'number');
}
