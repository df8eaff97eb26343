import type { Course } from './constraints.ts';

/** What of a plan's schedule decides which rows hold for it. */
export interface PlanCourse {
  readonly fractions: number;
  /** Prescribed doses, Gy in all. */
  readonly prescribedGy: readonly number[];
}

/** Fewer fractions than this are not conventional, whatever their size. */
const conventionalFractionsMin = 10;
/** Doses per fraction, Gy, of which a conventional course has at least one; no prescription of it is above the second pair's end. */
const conventionalGy = [1.6, 2.2] as const;
const boostedGyMax = 2.5;
/** How far, as a share, the dose per fraction may lie from that of a row with a total dose. */
const tolerance = 0.1;

/**
 * Whether a limit's course is that of a plan. Conventional rows hold where some target gets 1.6 to 2.2 Gy per fraction and none more than
 * 2.5 Gy; rows by fractions hold for exactly those, and, where they give one, for a dose per fraction within 10 %.
 */
export function courseHolds(course: Course, plan: PlanCourse): boolean {
  if (course.kind === 'any') return true;
  const perFraction = plan.prescribedGy.map((dose) => dose / plan.fractions);
  if (course.kind === 'conventional')
    return (
      plan.fractions >= conventionalFractionsMin &&
      (perFraction.length === 0 ||
        (perFraction.some((dose) => dose >= conventionalGy[0] && dose <= conventionalGy[1]) &&
          Math.max(...perFraction) <= boostedGyMax + 1e-9))
    );
  const { fractions, totalDoseGy, dosePerFractionGy } = course;
  if (!fractions || plan.fractions < fractions[0] || plan.fractions > fractions[1]) return false;
  if (!totalDoseGy || !dosePerFractionGy || perFraction.length === 0) return true;
  const [from, to] = dosePerFractionGy;
  return perFraction.some((dose) => dose >= from * (1 - tolerance) && dose <= to * (1 + tolerance));
}

/** Courses by number of fractions that a row is of, for putting rows side by side: `conventional`, `5`. Protocols at 1.8 to 2 Gy count as conventional. */
export function courseClasses(course: Course): string[] {
  if (course.kind === 'any') return ['EQD2'];
  if (course.kind === 'conventional') return ['conventional'];
  const { fractions, dosePerFractionGy } = course;
  if (!fractions) return [];
  if (dosePerFractionGy && dosePerFractionGy[0] >= conventionalGy[0] && dosePerFractionGy[1] <= conventionalGy[1])
    return ['conventional'];
  return Array.from({ length: fractions[1] - fractions[0] + 1 }, (_, i) => String(fractions[0] + i));
}
