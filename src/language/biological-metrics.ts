import { type Context, listed, report } from './context.ts';
import type { Expression, Metric, MetricArgument } from './generated/ast.ts';
import { doseVolumeMetric, statistics, type WrittenDoseMetric } from './metrics.ts';
import { checkedValue, valueOf } from './quantities.ts';
import { evaluate } from './expressions.ts';
import { rangeOf, textOf } from './source.ts';

/** A biological metric or an index as the text has it; which row an NTCP means is still open. */
export type BiologicalMetric =
  | { readonly kind: 'tcp' | 'qualityFactor' | 'conformity' | 'homogeneity' }
  | { readonly kind: 'ntcp'; readonly endpoint: string; readonly which: readonly string[] }
  | { readonly kind: 'geud'; readonly a: number }
  | {
      readonly kind: 'eqd2';
      readonly alphaBetaGy: number;
      readonly of: Exclude<WrittenDoseMetric, { kind: 'volumeAtDose' }>;
    };

/** Their words, each with how it is written. */
export const biologicalMetrics: Readonly<Record<string, string>> = {
  TCP: 'TCP',
  NTCP: 'NTCP(xerostomia)',
  gEUD: 'gEUD(a: 8)',
  eqd2: 'eqd2(D0.03cc, 2 Gy)',
  QF: 'QF',
  conformity: 'conformity',
  homogeneity: 'homogeneity',
};

const plain: Readonly<Record<string, 'tcp' | 'qualityFactor' | 'conformity' | 'homogeneity'>> = {
  TCP: 'tcp',
  QF: 'qualityFactor',
  conformity: 'conformity',
  homogeneity: 'homogeneity',
};

/** Of a metric whose word is one of theirs; `undefined` where a diagnostic has said what is wrong with it. */
export function readBiologicalMetric(context: Context, node: Metric): BiologicalMetric | undefined {
  const word = node.word!;
  if (Object.hasOwn(plain, word)) return hasNoArguments(context, node) ? { kind: plain[word] } : undefined;
  if (word === 'NTCP') return readComplication(context, node);
  return word === 'gEUD' ? readUniformDose(context, node) : readEqd2(context, node);
}

/** Reports arguments of a metric that takes none. */
export function hasNoArguments(context: Context, node: Metric): boolean {
  if (node.arguments.length === 0) return true;
  report(context, 'RT2014', rangeOf(node.arguments[0]), `"${node.word}" takes no arguments.`);
  return false;
}

function readComplication(context: Context, node: Metric): BiologicalMetric | undefined {
  const words = node.arguments.map(wordsOf);
  const wrong = words.indexOf(undefined);
  if (words.length === 0 || wrong >= 0)
    return misused(
      context,
      wrong >= 0 ? node.arguments[wrong] : node,
      'NTCP takes an endpoint in words, and where several models have it a word of the one that is meant: NTCP(xerostomia), NTCP(pneumonitis, seppenwoolde).',
    );
  const [endpoint, ...which] = words as string[];
  return { kind: 'ntcp', endpoint, which };
}

function readUniformDose(context: Context, node: Metric): BiologicalMetric | undefined {
  const [argument, ...more] = node.arguments;
  if (argument?.name !== 'a' || more.length > 0)
    return misused(
      context,
      node,
      'gEUD takes its exponent by name: gEUD(a: -10) for a target, gEUD(a: 8) for an organ, gEUD(a: 1) for the mean.',
    );
  const a = valueOf(context, argument.value, { what: 'the exponent a of the gEUD', kind: 'number' });
  if (a !== 0) return a === undefined ? undefined : { kind: 'geud', a };
  return report(
    context,
    'RT2008',
    rangeOf(argument, 'value'),
    'A gEUD has no exponent of 0: below 0 cold spots count most, above 0 hot spots.',
  );
}

function readEqd2(context: Context, node: Metric): BiologicalMetric | undefined {
  const [statistic, ratio, ...more] = node.arguments;
  if (!statistic || !ratio?.value || ratio.name !== undefined || more.length > 0)
    return misused(
      context,
      node,
      'eqd2 takes a statistic of the dose and the alpha/beta: eqd2(D0.03cc, 2 Gy), eqd2(mean, 3 Gy).',
    );
  const of = statisticOf(context, statistic);
  const alphaBetaGy = alphaBetaOf(context, ratio.value);
  return of && alphaBetaGy !== undefined ? { kind: 'eqd2', alphaBetaGy, of } : undefined;
}

function statisticOf(
  context: Context,
  node: MetricArgument,
): Extract<BiologicalMetric, { kind: 'eqd2' }>['of'] | undefined {
  if (node.doseVolume !== undefined) {
    const metric = doseVolumeMetric(context, node.doseVolume, rangeOf(node));
    if (metric?.kind !== 'volumeAtDose') return metric;
    return misused(
      context,
      node,
      `${node.doseVolume} is a volume; an EQD2 is of a dose: D0.03cc, D95%, mean, max or min.`,
    );
  }
  const word = wordsOf(node);
  if (word !== undefined && Object.hasOwn(statistics, word))
    return { kind: statistics[word as keyof typeof statistics] };
  return misused(
    context,
    node,
    `An EQD2 is of a dose statistic, ${listed(['D95%', 'D0.03cc', ...Object.keys(statistics)])}, and this is none.`,
  );
}

function alphaBetaOf(context: Context, node: Expression): number | undefined {
  const value = evaluate(context, node);
  return (
    value && checkedValue(context, node, value, { what: 'the alpha/beta of an EQD2', kind: 'dose', positive: true })
  );
}

function misused(context: Context, node: Metric | MetricArgument, message: string): undefined {
  return report(context, 'RT2014', rangeOf(node), message);
}

/** The words of an argument, in quotes or not; nothing where it is no words. */
function wordsOf(node: MetricArgument): string | undefined {
  if (node.text !== undefined) return node.text;
  return node.words.length > 0 ? textOf(node) : undefined;
}
