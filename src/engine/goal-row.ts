import type { GoalResult } from '../evaluate/types.ts';
import type { Metric } from '../plan/plan.ts';
import type { PreviewGoal } from '../preview/model.ts';

/** A goal with its result in words and numbers, the same for the command line, the preview and the ends of the editor's lines. */
export function goalRow(result: GoalResult): Omit<PreviewGoal, 'marker'> {
  const { goal, unit } = result;
  const sign = { '<=': '≤', '>=': '≥', '<': '<', '>': '>' }[goal.comparison];
  return {
    region: goal.region,
    metric: metricText(goal.metric),
    target: `${sign} ${goal.limitPercentOfPrescription === undefined ? quantity(goal.limit, unit) : `${trimmed(goal.limitPercentOfPrescription, 1)} % (${quantity(goal.limit, unit)})`}`,
    achieved: result.achieved === undefined ? '–' : `${result.achieved.toFixed(decimals[unit])} ${unit}`,
    margin:
      result.achieved === undefined || result.margin === undefined
        ? ''
        : marginText(result.achieved - goal.limit, unit),
    met: result.met,
    level: goal.level.kind === 'must' ? 'must' : `prefer ${goal.level.order}`,
    source: goal.source ?? 'plan',
    note: result.note,
    range: goal.at,
  };
}

/** "D95%", "D0.03cc", "V20Gy" (with " (cc)" where the volume is absolute), "mean" */
export function metricText(metric: Metric): string {
  switch (metric.kind) {
    case 'doseAtVolume':
      return `D${trimmed(metric.value, 3)}${metric.unit === 'cc' ? 'cc' : '%'}`;
    case 'volumeAtDose':
      return `V${trimmed(metric.doseGy, 3)}Gy${metric.unit === 'cc' ? ' (cc)' : ''}`;
    default:
      return metric.kind;
  }
}

const decimals = { Gy: 1, '%': 1, cc: 2 } as const;

function quantity(value: number, unit: 'Gy' | '%' | 'cc'): string {
  return `${trimmed(value, decimals[unit])} ${unit}`;
}

/** "0.9 Gy below", "1.2 pp above", "at the limit" */
function marginText(difference: number, unit: 'Gy' | '%' | 'cc'): string {
  const size = trimmed(Math.abs(difference), decimals[unit]);
  if (Number(size) === 0) return 'at the limit';
  return `${size} ${unit === '%' ? 'pp' : unit} ${difference < 0 ? 'below' : 'above'}`;
}

function trimmed(value: number, places: number): string {
  return String(Number(value.toFixed(places)));
}
