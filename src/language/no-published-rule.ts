import { broaderSite } from '../evidence/group-rules.ts';
import { type Condition, type Facts, factsIn, holds } from './condition.ts';
import { listed } from './context.ts';
import { factInWords, factRanges } from './fact-values.ts';
import { protocolOfSite, type PublishedGroup, publishedGroups } from './published-protocols.ts';

/** The facts for which no rule is: "a patient with p16 = negative"; else "this patient". */
export function excludedInWords(groups: readonly PublishedGroup[], facts: Facts): string {
  const excluded = excludedFacts(groups, facts);
  return excluded.length === 0 ? 'this patient' : `a patient with ${listed(excluded, 'and')}`;
}

/** " Write a group of your own …": what there is to do where no trial of the evidence base had such patients. */
export function ownGroupInWords(groups: readonly PublishedGroup[], facts: Facts): string {
  const excluded = excludedFacts(groups, facts);
  const when = excluded.length === 0 ? 'when …' : `when ${excluded.join(' and ')}`;
  return ` Write a group of your own for such patients, with the evidence that you go by, and follow that: "protocol House { group Mine ${when} { evidence "…" … } }", "follows House.Mine".`;
}

/** "p16 = negative": what of the patient no rule takes. */
function excludedFacts(groups: readonly PublishedGroup[], facts: Facts): string[] {
  const needs = ({ condition }: PublishedGroup): Condition[] =>
    condition.kind === 'all' ? [...condition.of] : [condition];
  const against = groups.map((group) =>
    needs(group).flatMap((part) => (holds(part, facts) === false ? factsIn(part) : [])),
  );
  const [first, ...others] = against;
  const inAll = [...new Set(first)].filter((fact) => others.every((facts) => facts.includes(fact)));
  const ranges = factRanges(
    groups.map(({ condition }) => condition),
    new Map(),
  );
  return inAll.map((fact) => factInWords(fact, facts.get(fact)!, ranges.get(fact)?.unit));
}

/** " More general: …": rules of the site that this one lies in, where they may be for the patient; empty where there are none. */
export function moreGeneralInWords(site: string, facts: Facts): string {
  const broader = broaderSite(site);
  const rules =
    broader === undefined
      ? []
      : publishedGroups(broader).filter((group) => group.arm === 1 && holds(group.condition, facts) !== false);
  if (broader === undefined || rules.length === 0) return '';
  const named = rules.map(({ name, rule }) => `${protocolOfSite(broader)}.${name} (${rule.siteText})`);
  return ` More general: ${listed(named, 'and')}, by import "std/protocols/${broader}".`;
}
