import type { CitingGoal } from '../evidence/asked-limit.ts';
import type { EvidenceBase } from '../evidence/base.ts';
import { complicationOf } from '../evidence/complication-row.ts';
import type { PlanCourse } from '../evidence/course.ts';
import type { Plan } from '../plan/plan.ts';
import { coursePrescriptions, totalFractions } from '../plan/schedule.ts';
import { quantity } from '../units/quantity.ts';
import type { Goal, Metric, MetricArgument, PlanFile } from './generated/ast.ts';
import { organOfRegion } from './organ-of-region.ts';
import type { Scope } from './scope.ts';
import { textOf } from './source.ts';

/** The organ of a region by its name, as far as the text tells: what an editor needs while the plan has errors. */
export function organNamedBy(region: string, scope: Scope): string | undefined {
  const node = scope.names.get(region)?.node;
  return node?.$type === 'Organ' || node?.$type === 'Target' || node?.$type === 'Subtarget'
    ? organOfRegion(node, (name) => scope.names.get(name))?.name
    : undefined;
}

/** What a goal asks, from its text alone; nothing where its limit is no plain quantity. */
export function citingGoal(node: Goal, scope: Scope, evidence: EvidenceBase): CitingGoal | undefined {
  const { limit, metric } = node;
  if (limit?.$type !== 'Quantity' || limit.share !== undefined || limit.prescription || !metric) return undefined;
  const read = quantity(limit.value, limit.unit);
  const unit = read && ({ dose: 'Gy', percent: '%', volume: 'cc', eqd2: 'Gy' } as const)[read.kind as string];
  const asked = askedMetric(metric);
  if (!unit || !asked) return undefined;
  const organ = node.region === undefined ? undefined : organNamedBy(node.region, scope);
  return {
    ...(organ === undefined ? {} : { organ }),
    ...asked,
    ...(asked.endpoints ? { endpoints: endpointsOf(asked.endpoints, organ, evidence) } : {}),
    ...(read.kind === 'eqd2' ? { eqd2AlphaBetaGy: read.alphaBetaGy } : {}),
    comparison: node.comparison,
    limit: read.value,
    unit,
  };
}

/** An endpoint as written and, where its words mean one model, as the row of that has it. */
function endpointsOf(
  [endpoint, ...which]: readonly string[],
  organ: string | undefined,
  evidence: EvidenceBase,
): string[] {
  const found = organ === undefined ? undefined : complicationOf(organ, { endpoint, which }, evidence);
  return found?.kind === 'found' ? [endpoint, found.row.endpoint] : [endpoint];
}

/** Of a complication the words of its arguments. */
function askedMetric(metric: Metric): Pick<CitingGoal, 'metric' | 'endpoints'> | undefined {
  const {
    doseVolume,
    word,
    arguments: [first, ...more],
  } = metric;
  const words = (argument: MetricArgument): string => argument.text ?? argument.doseVolume ?? textOf(argument);
  switch (word) {
    case 'gEUD':
      return { metric: textOf(metric) };
    case 'eqd2':
      return first && { metric: words(first) };
    case 'NTCP':
      return first && { metric: word, endpoints: [first, ...more].map(words) };
    default: {
      const written = doseVolume ?? word;
      return written === undefined ? undefined : { metric: written };
    }
  }
}

/** Fractions and prescribed doses: of the resolved plan, or from the text where it has errors. */
export function courseOf(tree: PlanFile, plan: Plan | undefined): PlanCourse | undefined {
  if (plan)
    return {
      fractions: totalFractions(plan.schedule),
      prescribedGy: coursePrescriptions(plan.schedule).map(({ doseGy }) => doseGy),
    };
  const schedule = tree.statements.find((statement) => statement.$type === 'Schedule');
  const fractions = schedule?.fractions;
  if (!schedule || fractions === undefined || !Number.isInteger(fractions) || fractions < 1) return undefined;
  const prescribedGy = schedule.parts.flatMap((part) => {
    if (part.$type !== 'Prescription' || part.dose?.$type !== 'Quantity') return [];
    const dose = quantity(part.dose.value, part.dose.unit);
    if (dose?.kind === 'dose') return [dose.value];
    return dose?.kind === 'dosePerFraction' ? [dose.value * fractions] : [];
  });
  return { fractions, prescribedGy };
}
