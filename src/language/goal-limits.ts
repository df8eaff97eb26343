import type { AstNode } from 'langium';
import type { Prescription } from '../plan/plan.ts';
import { numberInWords, type Quantity, quantityInWords } from '../units/quantity.ts';
import { kindInWords } from '../units/units.ts';
import { type Context, insertAfter, replace, report } from './context.ts';
import { evaluate } from './expressions.ts';
import type { Goal } from './generated/ast.ts';
import type { WrittenMetric } from './metrics.ts';
import { checkedValue } from './quantities.ts';
import { rangeOf, textOf } from './source.ts';
import { type Value, valueInWords } from './values.ts';

/** A goal's limit in the base unit of its kind. */
export interface Limit {
  readonly value: number;
  /** Empty for an index. */
  readonly unit: 'Gy' | 'percent' | 'cc' | '';
  /** Set where it was given as a share of the prescription. */
  readonly percent?: number;
}

/** A statement or clause with a limit. */
export type LimitedNode = AstNode & Pick<Goal, 'limit'> & Partial<Pick<Goal, 'region' | 'metric' | 'plan'>>;

/** What a goal is on: a metric of a region, or P+ of the plan. */
export type LimitedMetric = WrittenMetric | { readonly kind: 'pPlus' };

/** The limit of a goal, checked to be of the metric's kind; `undefined` where a diagnostic has said what is wrong with it. */
export function limitOf(
  context: Context,
  node: LimitedNode,
  metric: LimitedMetric,
  prescription: () => Prescription | undefined,
): Limit | undefined {
  const value = evaluate(context, node.limit);
  if (!value) return undefined;
  switch (metric.kind) {
    case 'volumeAtDose':
      return volumeLimit(context, node, value);
    case 'tcp':
    case 'ntcp':
    case 'pPlus':
    case 'qualityFactor':
      return percentLimit(context, node, value, metric.kind === 'qualityFactor' ? 'a mean deviation' : 'a probability');
    case 'conformity':
    case 'homogeneity':
      return indexLimit(context, node, value, metric.kind);
    case 'eqd2':
      return equivalentLimit(context, node, value, metric.alphaBetaGy);
    default:
      return doseLimit(context, node, value, prescription);
  }
}

/** The metric of a goal as written: `D0.03cc`, `NTCP(xerostomia)`, `P_plus`. */
export function metricName(node: LimitedNode): string {
  return node.plan ? 'P_plus' : node.metric ? textOf(node.metric) : 'this metric';
}

function doseLimit(
  context: Context,
  node: LimitedNode,
  value: Value,
  prescriptionOf: () => Prescription | undefined,
): Limit | undefined {
  const range = rangeOf(node, 'limit');
  if (value.sort === 'prescriptionShare') {
    const prescription = prescriptionOf();
    return (
      prescription && {
        value: Number(((prescription.doseGy * value.percent) / 100).toPrecision(12)),
        unit: 'Gy',
        percent: value.percent,
      }
    );
  }
  if (value.sort === 'quantity' && value.quantity.kind === 'percent') {
    const text = `${numberInWords(value.quantity.value)} % of prescription`;
    return report(
      context,
      'RT2003',
      range,
      `${metricName(node)} is a dose, and ${numberInWords(value.quantity.value)} % is a percentage. Per cent of the prescribed dose is written "${text}".`,
      { fixes: [insertAfter(`Write "${text}"`, range, ' of prescription')] },
    );
  }
  const doseGy = checkedValue(context, node.limit, value, {
    what: `the limit of ${node.region} ${metricName(node)}`,
    kind: 'dose',
    min: 0,
  });
  return doseGy === undefined ? undefined : { value: doseGy, unit: 'Gy' };
}

function volumeLimit(context: Context, node: LimitedNode, value: Value): Limit | undefined {
  const range = rangeOf(node, 'limit');
  if (value.sort === 'quantity' && value.quantity.kind === 'volume') return { value: value.quantity.value, unit: 'cc' };
  if (value.sort === 'quantity' && value.quantity.kind === 'percent') {
    if (value.quantity.value < 0 || value.quantity.value > 100)
      return report(
        context,
        'RT2008',
        range,
        `A volume of ${numberInWords(value.quantity.value)} % cannot be; it has to lie from 0 to 100 %.`,
      );
    return { value: value.quantity.value, unit: 'percent' };
  }
  if (value.sort === 'quantity' && value.quantity.kind === 'number') {
    return report(
      context,
      'RT2002',
      range,
      `${metricName(node)} is a volume and needs its unit: % of the region or cc.`,
      {
        fixes: [
          insertAfter(`Write ${value.quantity.value} %`, range, ' %'),
          insertAfter(`Write ${value.quantity.value} cc`, range, ' cc'),
        ],
      },
    );
  }
  const what = value.sort === 'quantity' ? kindInWords(value.quantity.kind) : 'no volume';
  return report(
    context,
    'RT2003',
    range,
    `${metricName(node)} is a volume, in % of the region or in cc, and this is ${what}.`,
  );
}

function percentLimit(context: Context, node: LimitedNode, value: Value, what: string): Limit | undefined {
  const range = rangeOf(node, 'limit');
  const name = metricName(node);
  if (value.sort !== 'quantity' || !['percent', 'number'].includes(value.quantity.kind))
    return report(context, 'RT2003', range, `${name} is ${what} in %, and this is ${valueInWords(value)}.`);
  const { kind, value: number } = value.quantity;
  if (kind === 'number') {
    const percent = numberInWords(number <= 1 ? 100 * number : number);
    return report(context, 'RT2002', range, `${name} is ${what} and needs its unit: ${percent} %.`, {
      fixes: [replace(`Write ${percent} %`, range, `${percent} %`)],
    });
  }
  if (number < 0 || number > 100)
    return report(
      context,
      'RT2008',
      range,
      `${name} is ${what}: its limit has to lie from 0 to 100 %, and this is ${numberInWords(number)} %.`,
    );
  return { value: number, unit: 'percent' };
}

function indexLimit(
  context: Context,
  node: LimitedNode,
  value: Value,
  kind: 'conformity' | 'homogeneity',
): Limit | undefined {
  const most = kind === 'conformity' ? { max: 1 } : {};
  const index = checkedValue(context, node.limit, value, {
    what: `the limit of ${node.region} ${kind}, an index,`,
    kind: 'number',
    min: 0,
    ...most,
  });
  return index === undefined ? undefined : { value: index, unit: '' };
}

/** An EQD2 is compared with an EQD2 at the same alpha/beta, and with nothing else. */
function equivalentLimit(context: Context, node: LimitedNode, value: Value, alphaBetaGy: number): Limit | undefined {
  const range = rangeOf(node, 'limit');
  const unit = `Gy EQD2[${numberInWords(alphaBetaGy)}]`;
  if (value.sort !== 'quantity')
    return report(context, 'RT2003', range, `${metricName(node)} is an EQD2, and this is ${valueInWords(value)}.`);
  const { quantity } = value;
  if (quantity.kind !== 'eqd2' || quantity.alphaBetaGy !== alphaBetaGy)
    return report(
      context,
      quantity.kind === 'number' ? 'RT2002' : 'RT2004',
      range,
      `${metricName(node)} is an EQD2 at an alpha/beta of ${numberInWords(alphaBetaGy)} Gy, and ${quantityInWords(quantity)} is ${kindOf(quantity)}. The limit has to be in ${unit}.`,
      quantity.kind === 'dose' || quantity.kind === 'number'
        ? {
            fixes: [
              replace(
                `Write ${numberInWords(quantity.value)} ${unit}`,
                range,
                `${numberInWords(quantity.value)} ${unit}`,
              ),
            ],
          }
        : {},
    );
  if (quantity.value < 0)
    return report(context, 'RT2008', range, `An EQD2 cannot be below 0, and this is ${quantityInWords(quantity)}.`);
  return { value: quantity.value, unit: 'Gy' };
}

function kindOf({ kind, alphaBetaGy }: Quantity): string {
  return alphaBetaGy === undefined ? kindInWords(kind) : `${kindInWords(kind)} at another alpha/beta`;
}
