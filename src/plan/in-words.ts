import { numberInWords } from '../units/quantity.ts';
import type { Goal, Metric } from './plan.ts';

/** "D95%", "D0.03cc", "V20Gy" (with " (cc)" where the volume is absolute), "mean": the same in messages, tables, pictures and files. */
export function metricInWords(metric: Metric): string {
  switch (metric.kind) {
    case 'doseAtVolume':
      return `D${numberInWords(metric.value)}${metric.unit === 'cc' ? 'cc' : '%'}`;
    case 'volumeAtDose':
      return `V${numberInWords(metric.doseGy)}Gy${metric.unit === 'cc' ? ' (cc)' : ''}`;
    default:
      return metric.kind;
  }
}

/** "must", "prefer 2" */
export function levelInWords(level: Goal['level']): string {
  return level.kind === 'must' ? 'must' : `prefer ${level.order}`;
}
