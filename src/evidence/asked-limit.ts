import { dosePerFractionForBed, equivalentDose } from '../biology/biologically-effective-dose.ts';
import { metricClass } from './conflicts.ts';
import type { Constraint } from './constraints.ts';
import type { PlanCourse } from './course.ts';
import { sameComplication } from './endpoint-words.ts';
import { linearQuadraticRange } from './linear-quadratic-range.ts';
import { parseMetric } from './metric.ts';

/** What a goal asks, in the words of the language. */
export interface CitingGoal {
  /** TG-263 base name of the organ, where it is known. */
  readonly organ?: string;
  /** As written: `D0.03cc`, `V20Gy`, `mean`, `gEUD(a: 8)`, `NTCP`; of an EQD2 the statistic in it. */
  readonly metric: string;
  readonly comparison: '<=' | '>=' | '<' | '>';
  readonly limit: number;
  readonly unit: 'Gy' | '%' | 'cc';
  /** Of a goal on EQD2: its alpha/beta, Gy. */
  readonly eqd2AlphaBetaGy?: number;
  /** Of a goal on a complication: its endpoint as written, and as the row of its model has it. */
  readonly endpoints?: readonly string[];
}

/** What a row says to a goal, in the goal's own measure: a dose in the plan's course, an EQD2, a probability. */
export interface AskedLimit {
  readonly row: Constraint;
  readonly value: number;
  /** Where the source gives a range, both ends; `value` is the tighter one. */
  readonly range?: readonly [number, number];
}

/** `undefined` where the row does not limit what the goal asks. */
export function askedLimit(row: Constraint, goal: CitingGoal, plan: PlanCourse | undefined): AskedLimit | undefined {
  if (goal.endpoints) return complicationLimit(row, goal, goal.endpoints);
  if (!asksTheSame(row, goal)) return undefined;
  if (goal.eqd2AlphaBetaGy === undefined) return { row, value: limitInCourse(row, plan) };
  const value = limitInEqd2(row, goal.eqd2AlphaBetaGy, plan);
  return value === undefined ? undefined : { row, value };
}

/** EQD2 and probabilities mean the same in every course, so that rows of other courses speak to such goals too. */
export function holdsInEveryCourse(goal: CitingGoal): boolean {
  return goal.eqd2AlphaBetaGy !== undefined || goal.endpoints !== undefined;
}

/** The limit as a physical dose in so many fractions, Gy; of a volume, or without a course, as it is. */
export function limitInCourse(row: Constraint, plan: PlanCourse | undefined): number {
  if (row.unit !== 'Gy' || row.reference.kind === 'physical' || !plan) return row.limit;
  const { kind, alphaBetaGy } = row.reference;
  const bedGy = kind === 'BED' ? row.limit : row.limit * (1 + 2 / alphaBetaGy);
  return plan.fractions * dosePerFractionForBed(bedGy, plan.fractions, alphaBetaGy);
}

/** EQD2, Gy, of a total dose given in equal fractions. */
export function eqd2(doseGy: number, fractions: number, alphaBetaGy: number): number {
  return equivalentDose({ fractions, dosePerFractionGy: doseGy / fractions }, alphaBetaGy);
}

/**
 * The limit as EQD2, Gy, at an alpha/beta. Physical doses go by the row's own fractions, conventional ones by 2 Gy each. Nothing where the row is an
 * EQD2 at another alpha/beta, where a mean would have to be converted (the mean of EQD2 is not the EQD2 of the mean), or beyond the linear-quadratic
 * model.
 */
function limitInEqd2(row: Constraint, alphaBetaGy: number, plan: PlanCourse | undefined): number | undefined {
  if (row.reference.kind !== 'physical') {
    if (row.reference.alphaBetaGy !== alphaBetaGy) return undefined;
    return row.reference.kind === 'EQD2' ? row.limit : row.limit / (1 + 2 / alphaBetaGy);
  }
  if (parseMetric(row.metric!)?.kind === 'mean') return undefined;
  if (row.course.kind === 'conventional') return row.limit;
  const [from, to] = row.course.fractions ?? [];
  if (from === undefined || to === undefined) return undefined;
  const fractions = plan && plan.fractions >= from && plan.fractions <= to ? plan.fractions : to;
  return row.limit / fractions > linearQuadraticRange.toGy ? undefined : eqd2(row.limit, fractions, alphaBetaGy);
}

/** A row on the complication itself, or how often it was seen at a row's dose. */
function complicationLimit(row: Constraint, goal: CitingGoal, endpoints: readonly string[]): AskedLimit | undefined {
  if (!endpoints.some((endpoint) => sameComplication(endpoint, row.endpoint))) return undefined;
  if (!goal.comparison.startsWith('<') || row.course.reirradiation) return undefined;
  if (row.metric === 'NTCP') return row.operator.startsWith('<') ? { row, value: row.limit } : undefined;
  const percent = row.rate?.percent;
  return percent && { row, value: percent[0], range: percent };
}

function asksTheSame(row: Constraint, { metric, comparison, unit }: CitingGoal): boolean {
  if (row.metric === undefined || row.unit !== unit || row.operator[0] !== comparison[0]) return false;
  if (row.metricTo === undefined) return metricClass(row.metric) === metricClass(metric);
  const [from, to, asked] = [row.metric, row.metricTo, metric].map(parseMetric);
  return (
    from?.kind === 'doseAtVolume' &&
    to?.kind === 'doseAtVolume' &&
    asked?.kind === 'doseAtVolume' &&
    asked.unit === from.unit &&
    asked.value >= from.value &&
    asked.value <= to.value
  );
}

/** Limits in EQD2 come out uneven in a course: half a tenth of a Gy is the same. */
const toleranceGy = 0.05;

/** Whether a goal asks exactly what a row gives. */
export function isSameLimit({ row, value, range }: AskedLimit, goal: CitingGoal): boolean {
  if (range) return goal.limit >= range[0] - 1e-9 && goal.limit <= range[1] + 1e-9;
  const converted = row.unit === 'Gy' && (row.reference.kind !== 'physical' || goal.eqd2AlphaBetaGy !== undefined);
  return Math.abs(value - goal.limit) <= (converted ? toleranceGy : 1e-9 * Math.max(1, row.limit));
}
