import * as z from 'zod';
import data from './group-rules.json' with { type: 'json' };
import { provenance, table } from './schema.ts';

/** A condition on facts of a patient. Facts that are words, yes or no are listed; numbers are compared. */
export type Predicate =
  | { readonly all: readonly Predicate[] }
  | { readonly any: readonly Predicate[] }
  | { readonly fact: string; readonly oneOf: readonly (string | boolean)[] }
  | {
      readonly fact: string;
      readonly comparison: '<=' | '>=' | '<' | '>';
      readonly value: number;
      readonly unit?: string;
    };

const predicate: z.ZodType<Predicate> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(predicate).min(1) }),
    z.strictObject({ any: z.array(predicate).min(1) }),
    z.strictObject({ fact: z.string(), oneOf: z.array(z.union([z.string(), z.boolean()])).min(1) }),
    z.strictObject({
      fact: z.string(),
      comparison: z.enum(['<=', '>=', '<', '>']),
      value: z.number(),
      unit: z.string().optional(),
    }),
  ]),
);

const regimen = z.strictObject({
  label: z.string(),
  totalDoseGy: z.number().nonnegative(),
  fractions: z.number().int().nonnegative(),
  dosePerFractionGy: z.number().nullable(),
  schedule: z.string().nullable(),
  systemic: z.string().nullable(),
  perWeek: z.number().int().optional(),
  /** Radiotherapy is left out. */
  noRadiotherapy: z.literal(true).optional(),
  /** Why this arm is not to be chosen outside a trial. */
  notAdvised: z.string().optional(),
});

const rule = z.strictObject({
  id: z.string(),
  table,
  site: z.string(),
  siteText: z.string(),
  when: predicate,
  /** The condition as the source table has it. */
  conditionText: z.record(z.string(), z.union([z.string(), z.boolean()])),
  /** Edition of the staging that the condition is in. */
  staging: z.enum(['tnm7', 'tnm8']).optional(),
  /** What of the condition is in no predicate. */
  notParsed: z.array(z.string()).optional(),
  regimens: z.array(regimen).min(1),
  status: z.enum(['standard', 'option', 'investigational', 'caution']),
  statusText: z.string(),
  trial: z.string(),
  citation: z.string().min(1),
  result: z.string().optional(),
  ...provenance,
});

const schema = z.strictObject({
  schema: z.literal('evidence-groups/1'),
  disclaimer: z.string(),
  /** Sites that lie in a site with rules of its own. */
  broader: z.record(z.string(), z.string()),
  rows: z.array(rule),
});

/** A published rule of which patients receive which dose and fractionation. */
export type GroupRule = z.infer<typeof rule>;

let parsed: z.infer<typeof schema> | undefined;
const file = (): z.infer<typeof schema> => (parsed ??= schema.parse(data));

export function groupRules(): readonly GroupRule[] {
  return file().rows;
}

/** Sites that there are rules for, each a module `std/protocols/SITE`. */
export function groupSites(): string[] {
  return [...new Set(groupRules().map(({ site }) => site))];
}

export function groupRulesOf(site: string): readonly GroupRule[] {
  return groupRules().filter((one) => one.site === site);
}

/** The site with rules of its own that a site lies in: rules for head and neck are for the oropharynx too. */
export function broaderSite(site: string): string | undefined {
  return file().broader[site];
}

/** What to say wherever a rule is shown. */
export function groupDisclaimer(): string {
  return file().disclaimer;
}

export type FactValue = string | number | boolean;

/**
 * Whether a condition holds for a patient; `undefined` where a fact that decides it is not known. Numbers are in the unit of the condition.
 */
export function holds(condition: Predicate, facts: ReadonlyMap<string, FactValue>): boolean | undefined {
  if ('all' in condition) return conjunction(condition.all.map((part) => holds(part, facts)));
  if ('any' in condition) {
    const none = conjunction(condition.any.map((part) => not(holds(part, facts))));
    return not(none);
  }
  const value = facts.get(condition.fact);
  if (value === undefined) return undefined;
  if ('oneOf' in condition) return condition.oneOf.some((one) => one === value);
  if (typeof value !== 'number') return undefined;
  switch (condition.comparison) {
    case '<=':
      return value <= condition.value;
    case '>=':
      return value >= condition.value;
    case '<':
      return value < condition.value;
    case '>':
      return value > condition.value;
  }
}

function conjunction(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}
