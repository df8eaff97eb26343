import { checkRepeated, reportUnreadable } from './blocks.ts';
import type { Condition, FactDatum } from './condition.ts';
import { type Context, headRange, report, resolveReference } from './context.ts';
import { factInWords } from './fact-values.ts';
import type { Goals, PatientGroup, Protocol, Schedule } from './generated/ast.ts';
import { coverageOf, type ExamplePatient } from './group-coverage.ts';
import { ruleCitation } from './published-protocols.ts';
import { type FactsOfProtocol, readCondition, readFactValue } from './read-condition.ts';
import { isBroken, rangeOf } from './source.ts';

export interface WrittenGroup {
  readonly name: string;
  readonly node: PatientGroup;
  /** Absent where the group says `otherwise`. */
  readonly condition?: Condition;
  readonly citations: readonly string[];
  readonly schedule?: Schedule;
  readonly goals: readonly Goals[];
}

export interface WrittenProtocol {
  readonly name: string;
  readonly groups: readonly WrittenGroup[];
  /** Values that the protocol declares for its facts. */
  readonly declared: ReadonlyMap<string, readonly FactDatum[]>;
  /** Whether every group could be read. */
  readonly complete: boolean;
}

/** The groups of a protocol, checked: each has its evidence, every patient is in one of them and in no other. */
export function resolveProtocol(context: Context, node: Protocol): WrittenProtocol {
  const parts = node.parts.filter((part) => !reportUnreadable(context, part, 'protocol') && !isBroken(part));
  checkRepeated(context, node.parts, (part) => (part.$type === 'PatientGroup' ? part.name : undefined));
  checkRepeated(context, node.parts, (part) =>
    part.$type === 'PatientGroup' && part.otherwise ? 'otherwise' : undefined,
  );
  const declared = new Map<string, readonly FactDatum[]>();
  for (const part of parts) {
    if (part.$type !== 'FactValues') continue;
    const values = part.values.map((value) => readFactValue(context, value)).filter((value) => value !== undefined);
    if (values.some((value) => typeof value === 'number'))
      report(
        context,
        'RT2003',
        rangeOf(part),
        `The values of a fact are words. Numbers are compared in the conditions: "${part.fact} <= 10".`,
      );
    else declared.set(part.fact, values);
  }
  const facts: FactsOfProtocol = { declared, kinds: new Map() };
  const nodes = parts.filter((part): part is PatientGroup => part.$type === 'PatientGroup');
  const groups = nodes.map((group) => readGroup(context, group, facts));
  const read = groups.filter((group) => group !== undefined);
  const complete = read.length === node.parts.filter((part) => part.$type !== 'FactValues').length;
  if (complete) checkCoverage(context, node, read, declared);
  return { name: node.name, groups: read, declared, complete };
}

function readGroup(context: Context, node: PatientGroup, facts: FactsOfProtocol): WrittenGroup | undefined {
  const condition = readCondition(context, node.condition, facts);
  const parts = node.parts.filter((part) => !reportUnreadable(context, part, 'group'));
  checkRepeated(context, parts, (part) => (part.$type === 'Schedule' ? 'schedule' : undefined));
  const citations: string[] = [];
  let cites = false;
  for (const part of parts) {
    if (part.$type !== 'GroupEvidence') continue;
    cites = true;
    if (isBroken(part)) continue;
    if (part.citation?.trim()) citations.push(part.citation.trim());
    else if (part.row) {
      const rule = resolveReference(context, part.row, ['rule'])?.rule;
      if (rule) citations.push(ruleCitation(rule));
    } else cites = false;
  }
  if (!cites)
    report(
      context,
      'RT1204',
      rangeOf(node, 'name'),
      `The group ${node.name} says nothing of its evidence. Cite it: evidence "authors, journal, year", or evidence from std.NAME of a published rule.`,
    );
  if (!node.name || (!node.otherwise && !condition)) return undefined;
  const schedule = parts.find((part): part is Schedule => part.$type === 'Schedule');
  return {
    name: node.name,
    node,
    ...(condition ? { condition } : {}),
    citations,
    ...(schedule ? { schedule } : {}),
    goals: parts.filter((part): part is Goals => part.$type === 'Goals'),
  };
}

function checkCoverage(
  context: Context,
  node: Protocol,
  groups: readonly WrittenGroup[],
  declared: ReadonlyMap<string, readonly FactDatum[]>,
): void {
  const { gap, overlaps, empty, incomplete, ranges } = coverageOf(groups, declared);
  const words = (patient: ExamplePatient): string =>
    patient.size === 0
      ? 'any patient'
      : `a patient with ${[...patient].map(([fact, value]) => factInWords(fact, value, ranges.get(fact)?.unit)).join(', ')}`;
  const at = (name: string): ReturnType<typeof rangeOf> =>
    rangeOf(groups.find((group) => group.name === name)!.node, 'name');
  if (groups.length === 0)
    report(context, 'RT1201', headRange(node), `The protocol ${node.name} has no group, so it is for no patient.`);
  else if (gap)
    report(
      context,
      'RT1201',
      headRange(node),
      `${capital(words(gap))} is in no group of ${node.name}. Add a group for such patients, or "group NAME otherwise { … }".`,
    );
  for (const { groups: names, patient } of overlaps)
    report(
      context,
      'RT1202',
      at(names[1]),
      `${capital(words(patient))} is in ${names[0]} and in ${names[1]}. Groups exclude each other: narrow one of the two conditions.`,
      { related: [{ message: `${names[0]} is declared here`, range: at(names[0]) }] },
    );
  for (const name of empty)
    report(
      context,
      'RT1203',
      at(name),
      `No patient can be in the group ${name}: ${groups.find((group) => group.name === name)?.condition ? 'its condition contradicts itself' : 'the other groups take them all'}.`,
    );
  if (incomplete)
    report(
      context,
      'RT1209',
      headRange(node),
      `The conditions of ${node.name} tell too many kinds of patients apart, so not all of them were looked at. Divide the protocol, or declare the values of facts: "fact NAME in (…)".`,
    );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
