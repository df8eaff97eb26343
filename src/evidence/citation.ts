import { dosePerFractionForBed, equivalentDose } from '../biology/biologically-effective-dose.ts';
import { type EvidenceBase, sourceOfRow } from './base.ts';
import { metricClass } from './conflicts.ts';
import type { Constraint } from './constraints.ts';
import { courseHolds, type PlanCourse } from './course.ts';
import { parseMetric } from './metric.ts';

/** What a goal asks, in the words of the language. */
export interface CitingGoal {
  /** TG-263 base name of the organ, where it is known. */
  readonly organ?: string;
  /** As written: `D0.03cc`, `V20Gy`, `mean`. */
  readonly metric: string;
  readonly comparison: '<=' | '>=' | '<' | '>';
  readonly limit: number;
  readonly unit: 'Gy' | '%' | 'cc';
}

/** What the cited source says to the goal. `rows` are those that hold for the plan's course, tightest first. */
export type Citation =
  | { readonly kind: 'noRows' }
  /** It limits something else of this organ. */
  | { readonly kind: 'otherMetric'; readonly rows: readonly Constraint[] }
  /** It limits this in other courses only. */
  | { readonly kind: 'otherCourse'; readonly rows: readonly Constraint[] }
  | { readonly kind: 'matches'; readonly row: Constraint; readonly rows: readonly Constraint[] }
  /** Looser or tighter than the nearest row, which is the tightest that the goal is looser than, or the tightest of all. */
  | { readonly kind: 'looser' | 'tighter'; readonly nearest: Constraint; readonly rows: readonly Constraint[] };

/** Rows that a citation of a source may mean: its own, and a user's that take the place of one of these. */
export function rowsOfModule(evidence: EvidenceBase, module: string): Constraint[] {
  const isOf = (row: Constraint): boolean => evidence.sources.find(({ key }) => key === row.source)?.module === module;
  return evidence.constraints.filter((row) => {
    const old = evidence.overridden.get(row.id)?.row;
    return isOf(row) || (old !== undefined && 'metric' in old && isOf(old));
  });
}

/** How a goal stands to the rows of the source that it cites. Without a course every row is taken to hold. */
export function citationOf(goal: CitingGoal, rows: readonly Constraint[], plan: PlanCourse | undefined): Citation {
  const ofOrgan = rows.filter(({ organs }) => goal.organ !== undefined && organs.includes(goal.organ));
  if (ofOrgan.length === 0) return { kind: 'noRows' };
  const holding = ofOrgan.filter((row) => plan === undefined || courseHolds(row.course, plan));
  const asked = ofOrgan.filter((row) => asksTheSame(row, goal));
  if (asked.length === 0) return { kind: 'otherMetric', rows: holding.length > 0 ? holding : ofOrgan };
  const upper = goal.comparison.startsWith('<');
  const found = asked
    .filter((row) => holding.includes(row))
    .sort((a, b) => (upper ? 1 : -1) * (limitInCourse(a, plan) - limitInCourse(b, plan)));
  if (found.length === 0) return { kind: 'otherCourse', rows: asked };
  const match = found.find((row) => isSameLimit(row, goal, plan));
  if (match) return { kind: 'matches', row: match, rows: found };
  const looserThan = found.filter((row) =>
    upper ? limitInCourse(row, plan) < goal.limit : limitInCourse(row, plan) > goal.limit,
  );
  return looserThan.length > 0
    ? { kind: 'looser', nearest: looserThan[looserThan.length - 1], rows: found }
    : { kind: 'tighter', nearest: found[0], rows: found };
}

/** Rows of other sources that limit the same in the plan's course: what might be cited instead. */
export function alternatives(goal: CitingGoal, evidence: EvidenceBase, plan: PlanCourse | undefined): Constraint[] {
  return evidence.constraints.filter(
    (row) =>
      goal.organ !== undefined &&
      row.organs.includes(goal.organ) &&
      asksTheSame(row, goal) &&
      row.course.reirradiation !== true &&
      (plan === undefined || courseHolds(row.course, plan)),
  );
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

/** alpha/beta, Gy, for comparing limits of an organ in different courses: a planning convention, a published tissue, or that of a complication model. */
export function alphaBetaOf(organ: string, evidence: EvidenceBase): number | undefined {
  const late = evidence.tissues.filter(
    (tissue) =>
      tissue.organ === organ &&
      tissue.kind === 'late' &&
      !tissue.bound &&
      !tissue.contested &&
      tissue.parameters['alpha/beta'],
  );
  // Conventions are of no table; they are what plans are compared by, single studies are not.
  const tissue = late.find(({ table }) => table === undefined) ?? late[0];
  return (
    tissue?.parameters['alpha/beta'].value ??
    evidence.ntcp.find((row) => row.organs.includes(organ) && !row.supersededBy)?.alphaBeta.valueGy
  );
}

/** `std.quantec`, or a user's source by its title. */
export function citedName(row: Constraint, evidence: EvidenceBase): string {
  const source = sourceOfRow(evidence, row);
  return source ? (row.check === 'local' ? `"${source.title}"` : `std.${source.module}`) : row.source;
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

function isSameLimit(row: Constraint, goal: CitingGoal, plan: PlanCourse | undefined): boolean {
  const difference = Math.abs(limitInCourse(row, plan) - goal.limit);
  return difference <= (row.reference.kind === 'physical' ? 1e-9 * Math.max(1, row.limit) : toleranceGy);
}
