import { type EvidenceBase, sourceOfRow } from './base.ts';
import type { Constraint } from './constraints.ts';
import { courseClasses } from './course.ts';
import { parseMetric } from './metric.ts';

/** Rows of different sources that limit the same thing in the same course, and not to the same value. */
export interface Conflict {
  /** `near-maximum`, or the metric. */
  readonly metric: string;
  /** `conventional`, `EQD2`, or a number of fractions. */
  readonly course: string;
  /** Tightest first. */
  readonly rows: readonly Constraint[];
}

/** Below this volume, cm³, a dose at a volume stands for the maximum. */
const pointCc = 0.036;

/** Guidelines that disagree, among rows of one organ. */
export function conflictsAmong(rows: readonly Constraint[], evidence: EvidenceBase): Conflict[] {
  const moduleOf = (row: Constraint): string => sourceOfRow(evidence, row)?.module ?? row.source;
  const groups = new Map<string, { metric: string; course: string; rows: Constraint[] }>();
  for (const row of rows) {
    if (row.metric === undefined || row.unit === 'ratio' || row.course.reirradiation) continue;
    const metric = metricClass(row.metric);
    for (const course of courseClasses(row.course)) {
      const ends = row.reference.kind === 'physical' ? '' : `${row.reference.kind}${row.reference.alphaBetaGy}`;
      const key = JSON.stringify([metric, row.unit, row.operator[0], course, ends]);
      const group = groups.get(key) ?? { metric, course, rows: [] };
      group.rows.push(row);
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .filter(({ rows }) => new Set(rows.map(moduleOf)).size > 1 && new Set(rows.map(({ limit }) => limit)).size > 1)
    .map((group) => ({
      ...group,
      rows: [...group.rows].sort((a, b) => (a.operator.startsWith('<') ? 1 : -1) * (a.limit - b.limit)),
    }));
}

/** The maximum and doses to a few hundredths of a cm³ are the same question; a gEUD with an exponent of 1 is the mean. */
export function metricClass(metric: string): string {
  const read = parseMetric(metric);
  const isPoint =
    read?.kind === 'max' || (read?.kind === 'doseAtVolume' && read.unit === 'cc' && read.value <= pointCc);
  if (read?.kind === 'geud') return read.a === 1 ? 'mean' : `gEUD(a: ${read.a})`;
  return isPoint ? 'near-maximum' : metric;
}
