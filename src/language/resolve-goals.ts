import type { Goal as PlanGoal } from '../plan/plan.ts';
import { reportUnreadable } from './blocks.ts';
import { type Context, insertAfter, replace, report, resolveName, resolveReference, scopeAt } from './context.ts';
import { askedOf } from './asked-metric.ts';
import { checkCitation, citedRows } from './check-citation.ts';
import type { Goal, Goals } from './generated/ast.ts';
import { type Limit, type LimitedMetric, limitOf, metricName } from './goal-limits.ts';
import { readMetric } from './metrics.ts';
import { organOfRegion } from './organ-of-region.ts';
import { type MetricInputs, planMetric, type Prescribed, prescriptionFor } from './plan-metric.ts';
import { type Declaration, planName, type RegionNode } from './scope.ts';
import { isBroken, rangeBetween, rangeOf, sourceOf, spanOf, textOf } from './source.ts';

export function resolveGoals(context: Context, node: Goals, prescribed: MetricInputs): (PlanGoal | undefined)[] {
  const goals: (PlanGoal | undefined)[] = [];
  for (const part of node.goals) {
    if (reportUnreadable(context, part, 'goals') || part.$type !== 'Goal' || isBroken(part)) continue;
    goals.push(resolveGoal(context, part, prescribed));
  }
  return goals;
}

export function resolveGoal(context: Context, node: Goal, prescribed: MetricInputs): PlanGoal | undefined {
  const region = node.plan ? undefined : resolveName(context, node, 'region', node.region, ['region']);
  if (isMissing(context, node.limit))
    return report(
      context,
      'RT0008',
      rangeOf(node, 'limit'),
      `The limit is missing between "${node.comparison}" and "must".`,
    );
  const written = node.plan ? ({ kind: 'pPlus' } as const) : readMetric(context, node.metric);
  const level = levelOf(context, node);
  const source = sourceText(context, node);
  if (region && written) checkDirection(context, node, region, written);
  const limit =
    written &&
    limitOf(context, node, written, () =>
      prescriptionFor(context, { what: 'limit', range: rangeOf(node, 'limit') }, region, prescribed),
    );
  const metric =
    written &&
    limit &&
    (written.kind === 'pPlus'
      ? written
      : planMetric(context, node.metric!, region, { written, unit: limit.unit }, prescribed));
  if (limit && written && source !== undefined)
    checkAgainstRows(context, node, { region, written, limit, metric }, prescribed);
  if (!(region || node.plan) || !metric || !limit || !level) return undefined;
  return {
    text: goalText(node),
    ...(region ? { region: region.name } : {}),
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

function levelOf(context: Context, node: Goal): PlanGoal['level'] | undefined {
  const weight = weightOf(context, node);
  if (node.must) return { kind: 'must' };
  if (node.order !== undefined) {
    if (Number.isInteger(node.order) && node.order > 0)
      return { kind: 'prefer', order: node.order, ...(weight === undefined ? {} : { weight }) };
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

/** Of a wish beside the other wishes of its order. */
function weightOf(context: Context, node: Goal): number | undefined {
  const { weight } = node;
  if (weight === undefined) return undefined;
  const range = rangeOf(node, 'weight');
  if (weight === 0)
    return report(
      context,
      'RT2008',
      range,
      'A weight has to lie above 0. A goal that is not to count is left out, or wished for later.',
    );
  if (!node.must) return weight;
  const source = sourceOf(node);
  const { end } = spanOf(node, 'weight');
  const from = spanOf(node, 'must').end;
  return report(
    context,
    'RT1040',
    range,
    '"must" has to hold, whatever it costs: there is nothing to weigh. Take the weight out, or make it a wish, as "prefer 1 weight 3".',
    { fixes: [replace('Take the weight out', rangeBetween(source, from, end), '')] },
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
  { region, written, limit: { value, unit }, metric }: Judged,
  { prescriptions, fractions }: Prescribed,
): void {
  const rows = citedRows(context, node);
  if (!rows || (written.kind === 'ntcp' && !metric)) return;
  const asked = unit === '' ? undefined : askedOf(context, node, written, metric);
  if (unit === '' || !asked) {
    report(
      context,
      'RT5104',
      rangeOf(node, node.local ? 'text' : 'evidence'),
      `The citation cannot be checked: rows are on doses, volumes and complications, and this goal is on ${metricName(node)}.`,
    );
    return;
  }
  if (!region) return;
  const lookup = (name: string): Declaration | undefined => scopeAt(context, node).names.get(name);
  const organ = region.node && isRegion(region.node) ? organOfRegion(region.node, lookup)?.name : undefined;
  const goal = {
    region: region.name,
    ...(organ === undefined ? {} : { organ }),
    text: goalText(node),
    written: metricName(node),
    ...asked,
    comparison: node.comparison,
    limit: value,
    unit: unit === 'percent' ? ('%' as const) : unit,
    cited: node.local ? `"${node.text}"` : textOf(node.evidence!),
  };
  const course =
    fractions === undefined ? undefined : { fractions, prescribedGy: prescriptions.map(({ doseGy }) => doseGy) };
  checkCitation(context, node, goal, rows, course);
}

interface Judged {
  readonly region?: Declaration;
  readonly written: LimitedMetric;
  readonly limit: Limit;
  /** As the plan has it, with the row of a complication's model. */
  readonly metric: PlanGoal['metric'] | undefined;
}

function isRegion(node: NonNullable<Declaration['node']>): node is RegionNode {
  return node.$type === 'Organ' || node.$type === 'Target' || node.$type === 'Subtarget';
}

function checkDirection(context: Context, node: Goal, region: Declaration, metric: LimitedMetric): void {
  if (region.node?.$type !== 'Organ' || !node.comparison?.startsWith('>')) return;
  const asked = { volumeAtDose: 'a volume', ntcp: 'a probability of complications' }[metric.kind as string] ?? 'a dose';
  if (['tcp', 'conformity', 'homogeneity', 'qualityFactor'].includes(metric.kind)) return;
  report(
    context,
    'RT5004',
    rangeOf(node, 'comparison'),
    `${region.name} is an organ, and this goal asks for at least ${asked}. Turn the comparison round, or declare ${region.name} as a target.`,
  );
}

/** "Cord D0.03cc <= 45 Gy". */
function goalText(node: Goal): string {
  const { start } = spanOf(node);
  const { end } = spanOf(node, 'limit');
  return sourceOf(node).text.slice(start, end).replace(/\s+/g, ' ');
}
