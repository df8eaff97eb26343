import { compares } from '../plan/comparison.ts';

/** A fact of a patient: a word, yes or no, or a number in the base unit of its kind. */
export type FactDatum = string | boolean | number;

export type Facts = ReadonlyMap<string, FactDatum>;

/** A condition over facts of a patient. Numbers are in the base unit of their kind; `unit` is the one they are shown in. */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'oneOf'; readonly fact: string; readonly values: readonly FactDatum[]; readonly unit?: string }
  | {
      readonly kind: 'compare';
      readonly fact: string;
      readonly comparison: '<=' | '>=' | '<' | '>';
      readonly value: number;
      readonly unit?: string;
    };

/** Whether a condition holds (Kleene's three values); `undefined` where a fact that decides it is not known, or is not known finely enough. */
export function holds(condition: Condition, facts: Facts): boolean | undefined {
  switch (condition.kind) {
    case 'all':
      return conjunction(condition.of.map((part) => holds(part, facts)));
    case 'any':
      return negation(conjunction(condition.of.map((part) => negation(holds(part, facts)))));
    case 'not':
      return negation(holds(condition.of, facts));
    case 'oneOf': {
      const value = facts.get(condition.fact);
      if (value === undefined) return undefined;
      return negation(conjunction(condition.values.map((option) => negation(isValue(value, option)))));
    }
    case 'compare': {
      const value = facts.get(condition.fact);
      return typeof value === 'number' ? compares(value, condition.comparison, condition.value) : undefined;
    }
  }
}

/** Names of the facts in a condition, in the order of its text. */
export function factsIn(condition: Condition): string[] {
  if (condition.kind === 'all' || condition.kind === 'any') return [...new Set(condition.of.flatMap(factsIn))];
  return condition.kind === 'not' ? factsIn(condition.of) : [condition.fact];
}

/** Facts that are not known and would decide the condition, given those that are. */
export function decidingFacts(condition: Condition, facts: Facts): string[] {
  if (holds(condition, facts) !== undefined) return [];
  if (condition.kind === 'all' || condition.kind === 'any')
    return [...new Set(condition.of.flatMap((part) => decidingFacts(part, facts)))];
  return condition.kind === 'not' ? decidingFacts(condition.of, facts) : [condition.fact];
}

/** TNM categories in the text of a stage: "T3N2a tnm8" has T3 and N2a. */
export function categories(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const stage = /^[cpyr]*((?:T(?:is|\d[a-d]?)|N\d[a-d]?|M\d[a-d]?)+)\b/.exec(text)?.[1] ?? '';
  for (const [category] of stage.matchAll(/[TNM](?:is|\d[a-d]?)/g)) found.set(category[0], category);
  return found;
}

/** Whether a patient's value is the one of a condition. T1a is T1; whether T1 is T1a is not known. */
function isValue(value: FactDatum, option: FactDatum): boolean | undefined {
  if (value === option) return true;
  if (typeof value !== 'string' || typeof option !== 'string') return false;
  const wanted = categories(option);
  const known = categories(value);
  if (wanted.size === 0 || known.size === 0) return false;
  return conjunction(
    [...wanted].map(([letter, category]) => {
      const own = known.get(letter);
      if (own === undefined) return undefined;
      if (own === category || own.slice(0, -1) === category) return true;
      return category.slice(0, -1) === own ? undefined : false;
    }),
  );
}

function conjunction(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function negation(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}
