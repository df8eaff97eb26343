import { type Condition, decidingFacts, type FactDatum, factsIn, holds } from './condition.ts';
import { type FactRange, factRanges } from './fact-values.ts';

export interface GroupOfPatients {
  readonly name: string;
  /** Absent: the patients of no other group. */
  readonly condition?: Condition;
}

/** Facts that describe one patient; those not named do not matter. */
export type ExamplePatient = ReadonlyMap<string, FactDatum>;

export interface Coverage {
  /** A patient in no group. */
  readonly gap?: ExamplePatient;
  /** A patient in two groups, once for each two that have one. */
  readonly overlaps: readonly {
    readonly groups: readonly [string, string];
    readonly patient: ExamplePatient;
  }[];
  /** Groups that no patient can be in. */
  readonly empty: readonly string[];
  /** The search was given up: there are more kinds of patients than it looks at. */
  readonly incomplete: boolean;
  readonly ranges: ReadonlyMap<string, FactRange>;
}

/** Steps of the search before it is given up. */
const mostSteps = 50_000;

/** Whether every patient is in one group and in no other, over all that the facts of the conditions can be. */
export function coverageOf(
  groups: readonly GroupOfPatients[],
  declared: ReadonlyMap<string, readonly FactDatum[]>,
): Coverage {
  const conditions = groups.flatMap(({ name, condition }) => (condition ? [{ name, condition }] : []));
  const ranges = factRanges(
    conditions.map(({ condition }) => condition),
    declared,
  );
  const budget = { steps: mostSteps };
  const example = (condition: Condition): ExamplePatient | undefined => patientOf(condition, ranges, new Map(), budget);
  const overlaps = conditions.flatMap((a, i) =>
    conditions.slice(i + 1).flatMap((b) => {
      const patient = example({ kind: 'all', of: [a.condition, b.condition] });
      return patient ? [{ groups: [a.name, b.name] as const, patient }] : [];
    }),
  );
  const unclaimed = example({ kind: 'all', of: conditions.map(({ condition }) => ({ kind: 'not', of: condition })) });
  const rest = groups.find(({ condition }) => !condition);
  const empty = conditions.filter(({ condition }) => example(condition) === undefined).map(({ name }) => name);
  if (rest && !unclaimed) empty.push(rest.name);
  const incomplete = budget.steps <= 0;
  return {
    ...(unclaimed && !rest ? { gap: unclaimed } : {}),
    overlaps,
    empty: incomplete ? [] : empty,
    incomplete,
    ranges,
  };
}

/** A patient for whom the condition holds, with as few facts as decide it: facts are tried value by value until it is decided. */
function patientOf(
  condition: Condition,
  ranges: ReadonlyMap<string, FactRange>,
  facts: ReadonlyMap<string, FactDatum>,
  budget: { steps: number },
): ExamplePatient | undefined {
  if (budget.steps-- <= 0) return undefined;
  const answer = holds(condition, facts);
  if (answer !== undefined) return answer ? facts : undefined;
  const open = [...decidingFacts(condition, facts), ...factsIn(condition)].find((fact) => !facts.has(fact));
  if (open === undefined) return undefined;
  for (const value of ranges.get(open)?.values ?? []) {
    const found = patientOf(condition, ranges, new Map(facts).set(open, value), budget);
    if (found) return found;
  }
  return undefined;
}
