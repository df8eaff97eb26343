import type { CitingGoal } from '../evidence/citation.ts';
import type { PlanCourse } from '../evidence/course.ts';
import type { Plan } from '../plan/plan.ts';
import { coursePrescriptions, totalFractions } from '../plan/schedule.ts';
import { quantity } from '../units/quantity.ts';
import type { Goal, PlanFile } from './generated/ast.ts';
import { organOfRegion } from './organ-of-region.ts';
import type { Scope } from './scope.ts';

/** The organ of a region by its name, as far as the text tells: what an editor needs while the plan has errors. */
export function organNamedBy(region: string, scope: Scope): string | undefined {
  const node = scope.names.get(region)?.node;
  return node?.$type === 'Organ' || node?.$type === 'Target' || node?.$type === 'Subtarget'
    ? organOfRegion(node, (name) => scope.names.get(name))?.name
    : undefined;
}

/** What a goal asks, from its text alone; nothing where its limit is no plain quantity. */
export function citingGoal(node: Goal, scope: Scope): CitingGoal | undefined {
  const { limit } = node;
  const metric = node.metric?.doseVolume ?? node.metric?.word;
  if (limit?.$type !== 'Quantity' || limit.share !== undefined || limit.prescription || metric === undefined)
    return undefined;
  const read = quantity(limit.value, limit.unit);
  const unit = read && ({ dose: 'Gy', percent: '%', volume: 'cc' } as const)[read.kind as string];
  if (!unit) return undefined;
  const organ = node.region === undefined ? undefined : organNamedBy(node.region, scope);
  return { ...(organ === undefined ? {} : { organ }), metric, comparison: node.comparison, limit: read.value, unit };
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
