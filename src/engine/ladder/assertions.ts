import type { Measured } from '../../plan/plan.ts';
import { compares } from '../../plan/comparison.ts';
import { metricInWords } from '../../plan/in-words.ts';
import type { Assertion } from '../../plan/plan.ts';
import type { MetricResult } from '../../evaluate/metric.ts';
import { type Judgement, judgementInWords } from './judgements.ts';
import type { Measure } from './measure.ts';

export type WantedMetric = Extract<Measured, { kind: 'metric' }>;

/** An assertion in one truth. */
export interface Trial {
  readonly judgement: Judgement;
  /** Of both sides, in the assertion's unit; absent where one has no value. */
  readonly left?: number;
  readonly right?: number;
  readonly holds: boolean;
  /** Why a side has no value. */
  readonly why?: string;
}

/** The metrics that a side is made of. */
export function metricsIn(side: Measured): WantedMetric[] {
  switch (side.kind) {
    case 'number':
      return [];
    case 'metric':
      return [side];
    case 'arithmetic':
      return [...metricsIn(side.left), ...metricsIn(side.right)];
  }
}

/** Tries an assertion with the values of its metrics. */
export function tried(
  { left, comparison, right }: Assertion,
  judgement: Judgement,
  valueOf: (metric: WantedMetric) => MetricResult,
): Trial {
  const none = [...metricsIn(left), ...metricsIn(right)]
    .map((metric) => ({ metric, ...valueOf(metric) }))
    .find(({ value }) => value === undefined);
  if (none)
    return {
      judgement,
      holds: false,
      why: `${measureInWords(none.metric)} has no value: ${none.note ?? 'nothing was computed'}`,
    };
  const of = (side: Measured): number => {
    switch (side.kind) {
      case 'number':
        return side.value;
      case 'metric':
        return valueOf(side).value!;
      case 'arithmetic':
        return operate(of(side.left), side.operator, of(side.right));
    }
  };
  const [a, b] = [of(left), of(right)];
  if (!Number.isFinite(a) || !Number.isFinite(b))
    return { judgement, holds: false, why: 'a division by zero has no value' };
  return { judgement, left: a, right: b, holds: compares(a, comparison, b) };
}

/** The trial that decides an assertion: the first without a value, else the one that is nearest to failing or fails most. */
export function decisive(assertion: Assertion, trials: readonly Trial[]): Trial {
  const spare = ({ left, right }: Trial): number =>
    left === undefined || right === undefined
      ? -Infinity
      : assertion.comparison.startsWith('<')
        ? right - left
        : left - right;
  return trials.reduce((worst, trial) => (spare(trial) < spare(worst) ? trial : worst));
}

/** "11.2 pp, where at least 5 pp is asked, judged with fmiso 3 mm to the left" */
export function trialInWords({ comparison, unit }: Assertion, { left, right, why, judgement }: Trial): string {
  const judged = judgement.length === 0 ? '' : `, judged with ${judgementInWords(judgement)}`;
  if (left === undefined || right === undefined) return `${why ?? 'no value'}${judged}`;
  const places = decimalsThatTell(left, right);
  const inUnit = (value: number): string => [value.toFixed(places), unit].join(' ').trimEnd();
  return `${inUnit(left)}, where ${bounds[comparison]} ${inUnit(right)} is asked${judged}`;
}

export function measureInWords({ baseline, region, metric }: WantedMetric | (Measure & { baseline?: string })): string {
  return [baseline, region, metricInWords(metric)].filter((part) => part !== undefined).join('.');
}

const bounds = { '>=': 'at least', '<=': 'at most', '>': 'more than', '<': 'less than' } as const;

/** So many that a value does not look like the limit which it misses. */
function decimalsThatTell(a: number, b: number): number {
  const apart = Math.abs(a - b);
  return apart >= 0.05 || apart === 0 ? 1 : Math.min(6, Math.ceil(-Math.log10(apart)) + 1);
}

function operate(a: number, operator: '+' | '-' | '*' | '/', b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
  }
}
