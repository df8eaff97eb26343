import { type GroupRule, groupRules, groupRulesOf, type Predicate } from '../evidence/group-rules.ts';
import type { Condition } from './condition.ts';
import { baseValue } from './fact-values.ts';

/** `std/protocols/head_and_neck` brings the protocol `HeadAndNeck`. */
export function protocolOfSite(site: string): string {
  return site
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

export interface PublishedGroup {
  readonly name: string;
  readonly rule: GroupRule;
  readonly condition: Condition;
  readonly regimen: GroupRule['regimens'][number];
  /** Counted from 1. The first is the rule's standard one; another is taken by name alone. */
  readonly arm: number;
}

/**
 * The rules of a site as groups, one an arm: `cctg_sc_24`, and `cctg_sc_24_arm_2` for its second. Unlike those of a protocol in a text they may overlap and leave patients out: each
 * rule is one trial's.
 */
export function publishedGroups(site: string): PublishedGroup[] {
  return groupRulesOf(site).flatMap((rule) =>
    rule.regimens.map((regimen, n) => ({
      name: n === 0 ? groupName(rule) : `${groupName(rule)}_arm_${n + 1}`,
      rule,
      condition: conditionOf(rule.when),
      regimen,
      arm: n + 1,
    })),
  );
}

/** What a schedule says beyond fractions a week: doses to other regions, gaps, surgery. */
export function furtherSchedule({ schedule }: PublishedGroup['regimen']): string | undefined {
  return schedule === null || /^\d(\/week| fractions\/week)( \([^)]*\))?$/.test(schedule) ? undefined : schedule;
}

/** Name of a rule after `std.`: `oropharynx_nrg_hn005`. */
export function ruleName(rule: GroupRule): string {
  return rule.id.split('.').slice(1).join('_');
}

export function ruleNamed(name: string): GroupRule | undefined {
  return groupRules().find((rule) => ruleName(rule) === name);
}

/** "Stupp R et al. N Engl J Med 2005;352:987-996 (EORTC 26981)". */
export function ruleCitation({ trial, citation }: GroupRule): string {
  return citation.includes(trial) ? citation : `${citation} (${trial})`;
}

/** Names begin with a letter or "_": the trial 30 ROC is `_30_roc`. */
function groupName(rule: GroupRule): string {
  const name = rule.id.split('.').slice(2).join('_');
  return /^\d/.test(name) ? `_${name}` : name;
}

function conditionOf(predicate: Predicate): Condition {
  if ('all' in predicate) return { kind: 'all', of: predicate.all.map(conditionOf) };
  if ('any' in predicate) return { kind: 'any', of: predicate.any.map(conditionOf) };
  const { fact } = predicate;
  if ('oneOf' in predicate) return { kind: 'oneOf', fact, values: predicate.oneOf };
  const unit = predicate.unit === 'years' ? 'y' : predicate.unit;
  const value = baseValue(predicate.value, unit);
  if (value === undefined)
    throw new Error(`a rule compares ${fact} in a unit that the language does not have: ${unit}`);
  return { kind: 'compare', fact, comparison: predicate.comparison, value, ...(unit === undefined ? {} : { unit }) };
}
