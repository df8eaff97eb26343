import type { DoseMetric } from '../plan/plan.ts';
import type { SourceRange } from '../plan/source-range.ts';
import {
  type BiologicalMetric,
  biologicalMetrics,
  hasNoArguments,
  readBiologicalMetric,
} from './biological-metrics.ts';
import { type Context, insertAfter, report, replace } from './context.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import type { Metric } from './generated/ast.ts';
import { rangeOf } from './source.ts';

/** A statistic of the dose as the text has it: a volume in per cent of the prescription is still open. */
export type WrittenDoseMetric =
  | { readonly kind: 'doseAtVolume'; readonly value: number; readonly unit: 'percent' | 'cc' }
  | { readonly kind: 'volumeAtDose'; readonly dose: number; readonly unit: 'Gy' | 'percentOfPrescription' }
  | { readonly kind: 'mean' | 'max' | 'min' };
export type WrittenMetric = WrittenDoseMetric | BiologicalMetric;

const smallestSensiblePercent = 0.5;

export function readMetric(context: Context, node: Metric | undefined): WrittenMetric | undefined {
  if (!node) return undefined;
  if (node.doseVolume !== undefined) return doseVolumeMetric(context, node.doseVolume, rangeOf(node));
  if (node.word !== undefined && Object.hasOwn(biologicalMetrics, node.word))
    return readBiologicalMetric(context, node);
  return statistic(context, node);
}

/** `D95%`, `D0.03cc`, `V20Gy`, `V95%`. */
export function doseVolumeMetric(context: Context, text: string, range: SourceRange): WrittenDoseMetric | undefined {
  const [, letter, digits, unit] = /^([DV])([\d.]+)(%|cc|Gy)$/.exec(text)!;
  const value = Number(digits);
  if (letter === 'D') {
    if (unit === 'Gy')
      return report(
        context,
        'RT2003',
        range,
        `${text} has a dose where D needs a volume: D95% or D0.03cc. For the volume at a dose write V${digits}Gy.`,
      );
    if (unit === '%' && (value > 100 || value <= 0))
      return report(
        context,
        'RT2008',
        range,
        `${text} asks for a volume of ${value} %; it has to lie above 0 and up to 100 %.`,
      );
    if (unit === 'cc' && value <= 0)
      return report(context, 'RT2008', range, `${text} asks for no volume at all; the hottest point is "max".`);
    if (unit === '%' && value < smallestSensiblePercent) {
      report(
        context,
        'RT5007',
        range,
        `${text} is the dose to ${value} % of the region. If ${value} cm³ is meant, write D${digits}cc.`,
        { fixes: [replace(`Write D${digits}cc`, range, `D${digits}cc`)] },
      );
    }
    return { kind: 'doseAtVolume', value, unit: unit === '%' ? 'percent' : 'cc' };
  }
  if (unit === 'cc')
    return report(
      context,
      'RT2003',
      range,
      `${text} has a volume where V needs a dose: V20Gy. For the dose at a volume write D${digits}cc.`,
    );
  return { kind: 'volumeAtDose', dose: value, unit: unit === 'Gy' ? 'Gy' : 'percentOfPrescription' };
}

export const statistics = { mean: 'mean', max: 'max', min: 'min' } as const;
const longForms: Readonly<Record<string, string>> = {
  Dmean: 'mean',
  Dmax: 'max',
  Dmin: 'min',
  maximum: 'max',
  minimum: 'min',
  average: 'mean',
  Mean: 'mean',
  Max: 'max',
  Min: 'min',
  tcp: 'TCP',
  ntcp: 'NTCP',
  geud: 'gEUD',
  GEUD: 'gEUD',
  EQD2: 'eqd2',
  qf: 'QF',
  CI: 'conformity',
  HI: 'homogeneity',
};

function statistic(context: Context, node: Metric): WrittenDoseMetric | undefined {
  const word = node.word;
  if (word === undefined) return undefined;
  if (Object.hasOwn(statistics, word))
    return hasNoArguments(context, node) ? { kind: statistics[word as keyof typeof statistics] } : undefined;
  const range = rangeOf(node, 'word');
  const bare = /^([DV])(\d+)$/.exec(word);
  if (bare) {
    const units = bare[1] === 'D' ? ['%', 'cc'] : ['Gy', '%'];
    return report(
      context,
      'RT0010',
      range,
      `${word} does not say ${bare[1] === 'D' ? '% or cc: D95% is a share of the region, D2cc a volume in cm³' : 'of what: V20Gy is a dose, V95% a share of the prescription'}.`,
      {
        fixes: units.map((unit) => insertAfter(`Write ${word}${unit}`, range, unit)),
      },
    );
  }
  const near = longForms[word] ?? didYouMean(word, [...Object.keys(statistics), ...Object.keys(biologicalMetrics)]);
  return report(
    context,
    'RT1010',
    range,
    `"${word}" is not a metric${near ? `: ${near}?` : '.'} Possible: D95%, D0.03cc, V20Gy, mean, max, min, ${Object.values(biologicalMetrics).join(', ')}.`,
    near ? { fixes: [replace(`Write ${near}`, range, near)] } : undefined,
  );
}

/** For metrics that are doses: prescriptions and normalisations. */
export function doseMetric(context: Context, node: Metric, what: string): DoseMetric | undefined {
  const metric = readMetric(context, node);
  if (
    !metric ||
    metric.kind === 'doseAtVolume' ||
    metric.kind === 'mean' ||
    metric.kind === 'max' ||
    metric.kind === 'min'
  )
    return metric;
  return report(
    context,
    'RT2003',
    rangeOf(node),
    `${what} is a dose at a volume (D95%), the mean, the maximum or the minimum; this is ${metric.kind === 'volumeAtDose' ? 'a volume' : `${node.word}`}.`,
  );
}

export function sameMetric(a: DoseMetric, b: DoseMetric): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
