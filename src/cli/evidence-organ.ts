import { type EvidenceBase, sourceOfRow } from '../evidence/base.ts';
import { conflictsAmong } from '../evidence/conflicts.ts';
import type { Constraint } from '../evidence/constraints.ts';
import { type Organ, organNamed, organOfStructure } from '../evidence/organs.ts';
import { courseText, flags, limitText, limitValueText, ntcpText, tissueText } from '../evidence/row-text.ts';
import { table } from './table.ts';

/** All that is known of an organ: limits by course, conflicts side by side, complication models, tissues. */
export function organReport(name: string, evidence: EvidenceBase): string | undefined {
  const about = rowsAbout(name, evidence);
  if (!about) return undefined;
  const { organ, constraints, ntcp, tissues, conflicts } = about;
  const parts = [`${organ.name}: ${organ.title}\n`];
  if (constraints.length > 0) parts.push(`Limits\n${limitsTable(constraints, evidence)}`);
  for (const conflict of conflicts)
    parts.push(
      `Guidelines that disagree: ${conflict.metric}, ${courseInWords(conflict.course)}\n${sideBySide(conflict.rows, evidence)}`,
    );
  if (ntcp.length > 0)
    parts.push(
      `Complication probability\n${table(
        ['row', 'endpoint', 'parameters', 'citation', 'confidence'],
        ntcp.map((row) => {
          const source = sourceOfRow(evidence, row);
          return [
            row.id,
            row.endpoint,
            ntcpText(row),
            source?.title ?? row.source,
            [row.confidence, ...flags(row)].join(', '),
          ];
        }),
        new Set(),
      )}`,
    );
  if (tissues.length > 0)
    parts.push(
      `Tissue\n${table(
        ['name', 'parameters', 'of', 'confidence'],
        tissues.map((row) => [
          `std.${row.name}`,
          tissueText(row),
          row.site,
          [row.confidence, ...flags(row)].join(', '),
        ]),
        new Set(),
      )}`,
    );
  return parts.join('\n');
}

export function organReportJson(name: string, evidence: EvidenceBase): unknown {
  const about = rowsAbout(name, evidence);
  if (!about) return undefined;
  const { organ, ...rows } = about;
  return { organ: organ.name, title: organ.title, ...rows };
}

function rowsAbout(name: string, evidence: EvidenceBase) {
  const organ: Organ | undefined = organNamed(name) ?? organOfStructure(name);
  if (!organ) return undefined;
  const isAbout = (row: { readonly organs: readonly string[] }): boolean => row.organs.includes(organ.name);
  const constraints = evidence.constraints.filter(isAbout);
  return {
    organ,
    constraints,
    conflicts: conflictsAmong(constraints, evidence),
    ntcp: evidence.ntcp.filter(isAbout),
    tissues: evidence.tissues.filter((tissue) => tissue.organ === organ.name),
  };
}

function limitsTable(rows: readonly Constraint[], evidence: EvidenceBase): string {
  const ordered = [...rows].sort((a, b) => courseOrder(a) - courseOrder(b));
  return table(
    ['limit', 'of', 'course', 'rate', 'endpoint', 'source', 'confidence'],
    ordered.map((row) => {
      const source = sourceOfRow(evidence, row);
      return [
        limitText(row),
        [row.structure ?? row.organs.join(', '), row.part, row.population].filter(Boolean).join(', '),
        courseText(row.course),
        row.rate?.text ?? '',
        row.endpoint,
        source?.title ?? row.source,
        [row.confidence, ...flags(row, source)].join(', '),
      ];
    }),
    new Set(),
  );
}

function courseOrder({ course }: Constraint): number {
  return course.kind === 'conventional' ? 1000 : course.kind === 'any' ? 2000 : (course.fractions?.[0] ?? 0);
}

function sideBySide(rows: readonly Constraint[], evidence: EvidenceBase): string {
  return table(
    rows.map((row) => sourceOfRow(evidence, row)?.title ?? row.source),
    [
      rows.map((row) => `${row.metric} ${row.operator} ${limitValueText(row)}`),
      rows.map((row) => row.rate?.text ?? ''),
      rows.map((row) => row.endpoint),
      rows.map((row) => row.structure ?? ''),
    ],
    new Set(),
  );
}

function courseInWords(course: string): string {
  if (course === 'conventional') return 'conventional fractionation';
  return course === 'EQD2' ? 'in EQD2' : course === '1' ? 'one fraction' : `${course} fractions`;
}
