import { sourceOfRow, type EvidenceBase } from '../evidence/base.ts';
import { type CitingGoal, eqd2, limitInCourse } from '../evidence/asked-limit.ts';
import { alternatives, citationOf, citedName } from '../evidence/citation.ts';
import type { Constraint } from '../evidence/constraints.ts';
import { courseHolds, type PlanCourse } from '../evidence/course.ts';
import { courseText, flags, limitText, metricText, ntcpText } from '../evidence/row-text.ts';
import { doiLink } from '../evidence/sources.ts';
import { citedRows } from '../language/check-citation.ts';
import type { Inspection } from '../language/analyse.ts';
import type { Goal } from '../language/generated/ast.ts';
import { citingGoal, courseOf } from '../language/goal-citation.ts';
import { numberInWords } from '../units/quantity.ts';
import { doseResponsePlot } from './dose-response-plot.ts';

/** What the cited source says of the organ of a goal: its row, who says otherwise, and how complications rise with dose. Markdown. */
export function describeCitation(node: Goal, inspection: Inspection): string | undefined {
  const { base } = inspection.evidence();
  const goal = citingGoal(node, inspection.scope, base);
  const rows = citedRows(inspection, node);
  if (!rows || goal?.organ === undefined) return undefined;
  const cited = node.local ? `"${node.text}"` : `std.${node.evidence?.member ?? node.evidence?.name}`;
  const plan = courseOf(inspection.source.tree, inspection.plan);
  const citation = citationOf(goal, rows, plan);
  const shown =
    citation.kind === 'matches' ? [citation.row] : citation.kind === 'noRows' ? [] : citation.rows.slice(0, 6);
  const parts = [
    `**${cited}**: ${shown.length > 0 ? headings[citation.kind] : `no row for ${goal.organ}.`}`,
    ...shown.map((row) => describeRow(row, base, plan)),
    ...sources(shown, base),
    sideBySide(goal, shown, base, plan),
    curves(goal, base, plan),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

const headings: Record<string, string> = {
  matches: 'the goal is as published.',
  looser: 'the goal is **looser** than published.',
  tighter: 'the goal is tighter than published.',
  otherCourse: 'its limits are for **another course**.',
  otherMetric: 'its limits are on **other metrics**.',
};

function describeRow(row: Constraint, base: EvidenceBase, plan: PlanCourse | undefined): string {
  const old = base.overridden.get(row.id)?.row;
  const inPlan = row.reference.kind !== 'physical' && row.unit === 'Gy' && plan ? limitInCourse(row, plan) : undefined;
  const lines = [
    `**${row.structure ?? row.organs.join(', ')} ${code(limitText(row))}**${inPlan === undefined ? '' : ` = ${inPlan.toFixed(1)} Gy in ${plan!.fractions} fractions`}`,
    [
      `${row.endpoint}${row.rate ? `: ${row.rate.text}` : ''}`,
      courseText(row.course),
      row.part,
      row.population,
      row.scope,
    ]
      .filter(Boolean)
      .join(' · '),
    [`confidence ${row.confidence}`, ...flags(row, sourceOfRow(base, row))].join(', '),
    row.contested && `Contested: ${row.contested}`,
    old && 'metric' in old && `Overrides ${citedName(old, base)}: ${code(limitText(old))}`,
    row.note,
    row.reference.kind !== 'physical' && row.reference.assigned,
  ];
  return lines.filter(Boolean).join('  \n');
}

function sources(rows: readonly Constraint[], base: EvidenceBase): string[] {
  const found = new Set(rows.map((row) => sourceOfRow(base, row)).filter((source) => source !== undefined));
  return [...found].map((source) =>
    [`Source: ${source.citation}${doiLink(source)}`, source.note, source.unchecked && `**${source.unchecked}**`]
      .filter(Boolean)
      .join('  \n'),
  );
}

/** All sources that limit the same in this course. */
function sideBySide(
  goal: CitingGoal,
  shown: readonly Constraint[],
  base: EvidenceBase,
  plan: PlanCourse | undefined,
): string | undefined {
  const own = new Set(shown.map(({ id }) => id));
  const others = alternatives(goal, base, plan);
  if (!others.some(({ id }) => !own.has(id))) return undefined;
  const upper = goal.comparison.startsWith('<');
  const rows = [...new Set([...shown.filter((row) => plan === undefined || courseHolds(row.course, plan)), ...others])]
    .sort((a, b) => (upper ? 1 : -1) * (limitInCourse(a, plan) - limitInCourse(b, plan)))
    .map(
      (row) =>
        `| ${sourceOfRow(base, row)?.title ?? row.source} | ${code(metricText(row))} | ${row.operator.replace('<', '\\<')} ${limitText(row).split(row.operator)[1].trim()} | ${row.rate?.text.replace('<', '\\<') ?? ''} | ${row.endpoint.replace('<', '\\<')} |`,
    );
  return `Side by side, in this course:\n\n| source | metric | limit | rate | endpoint |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`;
}

/** Curves of the organ's complication models. The goal is marked where it is a dose, as EQD2 by the first model's alpha/beta. */
function curves(goal: CitingGoal, base: EvidenceBase, plan: PlanCourse | undefined): string | undefined {
  const rows = base.ntcp.filter((row) => row.organs.includes(goal.organ!) && !row.supersededBy);
  if (rows.length === 0) return undefined;
  const named = rows.map((row) => ({
    row,
    name: sourceOfRow(base, row)?.title.replace(/ and .*| \d{4}$/, '') ?? row.source,
  }));
  const markGy =
    goal.unit === 'Gy' && plan && goal.eqd2AlphaBetaGy === undefined
      ? eqd2(goal.limit, plan.fractions, rows[0].alphaBeta.valueGy)
      : undefined;
  const svg = Buffer.from(doseResponsePlot(named, markGy)).toString('base64');
  const legend = named
    .slice(0, 4)
    .map(
      ({ row, name }) =>
        `${name}: ${row.endpoint}. ${ntcpText(row)}${row.confidence === 'high' ? '' : `; confidence ${row.confidence}`}`,
    );
  const mark =
    markGy === undefined
      ? ''
      : ` The dashed line is the goal, ${numberInWords(Number(markGy.toPrecision(3)))} Gy EQD2[${rows[0].alphaBeta.valueGy}].`;
  return `Complication probability of the whole organ at a uniform dose.${mark} ${rows.some(({ uncertainty }) => uncertainty) ? 'The curves are drawn without the intervals of their parameters.' : 'No interval available.'}\n\n![dose response](data:image/svg+xml;base64,${svg})\n\n${legend.map((line) => `- ${line.replace(/</g, '\\<')}`).join('\n')}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
