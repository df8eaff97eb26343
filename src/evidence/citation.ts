import { askedLimit, type CitingGoal, holdsInEveryCourse, isSameLimit } from './asked-limit.ts';
import { type EvidenceBase, sourceOfRow } from './base.ts';
import type { Constraint } from './constraints.ts';
import { courseHolds, type PlanCourse } from './course.ts';

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
  const holds = (row: Constraint): boolean => plan === undefined || courseHolds(row.course, plan);
  const holding = ofOrgan.filter(holds);
  const asked = ofOrgan.flatMap((row) => askedLimit(row, goal, plan) ?? []);
  if (asked.length === 0) return { kind: 'otherMetric', rows: holding.length > 0 ? holding : ofOrgan };
  const upper = goal.comparison.startsWith('<');
  const inCourse = asked.filter(({ row }) => holds(row));
  const found = (inCourse.length === 0 && holdsInEveryCourse(goal) ? asked : inCourse).sort(
    (a, b) => (upper ? 1 : -1) * (a.value - b.value),
  );
  if (found.length === 0) return { kind: 'otherCourse', rows: asked.map(({ row }) => row) };
  const limits = found.map(({ row }) => row);
  const match = found.find((limit) => isSameLimit(limit, goal));
  if (match) return { kind: 'matches', row: match.row, rows: limits };
  const looserThan = found.filter(({ value }) => (upper ? value < goal.limit : value > goal.limit));
  return looserThan.length > 0
    ? { kind: 'looser', nearest: looserThan[looserThan.length - 1].row, rows: limits }
    : { kind: 'tighter', nearest: found[0].row, rows: limits };
}

/** Rows of other sources that limit the same in the plan's course: what might be cited instead. */
export function alternatives(goal: CitingGoal, evidence: EvidenceBase, plan: PlanCourse | undefined): Constraint[] {
  return evidence.constraints.filter(
    (row) =>
      goal.organ !== undefined &&
      row.organs.includes(goal.organ) &&
      askedLimit(row, goal, plan) !== undefined &&
      row.course.reirradiation !== true &&
      (plan === undefined || courseHolds(row.course, plan)),
  );
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
