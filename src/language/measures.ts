import type { Baseline, Measured as PlanMeasured, Metric as PlanMetric, Schedule } from '../plan/plan.ts';
import { metricUnit } from '../plan/in-words.ts';
import { divide, multiply, numberInWords, type Quantity, sameKind } from '../units/quantity.ts';
import { kindInWords } from '../units/units.ts';
import type { insertAfter } from './context.ts';
import { type Context, listed, report, resolveName } from './context.ts';
import { evaluate, letValue } from './expressions.ts';
import type { Assertion, Measure, Measured, MeasuredNumber, MeasuredSum, Metric } from './generated/ast.ts';
import { readMetric } from './metrics.ts';
import { planMetric } from './plan-metric.ts';
import { prescribedBy } from './resolve-wanted.ts';
import type { Declaration } from './scope.ts';
import { rangeOf, textOf } from './source.ts';
import type { ResolvedRegions } from './tumour-goals.ts';
import { valueInWords } from './values.ts';

/** What a test can measure: the plan and its baselines. */
export interface Measurable extends ResolvedRegions {
  readonly schedule: Schedule | undefined;
  readonly baselines: readonly Baseline[];
}

/** What a side of an assertion is, for the comparison with the other. */
type Kind = Pick<Quantity, 'kind' | 'alphaBetaGy'>;
export interface Side {
  readonly measured: PlanMeasured;
  readonly kind: Kind;
}

interface Reading extends Measurable {
  /** Volumes at a dose are in cm³, not in per cent of the region, where they are compared with such. */
  readonly inCc: boolean;
}

/** Both sides of an assertion; `undefined` where a diagnostic says what is wrong with one. */
export function sidesOf(context: Context, node: Assertion, measurable: Measurable): [Side, Side] | undefined {
  const reading = { ...measurable, inCc: numbersIn(node).some(({ quantity }) => isVolume(quantity.unit)) };
  const left = sideOf(context, node.left, reading);
  const right = sideOf(context, node.right, reading);
  return left && right && [left, right];
}

/** The regions that an assertion names, of the plan or of a baseline. */
export function measuredRegions(node: Assertion): string[] {
  return [node.left, node.right]
    .flatMap(measuresIn)
    .flatMap(({ head, steps }) => [head, ...steps.flatMap(({ word }) => word ?? [])]);
}

/** "a physical dose", "an EQD2 at an alpha/beta of 2 Gy" */
export function sideInWords({ kind, alphaBetaGy }: Kind): string {
  return alphaBetaGy === undefined
    ? kindInWords(kind)
    : `${kindInWords(kind)} at an alpha/beta of ${numberInWords(alphaBetaGy)} Gy`;
}

function sideOf(context: Context, node: Measured | undefined, reading: Reading): Side | undefined {
  switch (node?.$type) {
    case undefined:
      return undefined;
    case 'MeasuredParenthesis':
      return sideOf(context, node.inner, reading);
    case 'MeasuredNumber':
      return numberSide(context, node);
    case 'MeasuredSum':
      return arithmeticSide(context, node, reading);
    case 'Measure':
      return measureSide(context, node, reading);
  }
}

function numberSide(context: Context, node: MeasuredNumber): Side | undefined {
  const value = evaluate(context, node.quantity);
  if (!value) return undefined;
  if (value.sort === 'quantity') return quantitySide(value.quantity);
  return report(
    context,
    'RT2003',
    rangeOf(node),
    `A test compares numbers with their units, and this is ${valueInWords(value)}. Write it in Gy.`,
  );
}

function quantitySide({ value, kind, alphaBetaGy }: Quantity): Side {
  return { measured: { kind: 'number', value }, kind: { kind, ...(alphaBetaGy === undefined ? {} : { alphaBetaGy }) } };
}

function arithmeticSide(context: Context, node: MeasuredSum, reading: Reading): Side | undefined {
  const left = sideOf(context, node.left, reading);
  const right = sideOf(context, node.right, reading);
  if (!left || !right) return undefined;
  const kind = combined(left.kind, node.operator, right.kind);
  if (kind)
    return {
      measured: { kind: 'arithmetic', operator: node.operator, left: left.measured, right: right.measured },
      kind,
    };
  const inPoints = isPercent(left.kind) && isPercent(right.kind) && pointsFix(node.right);
  return report(
    context,
    'RT2003',
    rangeOf(node),
    inPoints
      ? `"${node.operator}" with a percentage can mean a share or percentage points. Percentage points are written "pp".`
      : `"${node.operator}" between ${sideInWords(left.kind)} and ${sideInWords(right.kind)} has no meaning.`,
    inPoints ? { fixes: [inPoints] } : {},
  );
}

/** The kind of a result. A percentage less a percentage is in percentage points; per cent of what would not be said. */
function combined(a: Kind, operator: MeasuredSum['operator'], b: Kind): Kind | undefined {
  if (operator === '*' || operator === '/') {
    const made = (operator === '*' ? multiply : divide)({ value: 1, ...a }, { value: 1, ...b });
    return made && { kind: made.kind, ...(made.alphaBetaGy === undefined ? {} : { alphaBetaGy: made.alphaBetaGy }) };
  }
  if (a.kind === 'percent' && b.kind === 'percent') return operator === '-' ? { kind: 'percentagePoints' } : undefined;
  if (a.kind === 'percent' && b.kind === 'percentagePoints') return a;
  return sameKind({ value: 1, ...a }, { value: 1, ...b }) ? a : undefined;
}

function isPercent({ kind }: Kind): boolean {
  return kind === 'percent' || kind === 'percentagePoints';
}

/** For a plain percentage where percentage points are due. */
export function pointsFix(node: Measured): ReturnType<typeof insertAfter> | undefined {
  if (node.$type !== 'MeasuredNumber' || node.quantity.unit !== '%') return undefined;
  const text = `${numberInWords(node.quantity.value)} pp`;
  return { title: `Write ${text}`, edits: [{ range: rangeOf(node), newText: text }] };
}

function measureSide(context: Context, node: Measure, reading: Reading): Side | undefined {
  if (node.head === undefined) return undefined;
  if (node.head === 'P_plus' && node.steps.length === 0) return pPlusSide();
  const declaration = resolveName(context, node, 'head', node.head, ['region', 'baseline', 'let']);
  switch (declaration?.sort) {
    case 'let':
      return letSide(context, node, declaration);
    case 'region':
      return metricSide(context, node, { region: declaration, metric: node.steps[0] }, node.steps.slice(1), reading);
    case 'baseline': {
      const [first, second, ...more] = node.steps;
      if (first?.word === 'P_plus' && first.arguments.length === 0 && !second) return pPlusSide(declaration.name);
      if (!first) return unmeasured(context, node, `${declaration.name} alone is a whole plan`);
      const region = first.word === undefined ? undefined : resolveName(context, first, 'word', first.word, ['region']);
      if (first.word === undefined) return unmeasured(context, node, `${textOf(first)} needs its region`);
      return region && metricSide(context, node, { region, metric: second, baseline: declaration.name }, more, reading);
    }
    default:
      return undefined;
  }
}

function pPlusSide(baseline?: string): Side {
  return {
    measured: { kind: 'metric', ...(baseline === undefined ? {} : { baseline }), metric: { kind: 'pPlus' } },
    kind: { kind: 'percent' },
  };
}

function letSide(context: Context, node: Measure, { name, node: definition }: Declaration): Side | undefined {
  if (node.steps.length > 0) return unmeasured(context, node, `${name} is a quantity (let), and has no metrics`);
  const value = definition?.$type === 'Let' ? letValue(context, definition) : undefined;
  if (!value || value === 'pending') return undefined;
  if (value.sort === 'quantity') return quantitySide(value.quantity);
  return unmeasured(context, node, `${name} is ${valueInWords(value)}`);
}

function metricSide(
  context: Context,
  node: Measure,
  { region, metric, baseline }: { region: Declaration; metric: Metric | undefined; baseline?: string },
  more: readonly Metric[],
  reading: Reading,
): Side | undefined {
  if (!metric) return unmeasured(context, node, `${region.name} alone is a region`);
  if (more.length > 0) return unmeasured(context, node, `nothing can follow ${textOf(metric)}`);
  const written = readMetric(context, metric);
  const inputs = { ...prescribedIn(reading, baseline), regions: reading.regions, tissues: reading.tissues };
  const unit = reading.inCc ? 'cc' : 'percent';
  const read = written && planMetric(context, metric, region, { written, unit }, inputs);
  return (
    read && {
      measured: { kind: 'metric', ...(baseline === undefined ? {} : { baseline }), region: region.name, metric: read },
      kind: kindOfMetric(read),
    }
  );
}

/** A baseline that could not be read has its own diagnostic, and its prescription is not known to lack anything. */
function prescribedIn({ schedule, baselines }: Measurable, name: string | undefined) {
  return prescribedBy(name === undefined ? schedule : baselines.find((one) => one.name === name)?.schedule, []);
}

function kindOfMetric(metric: PlanMetric): Kind {
  if (metric.kind === 'eqd2') return { kind: 'eqd2', alphaBetaGy: metric.alphaBetaGy };
  return { kind: ({ Gy: 'dose', '%': 'percent', cc: 'volume', '': 'number' } as const)[metricUnit(metric)] };
}

function unmeasured(context: Context, node: Measure, why: string): undefined {
  const examples = ['GTV.TCP', 'Cord.D0.03cc', 'Uniform.GTV.mean', 'P_plus'];
  return report(
    context,
    'RT1035',
    rangeOf(node),
    `A test measures a metric, and ${why}. Write it as in ${listed(examples)}.`,
  );
}

function numbersIn(node: Assertion): MeasuredNumber[] {
  return [node.left, node.right].flatMap((side) => leaves(side).filter((leaf) => leaf.$type === 'MeasuredNumber'));
}

function measuresIn(node: Measured): Measure[] {
  return leaves(node).filter((leaf) => leaf.$type === 'Measure');
}

function leaves(node: Measured | undefined): (Measure | MeasuredNumber)[] {
  switch (node?.$type) {
    case undefined:
      return [];
    case 'MeasuredParenthesis':
      return leaves(node.inner);
    case 'MeasuredSum':
      return [...leaves(node.left), ...leaves(node.right)];
    case 'Measure':
    case 'MeasuredNumber':
      return [node];
  }
}

function isVolume(unit: string | undefined): boolean {
  return unit !== undefined && ['cc', 'cm3', 'ml'].includes(unit);
}
