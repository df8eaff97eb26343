import type { DoseMetric, Goal } from '../plan/plan.ts';
import { type Context, report } from './context.ts';

/** Pairs of goals that have to hold and cannot both: a dose that much of a region is to have, and a lower one that even less of it may have. */
export function checkContradictions(context: Context, goals: readonly (Goal | undefined)[]): void {
  const musts = goals.flatMap((goal) => (goal?.level.kind === 'must' ? [goal] : []));
  for (const least of musts) {
    const from = least.comparison.startsWith('>') ? shareWith(least.metric as DoseMetric) : undefined;
    if (from === undefined) continue;
    for (const most of musts) {
      if (most.region !== least.region || !most.comparison.startsWith('<')) continue;
      const to = shareWith(most.metric as DoseMetric);
      // The dose of a smaller part of a region is never below that of a larger one.
      if (to === undefined || to > from || least.limit <= most.limit) continue;
      report(
        context,
        'RT5306',
        least.at,
        `"${least.text}" and "${most.text}" cannot both hold: a region has no more dose in all of it than in its hottest part. Loosen one of them, or make it a wish.`,
        { related: [{ message: `"${most.text}"`, range: most.at }] },
      );
    }
  }
}

/** Share of the volume, %, whose least dose a metric is. */
function shareWith(metric: DoseMetric): number | undefined {
  switch (metric.kind) {
    case 'max':
      return 0;
    case 'min':
      return 100;
    case 'doseAtVolume':
      return metric.unit === 'percent' ? metric.value : undefined;
    default:
      return undefined;
  }
}
