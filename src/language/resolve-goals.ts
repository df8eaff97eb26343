import type { Goal as PlanGoal, Prescription } from '../plan/plan.ts';
import { kindInWords } from '../units/units.ts';
import { numberInWords } from '../units/quantity.ts';
import { reportUnreadable } from './blocks.ts';
import { type Context, insertAfter, listed, report, resolveName, resolveReference, scopeAt } from './context.ts';
import { checkCitation, citedRows } from './check-citation.ts';
import { evaluate } from './expressions.ts';
import type { Goal, Goals } from './generated/ast.ts';
import { readMetric, type WrittenMetric } from './metrics.ts';
import { organOfRegion } from './organ-of-region.ts';
import { checkedValue } from './quantities.ts';
import { type Declaration, planName, type RegionNode } from './scope.ts';
import { isBroken, rangeOf, sourceOf, spanOf, textOf } from './source.ts';

/** Doses of a region's prescription; a region whose prescription could not be read is in `unread`. */
export interface Prescribed {
  readonly prescriptions: readonly Prescription[];
  readonly unread: ReadonlySet<string>;
  readonly fractions?: number;
}

export function resolveGoals(context: Context, node: Goals, prescribed: Prescribed): (PlanGoal | undefined)[] {
  const goals: (PlanGoal | undefined)[] = [];
  for (const part of node.goals) {
    if (reportUnreadable(context, part, 'goals') || part.$type !== 'Goal' || isBroken(part)) continue;
    goals.push(resolveGoal(context, part, prescribed));
  }
  return goals;
}

export function resolveGoal(context: Context, node: Goal, prescribed: Prescribed): PlanGoal | undefined {
  const region = resolveName(context, node, 'region', node.region, ['region']);
  if (isMissing(context, node.limit))
    return report(
      context,
      'RT0008',
      rangeOf(node, 'limit'),
      `The limit is missing between "${node.comparison}" and "must".`,
    );
  const written = readMetric(context, node.metric);
  const level = levelOf(context, node);
  const source = sourceText(context, node);
  if (region && written) checkDirection(context, node, region, written);
  const limit = written && limitOf(context, node, region, written, prescribed);
  const metric = written && limit && planMetric(context, node, region, written, limit.unit, prescribed);
  if (region && limit && source !== undefined) checkAgainstRows(context, node, region, limit, prescribed);
  if (!region || !metric || !limit || !level) return undefined;
  return {
    text: goalText(node),
    region: region.name,
    metric,
    comparison: node.comparison,
    limit: limit.value,
    ...(limit.percent === undefined ? {} : { limitPercentOfPrescription: limit.percent }),
    level,
    ...(source === undefined ? {} : { source }),
    at: rangeOf(node),
  };
}

/** `Cord max <= must`: the word after the comparison was read as a name, which nothing has. */
function isMissing(context: Context, limit: Goal['limit'] | undefined): boolean {
  return (
    limit?.$type === 'Reference' &&
    limit.name === 'must' &&
    limit.member === undefined &&
    !scopeAt(context, limit).names.has('must')
  );
}

interface Limit {
  readonly value: number;
  readonly unit: 'Gy' | 'percent' | 'cc';
  readonly percent?: number;
}

function limitOf(
  context: Context,
  node: Goal,
  region: Declaration | undefined,
  metric: WrittenMetric,
  prescribed: Prescribed,
): Limit | undefined {
  const value = evaluate(context, node.limit);
  if (!value) return undefined;
  if (metric.kind === 'volumeAtDose') return volumeLimit(context, node, value);
  if (value.sort === 'prescriptionShare') {
    const prescription = prescriptionFor(context, node, 'limit', region, prescribed);
    return (
      prescription && {
        value: Number(((prescription.doseGy * value.percent) / 100).toPrecision(12)),
        unit: 'Gy',
        percent: value.percent,
      }
    );
  }
  if (value.sort === 'quantity' && value.quantity.kind === 'percent') {
    const text = `${numberInWords(value.quantity.value)} % of prescription`;
    return report(
      context,
      'RT2003',
      rangeOf(node, 'limit'),
      `${metricName(node)} is a dose, and ${numberInWords(value.quantity.value)} % is a percentage. Per cent of the prescribed dose is written "${text}".`,
      {
        fixes: [insertAfter(`Write "${text}"`, rangeOf(node, 'limit'), ' of prescription')],
      },
    );
  }
  const doseGy = checkedValue(context, node.limit, value, {
    what: `the limit of ${node.region} ${metricName(node)}`,
    kind: 'dose',
    min: 0,
  });
  return doseGy === undefined ? undefined : { value: doseGy, unit: 'Gy' };
}

function volumeLimit(context: Context, node: Goal, value: NonNullable<ReturnType<typeof evaluate>>): Limit | undefined {
  if (value.sort === 'quantity' && value.quantity.kind === 'volume') return { value: value.quantity.value, unit: 'cc' };
  if (value.sort === 'quantity' && value.quantity.kind === 'percent') {
    if (value.quantity.value < 0 || value.quantity.value > 100)
      return report(
        context,
        'RT2008',
        rangeOf(node, 'limit'),
        `A volume of ${numberInWords(value.quantity.value)} % cannot be; it has to lie from 0 to 100 %.`,
      );
    return { value: value.quantity.value, unit: 'percent' };
  }
  if (value.sort === 'quantity' && value.quantity.kind === 'number') {
    return report(
      context,
      'RT2002',
      rangeOf(node, 'limit'),
      `${metricName(node)} is a volume and needs its unit: % of the region or cc.`,
      {
        fixes: [
          insertAfter(`Write ${value.quantity.value} %`, rangeOf(node, 'limit'), ' %'),
          insertAfter(`Write ${value.quantity.value} cc`, rangeOf(node, 'limit'), ' cc'),
        ],
      },
    );
  }
  const what = value.sort === 'quantity' ? kindInWords(value.quantity.kind) : 'no volume';
  return report(
    context,
    'RT2003',
    rangeOf(node, 'limit'),
    `${metricName(node)} is a volume, in % of the region or in cc, and this is ${what}.`,
  );
}

function planMetric(
  context: Context,
  node: Goal,
  region: Declaration | undefined,
  metric: WrittenMetric,
  unit: Limit['unit'],
  prescribed: Prescribed,
): PlanGoal['metric'] | undefined {
  if (metric.kind !== 'volumeAtDose') return metric;
  const volumeUnit = unit === 'cc' ? 'cc' : 'percent';
  if (metric.unit === 'Gy') return { kind: 'volumeAtDose', doseGy: metric.dose, unit: volumeUnit };
  const prescription = prescriptionFor(context, node, 'metric', region, prescribed);
  return (
    prescription && {
      kind: 'volumeAtDose',
      doseGy: Number(((prescription.doseGy * metric.dose) / 100).toPrecision(12)),
      unit: volumeUnit,
    }
  );
}

function prescriptionFor(
  context: Context,
  node: Goal,
  property: 'limit' | 'metric',
  region: Declaration | undefined,
  { prescriptions, unread }: Prescribed,
): Prescription | undefined {
  if (!region) return undefined;
  const found = prescriptions.find((prescription) => prescription.region === region.name);
  if (found || unread.has(region.name)) return found;
  const names = prescriptions.map((p) => p.region);
  return report(
    context,
    'RT1014',
    rangeOf(node, property),
    `The schedule prescribes no dose to ${region.name}, so a share of its prescription has no value.${names.length > 0 ? ` It prescribes to ${listed(names, 'and')}.` : ''}`,
  );
}

function levelOf(context: Context, node: Goal): PlanGoal['level'] | undefined {
  if (node.must) return { kind: 'must' };
  if (node.order !== undefined) {
    if (Number.isInteger(node.order) && node.order > 0) return { kind: 'prefer', order: node.order };
    return report(
      context,
      'RT2010',
      rangeOf(node, 'order'),
      `"prefer" takes a whole number from 1, not ${node.order}.`,
    );
  }
  const anchor = rangeOf(node, 'limit');
  return report(
    context,
    'RT0014',
    rangeOf(node),
    'Say how much this goal weighs: "must" for a constraint, "prefer 1", "prefer 2", … for wishes in order.',
    {
      fixes: [insertAfter('Write "must"', anchor, ' must'), insertAfter('Write "prefer 1"', anchor, ' prefer 1')],
    },
  );
}

function sourceText(context: Context, node: Goal): string | undefined {
  if (node.local) return node.text;
  if (!node.evidence) return undefined;
  const declaration = resolveReference(context, node.evidence, ['constraints']);
  return declaration && planName(declaration);
}

/** The goal beside the rows of the source that it cites. A house's protocol is text alone until a file with its rows is imported. */
function checkAgainstRows(
  context: Context,
  node: Goal,
  region: Declaration,
  { value, unit }: Limit,
  { prescriptions, fractions }: Prescribed,
): void {
  const rows = citedRows(context, node);
  if (!rows) return;
  const lookup = (name: string): Declaration | undefined => scopeAt(context, node).names.get(name);
  const organ = region.node && isRegion(region.node) ? organOfRegion(region.node, lookup)?.name : undefined;
  const goal = {
    region: region.name,
    ...(organ === undefined ? {} : { organ }),
    text: goalText(node),
    metric: metricName(node),
    comparison: node.comparison,
    limit: value,
    unit: unit === 'percent' ? ('%' as const) : unit,
    cited: node.local ? `"${node.text}"` : textOf(node.evidence!),
  };
  const course =
    fractions === undefined ? undefined : { fractions, prescribedGy: prescriptions.map(({ doseGy }) => doseGy) };
  checkCitation(context, node, goal, rows, course);
}

function isRegion(node: NonNullable<Declaration['node']>): node is RegionNode {
  return node.$type === 'Organ' || node.$type === 'Target' || node.$type === 'Subtarget';
}

function checkDirection(context: Context, node: Goal, region: Declaration, metric: WrittenMetric): void {
  if (region.node?.$type !== 'Organ' || !node.comparison?.startsWith('>')) return;
  const what = metric.kind === 'volumeAtDose' ? 'volume' : 'dose';
  report(
    context,
    'RT5004',
    rangeOf(node, 'comparison'),
    `${region.name} is an organ, and this goal asks for at least a ${what}. Turn the comparison round, or declare ${region.name} as a target.`,
  );
}

function metricName(node: Goal): string {
  return node.metric.doseVolume ?? node.metric.word ?? 'this metric';
}

/** "Cord D0.03cc <= 45 Gy". */
function goalText(node: Goal): string {
  const { start } = spanOf(node);
  const { end } = spanOf(node, 'limit');
  return sourceOf(node).text.slice(start, end).replace(/\s+/g, ' ');
}
