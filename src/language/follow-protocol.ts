import { didYouMean } from '../plan/did-you-mean.ts';
import type { Fact } from '../plan/plan.ts';
import type { SourceRange } from '../plan/source-range.ts';
import { type Condition, decidingFacts, type Facts, factsIn, holds } from './condition.ts';
import { type Context, listed, replace, report, resolveName } from './context.ts';
import { factInWords, factRanges } from './fact-values.ts';
import type { PlanHeader, Protocol } from './generated/ast.ts';
import { excludedInWords, moreGeneralInWords, ownGroupInWords } from './no-published-rule.ts';
import { comparableFacts, type PatientFacts, patientFacts } from './patient-facts.ts';
import { furtherSchedule, type PublishedGroup, publishedGroups, ruleCitation } from './published-protocols.ts';
import type { WrittenGroup, WrittenProtocol } from './resolve-protocol.ts';
import { rangeOf } from './source.ts';

/** The group of the plan's patient. */
export interface ChosenGroup {
  readonly protocol: string;
  readonly group: string;
  /** The facts that put the patient there. */
  readonly because: readonly string[];
  readonly citations: readonly string[];
  readonly cautions: readonly string[];
  /** Other published rules that fit. */
  readonly others: readonly string[];
  /** A group of a text … */
  readonly written?: WrittenGroup;
  /** … or an arm of a published rule. */
  readonly regimen?: PublishedGroup['regimen'];
  readonly at: SourceRange;
}

/** The group that a plan follows: the one that it names, or the one that the facts of its patient put it in. */
export function followProtocol(
  context: Context,
  header: PlanHeader,
  written: readonly Fact[] | undefined,
  read: (protocol: Protocol) => WrittenProtocol,
): ChosenGroup | undefined {
  const { protocol: reference } = header;
  if (!reference?.name) return undefined;
  const declaration = resolveName(context, reference, 'name', reference.name, ['protocol']);
  if (declaration?.sort !== 'protocol' || !written) return undefined;
  const at = rangeOf(reference);
  const patient = patientFacts(written);
  if (declaration.site !== undefined) return followPublished(context, header, declaration.site, patient, at);
  const protocol = read(declaration.node as Protocol);
  if (!protocol.complete) return undefined;
  return followWritten(context, header, protocol, patient, at);
}

function followWritten(
  context: Context,
  header: PlanHeader,
  { name, groups, declared }: WrittenProtocol,
  patient: PatientFacts,
  at: SourceRange,
): ChosenGroup | undefined {
  const conditions = groups.flatMap(({ condition }) => condition ?? []);
  const facts = comparableFacts(context, patient, conditions, declared);
  const inGroup = (group: WrittenGroup): boolean | undefined => holds(group.condition ?? noneOf(conditions), facts);
  const named = header.protocol!.member;
  const group =
    named === undefined ? groups.find((one) => inGroup(one) === true) : groupNamed(context, header, name, groups);
  if (named === undefined && !group) {
    const open = groups.filter((one) => inGroup(one) === undefined);
    if (open.length > 0) reportMissing(context, at, name, open.map(asCandidate(conditions)), facts);
    return undefined;
  }
  if (!group) return undefined;
  const cautions = inGroup(group) === false ? [outside(group.name)] : [];
  sayCautions(context, at, cautions);
  return {
    protocol: name,
    group: group.name,
    because: known(group.condition ?? noneOf(conditions), facts),
    citations: group.citations,
    cautions,
    others: [],
    written: group,
    at,
  };
}

function followPublished(
  context: Context,
  header: PlanHeader,
  site: string,
  patient: PatientFacts,
  at: SourceRange,
): ChosenGroup | undefined {
  const groups = publishedGroups(site);
  const protocol = header.protocol!.name;
  const facts = comparableFacts(
    context,
    patient,
    groups.map(({ condition }) => condition),
  );
  const inGroup = ({ condition, rule }: PublishedGroup): boolean | undefined =>
    holds(condition, inEdition(facts, patient, rule.staging));
  if (header.protocol!.member !== undefined) {
    const group = groupNamed(context, header, protocol, groups);
    if (!group) return undefined;
    const against = [...statusOf(group), ...(inGroup(group) === false ? [outside(group.name)] : [])];
    sayCautions(context, at, against);
    return chosen(group, [...against, ...unreadOf(group)], []);
  }
  const standardArms = groups.filter(({ arm }) => arm === 1);
  const eligible = standardArms.filter(({ rule }) => rule.status === 'standard' || rule.status === 'option');
  const rank = (group: PublishedGroup): number => (group.rule.status === 'standard' ? 0 : 1);
  const fitting = eligible.filter((group) => inGroup(group) === true).sort((a, b) => rank(a) - rank(b));
  const open = eligible.filter((group) => inGroup(group) === undefined);
  if (fitting.length === 0 && open.length > 0) {
    const candidates = open.map((group) => ({
      name: group.name,
      condition: group.condition,
      facts: inEdition(facts, patient, group.rule.staging),
    }));
    reportMissing(context, at, protocol, candidates, facts);
    return undefined;
  }
  if (fitting.length === 0) {
    const trials = standardArms.filter((group) => !eligible.includes(group) && inGroup(group) !== false);
    const within =
      trials.length > 0
        ? ` Under investigation: ${listed(
            trials.map(({ name }) => name),
            'and',
          )}.`
        : '';
    return report(
      context,
      'RT1206',
      at,
      `No published rule of ${protocol} is for ${excludedInWords(eligible, facts)}, so nothing is inherited.${ownGroupInWords(eligible, facts)}${within}${moreGeneralInWords(site, facts)}`,
    );
  }
  const [group, ...rest] = fitting;
  const others = [...rest.map(({ name }) => name), ...open.map(({ name }) => `${name} (facts missing)`)];
  if (others.length > 0)
    report(
      context,
      'RT1207',
      at,
      `${group.name} (${group.rule.trial}, ${group.rule.statusText}) is followed. Others fit this patient: ${listed(others, 'and')}. To take one of them write "follows ${protocol}.NAME".`,
    );
  return chosen(group, unreadOf(group), others);

  function chosen(group: PublishedGroup, cautions: readonly string[], others: readonly string[]): ChosenGroup {
    return {
      protocol,
      group: group.name,
      because: known(group.condition, facts),
      citations: [ruleCitation(group.rule)],
      cautions,
      others,
      regimen: group.regimen,
      at,
    };
  }
}

/** Categories of one edition of the staging say nothing in another. */
function inEdition(facts: Facts, patient: PatientFacts, edition: 'tnm7' | 'tnm8' | undefined): Facts {
  if (edition === undefined || patient.edition === undefined || edition === patient.edition) return facts;
  return new Map([...facts].filter(([fact]) => !patient.staged.has(fact)));
}

/** Why a rule is not to be chosen outside a trial. */
function statusOf({ rule, regimen }: PublishedGroup): string[] {
  const { status, statusText } = rule;
  const investigational = status === 'investigational' ? 'under investigation, within a trial only' : undefined;
  const advice = regimen.notAdvised?.startsWith('investigational') ? undefined : regimen.notAdvised;
  return [investigational, status === 'caution' ? `caution: ${statusText}` : undefined, advice].filter(
    (caution) => caution !== undefined,
  );
}

/** What the source says of its patients and no fact tells, and of its schedule beyond fractions a week, which nothing is inherited from. */
function unreadOf({ rule, regimen }: PublishedGroup): string[] {
  const further = furtherSchedule(regimen);
  return [
    ...(rule.notParsed ? [`not in the condition: ${rule.notParsed.join('; ')}`] : []),
    ...(further === undefined ? [] : [`not inherited: ${further}`]),
  ];
}

function sayCautions(context: Context, at: SourceRange, cautions: readonly string[]): void {
  if (cautions.length > 0)
    report(context, 'RT5203', at, `The plan names the group that it follows: ${cautions.join('; ')}.`);
}

function outside(group: string): string {
  return `this patient does not meet the condition of ${group}`;
}

function noneOf(conditions: readonly Condition[]): Condition {
  return { kind: 'all', of: conditions.map((of) => ({ kind: 'not', of })) };
}

function groupNamed<Group extends { readonly name: string }>(
  context: Context,
  header: PlanHeader,
  protocol: string,
  groups: readonly Group[],
): Group | undefined {
  const named = header.protocol!.member!;
  const found = groups.find(({ name }) => name === named);
  if (found) return found;
  const names = groups.map(({ name }) => name);
  const near = didYouMean(named, names);
  const range = rangeOf(header.protocol!, 'member');
  return report(
    context,
    'RT1001',
    range,
    `${protocol} has no group "${named}"${near ? `: ${near}?` : `. It has ${listed(names, 'and')}.`}`,
    near ? { fixes: [replace(`Write ${near}`, range, near)] } : undefined,
  );
}

interface Candidate {
  readonly name: string;
  readonly condition: Condition;
  readonly facts?: Facts;
}

function asCandidate(conditions: readonly Condition[]): (group: WrittenGroup) => Candidate {
  return ({ name, condition }) => ({ name, condition: condition ?? noneOf(conditions) });
}

function reportMissing(
  context: Context,
  at: SourceRange,
  protocol: string,
  open: readonly Candidate[],
  facts: Facts,
): void {
  const missing = [...new Set(open.flatMap(({ condition, facts: own }) => decidingFacts(condition, own ?? facts)))];
  const names = open.map(({ name }) => name);
  const inAnotherEdition = missing.some(
    (fact) => facts.has(fact) && open.some(({ facts: own }) => own && !own.has(fact)),
  );
  const decides =
    names.length === 1 ? `whether this patient is in ${names[0]}` : `whether this patient is in ${listed(names)}`;
  report(
    context,
    'RT1205',
    at,
    `${protocol} needs ${listed(missing, 'and')} of the patient: ${missing.length === 1 ? 'it decides' : 'they decide'} ${decides}.${inAnotherEdition ? ' The stage is written in another edition of TNM than the rule has.' : ''}`,
  );
}

/** "p16 = positive", of the facts that a condition speaks of and the patient has. */
function known(condition: Condition, facts: Facts): string[] {
  const ranges = factRanges([condition], new Map());
  return factsIn(condition).flatMap((fact) => {
    const value = facts.get(fact);
    return value === undefined ? [] : [factInWords(fact, value, ranges.get(fact)?.unit)];
  });
}
