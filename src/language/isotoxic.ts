import type { DoseMetric, Phase, Prescription as PlanPrescription } from '../plan/plan.ts';
import { numberInWords } from '../units/quantity.ts';
import { type Context, report, resolveName } from './context.ts';
import { type Isotoxic, isIsotoxic, type Prescription } from './generated/ast.ts';
import { limitOf } from './goal-limits.ts';
import { readMetric, sameMetric, type WrittenMetric } from './metrics.ts';
import { rangeOf, textOf } from './source.ts';

type Clause = NonNullable<PlanPrescription['isotoxic']>;

/** `isotoxic until Cord D0.03cc <= 45 Gy`; nothing where a diagnostic has said what is wrong with it. */
export function readIsotoxic(context: Context, node: Prescription, clause: Isotoxic): Clause | undefined {
  const organ = resolveName(context, clause, 'region', clause.region, ['region']);
  const metric = clause.metric && readMetric(context, clause.metric);
  if (!organ || !metric) return undefined;
  const refuse = (why: string): undefined => report(context, 'RT1030', rangeOf(clause), why);
  if (node.rule) return refuse('A dose that a rule makes is not escalated. Write the dose to begin with in Gy.');
  if (organ.name === node.region)
    return refuse(`${node.region} is escalated until an organ has its limit. Name another region.`);
  if (node.clauses.filter(isIsotoxic).length > 1)
    return refuse(
      'One limit ends the escalation: keep one "isotoxic until", and write the others as goals that must hold.',
    );
  if (!node.clauses.some((one) => one.cap))
    return refuse(
      'Say how far at most, as ", at most 80 Gy": without a cap, beams that miss the organ would be escalated without end.',
    );
  const limit = limitOf(context, clause, metric, () => refuse('The limit is a dose of the organ, in Gy.'));
  if (!limit) return undefined;
  const ofDose = asDose(metric, limit);
  if (!ofDose)
    return refuse(
      `The dose is escalated by scaling it, to a limit on a dose or on a volume at a dose; ${textOf(clause.metric)} is neither. Write it as a goal.`,
    );
  return { region: organ.name, ...ofDose, text: `${organ.name} ${textOf(clause.metric)} <= ${textOf(clause.limit)}` };
}

/** V20Gy <= 30 % is D30% <= 20 Gy. */
function asDose(
  metric: WrittenMetric,
  limit: { readonly value: number; readonly unit: string },
): { metric: DoseMetric; limitGy: number } | undefined {
  switch (metric.kind) {
    case 'doseAtVolume':
    case 'mean':
    case 'max':
      return limit.value > 0 ? { metric, limitGy: limit.value } : undefined;
    case 'volumeAtDose':
      if (metric.unit !== 'Gy' || !(limit.value > 0) || (limit.unit !== 'percent' && limit.unit !== 'cc'))
        return undefined;
      return { metric: { kind: 'doseAtVolume', value: limit.value, unit: limit.unit }, limitGy: metric.dose };
    default:
      return undefined;
  }
}

/** What of a schedule an isotoxic prescription needs: one of it, in a plan of one phase that is normalised to that very prescription. */
export function isotoxicIsSound(context: Context, phases: readonly Phase[]): boolean {
  const known = context.diagnostics.length;
  const found = phases.flatMap((phase) =>
    phase.prescriptions.flatMap((prescription) => (prescription.isotoxic ? [{ phase, prescription }] : [])),
  );
  for (const [n, { phase, prescription }] of found.entries()) {
    const { region, doseGy, metric, at } = prescription;
    const { normalise } = phase;
    if (phases.length > 1)
      report(
        context,
        'RT1030',
        at,
        'Doses of several phases are not escalated together. Make it one phase, or take "isotoxic" out.',
      );
    else if (n > 0)
      report(
        context,
        'RT1030',
        at,
        `The whole plan is escalated, and ${found[0].prescription.region} decides how far. Take "isotoxic" out here.`,
        {
          related: [{ message: 'escalated here', range: found[0].prescription.at }],
        },
      );
    else if (
      normalise.kind !== 'metric' ||
      normalise.region !== region ||
      normalise.doseGy !== doseGy ||
      !sameMetric(normalise.metric, metric)
    )
      report(
        context,
        'RT1030',
        at,
        `The plan is escalated from the ${numberInWords(doseGy)} Gy of ${region}, so it has to be normalised to them. Write the dose and the metric of this prescription behind "normalise".`,
        { related: normalise.at ? [{ message: 'normalised here', range: normalise.at }] : [] },
      );
  }
  return context.diagnostics.length === known;
}
