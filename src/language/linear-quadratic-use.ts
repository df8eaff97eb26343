import { linearQuadraticRange } from '../evidence/linear-quadratic-range.ts';
import { isDoseMetric } from '../plan/in-words.ts';
import type { Goal as PlanGoal, Schedule } from '../plan/plan.ts';
import { numberInWords } from '../units/quantity.ts';
import { type Context, report } from './context.ts';

/** Goals that are computed from the doses per fraction, by the linear-quadratic model. */
const computedByIt: ReadonlySet<string> = new Set(['tcp', 'ntcp', 'eqd2', 'pPlus']);

/** Warns of prescribed doses per fraction outside the range of the model that the plan's goals rest on. */
export function checkFractionSizes(
  context: Context,
  { phases }: Schedule,
  goals: readonly (PlanGoal | undefined)[],
): void {
  const goal = goals.find((one) => one && !isDoseMetric(one.metric) && computedByIt.has(one.metric.kind));
  if (!goal) return;
  const { fromGy, toGy, source } = linearQuadraticRange;
  const prescribed = phases.flatMap(({ fractions, prescriptions }) =>
    prescriptions.map((prescription) => ({ ...prescription, fractions })),
  );
  for (const { region, doseGy, fractions, at } of prescribed) {
    const perFractionGy = doseGy / fractions;
    if (perFractionGy >= fromGy && perFractionGy <= toGy) continue;
    report(
      context,
      'RT5303',
      at,
      `${region} gets ${numberInWords(Number(perFractionGy.toPrecision(3)))} Gy per fraction, and "${goal.text}" rests on the linear-quadratic model, which is accepted from ${fromGy} to ${toGy} Gy per fraction (${source}). Its value would be an extrapolation.`,
      { related: [{ message: 'the goal', range: goal.at }] },
    );
  }
}
