import type { DoseMetric } from '../plan/plan.ts';
import { type Context, insertAfter, report, replace } from './context.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import type { Metric } from './generated/ast.ts';
import { rangeOf } from './source.ts';

/** A metric as the text has it: a volume in per cent of the prescription is still open. */
export type WrittenMetric =
  | { readonly kind: 'doseAtVolume'; readonly value: number; readonly unit: 'percent' | 'cc' }
  | { readonly kind: 'volumeAtDose'; readonly dose: number; readonly unit: 'Gy' | 'percentOfPrescription' }
  | { readonly kind: 'mean' | 'max' | 'min' };

const smallestSensiblePercent = 0.5;

export function readMetric(context: Context, node: Metric | undefined): WrittenMetric | undefined {
  if (!node) return undefined;
  const range = rangeOf(node);
  if (node.doseVolume === undefined) return statistic(context, node, range);
  const [, letter, digits, unit] = /^([DV])([\d.]+)(%|cc|Gy)$/.exec(node.doseVolume)!;
  const value = Number(digits);
  if (letter === 'D') {
    if (unit === 'Gy')
      return report(
        context,
        'RT2003',
        range,
        `${node.doseVolume} has a dose where D needs a volume: D95% or D0.03cc. For the volume at a dose write V${digits}Gy.`,
      );
    if (unit === '%' && (value > 100 || value <= 0))
      return report(
        context,
        'RT2008',
        range,
        `${node.doseVolume} asks for a volume of ${value} %; it has to lie above 0 and up to 100 %.`,
      );
    if (unit === 'cc' && value <= 0)
      return report(
        context,
        'RT2008',
        range,
        `${node.doseVolume} asks for no volume at all; the hottest point is "max".`,
      );
    if (unit === '%' && value < smallestSensiblePercent) {
      report(
        context,
        'RT5007',
        range,
        `${node.doseVolume} is the dose to ${value} % of the region. If ${value} cm³ is meant, write D${digits}cc.`,
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
      `${node.doseVolume} has a volume where V needs a dose: V20Gy. For the dose at a volume write D${digits}cc.`,
    );
  return { kind: 'volumeAtDose', dose: value, unit: unit === 'Gy' ? 'Gy' : 'percentOfPrescription' };
}

const statistics = { mean: 'mean', max: 'max', min: 'min' } as const;
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
};

function statistic(context: Context, node: Metric, range: ReturnType<typeof rangeOf>): WrittenMetric | undefined {
  const word = node.word;
  if (word === undefined) return undefined;
  if (Object.hasOwn(statistics, word)) return { kind: statistics[word as keyof typeof statistics] };
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
  const near = longForms[word] ?? didYouMean(word, Object.keys(statistics));
  return report(
    context,
    'RT1010',
    range,
    `"${word}" is not a metric${near ? `: ${near}?` : '.'} Possible: D95%, D0.03cc, V20Gy, mean, max, min.`,
    near ? { fixes: [replace(`Write ${near}`, range, near)] } : undefined,
  );
}

/** For metrics that are doses: prescriptions and normalisations. */
export function doseMetric(context: Context, node: Metric, what: string): DoseMetric | undefined {
  const metric = readMetric(context, node);
  if (metric?.kind !== 'volumeAtDose') return metric;
  return report(
    context,
    'RT2003',
    rangeOf(node),
    `${what} is a dose at a volume (D95%), the mean, the maximum or the minimum; this is a volume.`,
  );
}

export function sameMetric(a: DoseMetric, b: DoseMetric): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
