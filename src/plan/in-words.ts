import { numberInWords } from '../units/quantity.ts';
import type { DoseMetric, Goal, Metric } from './plan.ts';

export type MetricUnit = 'Gy' | '%' | 'cc' | '';

/** "D95%", "D0.03cc", "V20Gy" (with " (cc)" where the volume is absolute), "mean": the same in messages, tables, pictures and files. */
export function metricInWords(metric: Metric): string {
  switch (metric.kind) {
    case 'doseAtVolume':
      return `D${numberInWords(metric.value)}${metric.unit === 'cc' ? 'cc' : '%'}`;
    case 'volumeAtDose':
      return `V${numberInWords(metric.doseGy)}Gy${metric.unit === 'cc' ? ' (cc)' : ''}`;
    case 'tcp':
      return 'TCP';
    case 'ntcp':
      return `NTCP(${metric.endpoint})`;
    case 'geud':
      return `gEUD(a: ${numberInWords(metric.a)})`;
    case 'eqd2':
      return `EQD2[${numberInWords(metric.alphaBetaGy)}] ${metricInWords(metric.of)}`;
    case 'qualityFactor':
      return 'QF';
    case 'pPlus':
      return 'P_plus';
    default:
      return metric.kind;
  }
}

/** The unit of a metric's value, which is also that of a goal's limit on it; empty for an index. */
export function metricUnit(metric: Metric): MetricUnit {
  switch (metric.kind) {
    case 'volumeAtDose':
      return metric.unit === 'percent' ? '%' : 'cc';
    case 'tcp':
    case 'ntcp':
    case 'pPlus':
    case 'qualityFactor':
      return '%';
    case 'conformity':
    case 'homogeneity':
      return '';
    default:
      return 'Gy';
  }
}

/** Statistics that are read off the histogram of a physical dose. */
export function isDoseMetric(metric: Metric): metric is DoseMetric {
  return ['doseAtVolume', 'volumeAtDose', 'mean', 'max', 'min'].includes(metric.kind);
}

/** "must", "prefer 2", "prefer 2 weight 3" */
export function levelInWords(level: Goal['level']): string {
  if (level.kind === 'must') return 'must';
  const weight = level.weight === undefined ? '' : ` weight ${numberInWords(level.weight)}`;
  return `prefer ${level.order}${weight}`;
}
