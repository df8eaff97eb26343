import type { GoalResult } from '../evaluate/types.ts';
import { levelInWords, metricInWords, type MetricUnit } from '../plan/in-words.ts';
import { trimmed } from '../preview/format.ts';
import type { PreviewGoal } from '../preview/model.ts';
import { type DoseQuality, previewMark } from '../preview/quality.ts';

/**
 * A goal with its result in words and numbers, the same for the command line, the preview and the ends of the editor's lines. What a preview achieves
 * carries its mark.
 */
export function goalRow(result: GoalResult, { kind }: Pick<DoseQuality, 'kind'>): Omit<PreviewGoal, 'marker'> {
  const { goal, unit } = result;
  const about = kind === 'preview' ? `${previewMark} ` : '';
  const sign = { '<=': '≤', '>=': '≥', '<': '<', '>': '>' }[goal.comparison];
  return {
    region: goal.region ?? 'Plan',
    metric: metricInWords(goal.metric),
    target: `${sign} ${goal.limitPercentOfPrescription === undefined ? quantity(goal.limit, unit) : `${trimmed(goal.limitPercentOfPrescription, 1)} % (${quantity(goal.limit, unit)})`}`,
    achieved:
      result.achieved === undefined ? '–' : `${about}${result.achieved.toFixed(decimals[unit])} ${unit}`.trimEnd(),
    margin:
      result.achieved === undefined || result.margin === undefined
        ? ''
        : about + marginText(result.achieved - goal.limit, unit),
    met: result.met,
    level: levelInWords(goal.level),
    source: goal.source ?? 'plan',
    note: result.note,
    range: goal.at,
  };
}

const decimals = { Gy: 1, '%': 1, cc: 2, '': 2 } as const;

function quantity(value: number, unit: MetricUnit): string {
  return `${trimmed(value, decimals[unit])} ${unit}`.trimEnd();
}

/** "0.9 Gy below", "1.2 pp above", "at the limit" */
function marginText(difference: number, unit: MetricUnit): string {
  const size = trimmed(Math.abs(difference), decimals[unit]);
  if (Number(size) === 0) return 'at the limit';
  const words = [size, unit === '%' ? 'pp' : unit, difference < 0 ? 'below' : 'above'];
  return words.filter((word) => word !== '').join(' ');
}
