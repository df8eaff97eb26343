import { askedLimit, type CitingGoal, eqd2, limitInCourse } from '../evidence/asked-limit.ts';
import { alphaBetaOf, alternatives, citationOf, citedName, rowsOfModule } from '../evidence/citation.ts';
import type { Constraint } from '../evidence/constraints.ts';
import type { PlanCourse } from '../evidence/course.ts';
import type { NtcpParameters } from '../evidence/ntcp-parameters.ts';
import { courseText, limitText, limitValueText } from '../evidence/row-text.ts';
import type { Fix } from '../plan/diagnostic.ts';
import { numberInWords, roundedInWords } from '../units/quantity.ts';
import { checkCitedModel } from './cited-model.ts';
import { type Context, listed, replace, report } from './context.ts';
import type { Goal } from './generated/ast.ts';
import { rangeOf } from './source.ts';

export interface CitedGoal extends CitingGoal {
  readonly region: string;
  /** `Cord max <= 50 Gy`. */
  readonly text: string;
  /** Its metric as written. */
  readonly written: string;
  /** Of a goal on a complication: the row of its model. */
  readonly model?: NtcpParameters;
  /** What is cited: `std.quantec`, or `"head and neck protocol"`. */
  readonly cited: string;
}

/**
 * Compares a goal with the rows that it cites. A limit for another course, a looser value or another metric are said with both values; no fix
 * loosens a limit.
 */
export function checkCitation(
  context: Context,
  node: Goal,
  goal: CitedGoal,
  rows: readonly Constraint[],
  plan: PlanCourse | undefined,
): void {
  const model = checkCitedModel(context, node, goal);
  if (model === 'another') return;
  const citation = citationOf(goal, rows, plan);
  if (model === 'itself' && (citation.kind === 'noRows' || citation.kind === 'otherMetric')) return;
  switch (citation.kind) {
    case 'noRows':
      return reportNoRows(context, node, goal, rows);
    case 'otherMetric':
      return report(
        context,
        'RT5102',
        rangeOf(node, 'metric'),
        goal.endpoints
          ? `${goal.cited} says nothing of how often ${goal.organ} has "${goal.endpoints[0]}". It has ${listed(ratesOf(citation.rows), 'and')}.`
          : `${goal.cited} has no limit on ${goal.written} of ${goal.organ} in ${unitOf(goal)}. It has ${listed(limitsOf(citation.rows), 'and')}.`,
      );
    case 'otherCourse':
      return reportOtherCourse(context, node, goal, citation.rows, plan!);
    case 'looser':
      return report(
        context,
        'RT5101',
        rangeOf(node, 'limit'),
        `"${goal.text}" is looser than the row it cites: ${goal.cited} gives ${listed(
          citation.rows.map((row) => valueInWords(row, goal, plan)),
          'and',
        )}. No row gives ${numberInWords(goal.limit)} ${unitOf(goal)}.`,
        { fixes: tightened(node, goal, citation.nearest, plan) },
      );
    case 'tighter':
      return report(
        context,
        'RT5103',
        rangeOf(node, 'limit'),
        `Tighter than the row it cites: ${goal.cited} gives ${valueInWords(citation.nearest, goal, plan)}.`,
      );
    case 'matches':
      if (citation.row.supersededBy)
        report(
          context,
          'RT5006',
          rangeOf(node, 'limit'),
          `This limit is superseded by ${citation.row.supersededBy.row}: ${citation.row.supersededBy.reason}.`,
        );
      if (citation.row.contested)
        report(context, 'RT5006', rangeOf(node, 'limit'), `This limit is contested. ${citation.row.contested}`);
  }
}

/** Rows of `std.NAME` and of a user's file, as the check and the editor take them. */
export function citedRows(context: Pick<Context, 'evidence'>, node: Goal): readonly Constraint[] | undefined {
  if (node.local) return context.evidence().files.find(({ name }) => name === node.text)?.constraints;
  if (node.evidence?.name !== 'std' && node.evidence?.member !== undefined) return undefined;
  const module = node.evidence?.member ?? node.evidence?.name;
  return module === undefined ? undefined : rowsOfModule(context.evidence().base, module);
}

function reportNoRows(context: Context, node: Goal, goal: CitedGoal, rows: readonly Constraint[]): undefined {
  const what =
    goal.organ === undefined
      ? `it cannot be told which organ ${goal.region} is. Name its tissue (of std.parotid), or take a structure by its TG-263 name (Parotid_L)`
      : `${goal.cited} has no row for ${goal.organ}${others(context, goal)}`;
  const organs = [...new Set(rows.flatMap((row) => row.organs))].sort();
  const known = goal.organ === undefined && organs.length <= 12 ? ` It has rows for ${listed(organs, 'and')}.` : '';
  return report(
    context,
    'RT5104',
    rangeOf(node, node.local ? 'text' : 'evidence'),
    `The citation cannot be checked: ${what}.${known}`,
  );
}

function others(context: Context, { organ }: CitedGoal): string {
  const { base } = context.evidence();
  const names = new Set(
    base.constraints.filter((row) => row.organs.includes(organ!)).map((row) => citedName(row, base)),
  );
  return names.size > 0 ? `; ${listed([...names], 'and')} ${names.size > 1 ? 'have' : 'has'} some` : '';
}

function reportOtherCourse(
  context: Context,
  node: Goal,
  goal: CitedGoal,
  rows: readonly Constraint[],
  plan: PlanCourse,
): undefined {
  const { base } = context.evidence();
  const nearest = rows.reduce((a, b) => (Math.abs(b.limit - goal.limit) < Math.abs(a.limit - goal.limit) ? b : a));
  const alphaBetaGy = alphaBetaOf(goal.organ!, base);
  const count = nearest.course.kind === 'conventional' ? undefined : nearest.course.fractions?.[1];
  const comparison =
    goal.unit === 'Gy' && alphaBetaGy !== undefined
      ? ` ${inBoth(goal, nearest, { fractionsOfRow: count, alphaBetaGy }, plan)}`
      : '';
  const course = plan.fractions === 1 ? 'one fraction' : `${plan.fractions} fractions`;
  return report(
    context,
    'RT2103',
    rangeOf(node, 'limit'),
    `"${goal.text} from ${goal.cited}" uses a limit for ${courseText(nearest.course)} in a course of ${course}${perFractionInWords(plan)}.${comparison} ${goal.cited} limits ${goal.metric} of ${goal.organ} in ${listed([...new Set(rows.map((row) => courseText(row.course)))], 'and')} only.`,
    { fixes: [...citeAnother(context, node, goal, plan), ...asEqd2(node, goal, nearest, alphaBetaGy, plan)] },
  );
}

/** "30 Gy in 5 fractions is 60 Gy EQD2[2]; in 35 fractions it is 21.4 Gy EQD2[2]." */
function inBoth(
  goal: CitedGoal,
  row: Constraint,
  { fractionsOfRow, alphaBetaGy }: { readonly fractionsOfRow: number | undefined; readonly alphaBetaGy: number },
  plan: PlanCourse,
): string {
  const there = fractionsOfRow ?? Math.round(row.limit / 2);
  const how =
    fractionsOfRow === undefined ? 'at 2 Gy per fraction' : there === 1 ? 'in one fraction' : `in ${there} fractions`;
  const words = (doseGy: number, fractions: number): string =>
    `${eqd2(doseGy, fractions, alphaBetaGy).toFixed(1)} Gy EQD2[${numberInWords(alphaBetaGy)}]`;
  const original =
    fractionsOfRow === undefined
      ? `${goal.limit.toFixed(1)} Gy EQD2[${numberInWords(alphaBetaGy)}]`
      : words(goal.limit, there);
  return `${numberInWords(goal.limit)} Gy ${how} is ${original}; in ${plan.fractions === 1 ? 'one fraction' : `${plan.fractions} fractions`} it is ${words(goal.limit, plan.fractions)}.`;
}

/** The number of fractions is right, or nothing says how large they are: then the doses per fraction are no news. */
function perFractionInWords({ fractions, prescribedGy }: PlanCourse): string {
  if (prescribedGy.length === 0) return '';
  return ` of ${roundedInWords(Math.max(...prescribedGy) / fractions, 3)} Gy`;
}

/** Another source that limits the same in this course, where the goal is no looser than it. */
function citeAnother(context: Context, node: Goal, goal: CitedGoal, plan: PlanCourse): Fix[] {
  const { base } = context.evidence();
  const upper = goal.comparison.startsWith('<');
  const rows = alternatives(goal, base, plan)
    .filter((row) => row.check !== 'local')
    .sort((a, b) => (upper ? 1 : -1) * (limitInCourse(a, plan) - limitInCourse(b, plan)));
  const seen = new Set<string>();
  const fixes: Fix[] = [];
  for (const row of rows) {
    const name = citedName(row, base);
    if (seen.has(name) || name === goal.cited) continue;
    seen.add(name);
    const value = rounded(limitInCourse(row, plan), goal);
    const isLooser = upper ? goal.limit > value : goal.limit < value;
    const cite = { range: citationRange(node), newText: name };
    fixes.push(
      isLooser
        ? {
            title: `Cite ${name} and write ${numberInWords(value)} ${goal.unit}`,
            edits: [{ range: rangeOf(node, 'limit'), newText: `${numberInWords(value)} ${goal.unit}` }, cite],
          }
        : { title: `Cite ${name} (${limitText(row)}) and keep the tighter limit`, edits: [cite] },
    );
  }
  return fixes.slice(0, 3);
}

/** The row's limit with the same EQD2 in this course, as a limit of one's own: only where that is no looser than what stands there. */
function asEqd2(
  node: Goal,
  goal: CitedGoal,
  row: Constraint,
  alphaBetaGy: number | undefined,
  plan: PlanCourse,
): Fix[] {
  if (goal.unit !== 'Gy' || alphaBetaGy === undefined || row.reference.kind !== 'physical') return [];
  const fractions = row.course.kind === 'conventional' ? Math.round(row.limit / 2) : row.course.fractions?.[1];
  if (fractions === undefined || fractions < 1) return [];
  const eqd2Gy = eqd2(row.limit, fractions, alphaBetaGy);
  const inPlan = limitInCourse({ ...row, limit: eqd2Gy, reference: { kind: 'EQD2', alphaBetaGy } }, plan);
  const value = rounded(inPlan, goal);
  if (goal.comparison.startsWith('<') ? value > goal.limit : value < goal.limit) return [];
  const origin = `${limitText(row)} of ${goal.cited.replace(/"/g, '')} (${courseText(row.course)}) with the same EQD2[${numberInWords(alphaBetaGy)}]`;
  return [
    {
      title: `Write ${numberInWords(value)} Gy, which has the same EQD2[${numberInWords(alphaBetaGy)}], as a limit of your own`,
      edits: [
        { range: rangeOf(node, 'limit'), newText: `${numberInWords(value)} Gy` },
        { range: citationRange(node), newText: `local "${origin}"` },
      ],
    },
  ];
}

function tightened(node: Goal, goal: CitedGoal, row: Constraint, plan: PlanCourse | undefined): Fix[] {
  const asked = askedLimit(row, goal, plan);
  if (!asked) return [];
  const value = `${numberInWords(rounded(asked.value, goal))} ${unitOf(goal)}`;
  const rate = row.rate?.percent && !goal.endpoints ? ` (${row.rate.text})` : '';
  return [replace(`Write ${value}${rate}`, rangeOf(node, 'limit'), value)];
}

/** To a tenth of a Gy, towards the tighter side, unless the row has the number itself. */
function rounded(value: number, { comparison }: CitedGoal): number {
  const tenths = value * 10;
  if (Math.abs(tenths - Math.round(tenths)) < 1e-6) return Math.round(tenths) / 10;
  return (comparison.startsWith('<') ? Math.floor(tenths) : Math.ceil(tenths)) / 10;
}

function valueInWords(row: Constraint, goal: CitedGoal, plan: PlanCourse | undefined): string {
  if (goal.endpoints) return rateInWords(row);
  const rate = row.rate?.percent ? ` (${row.rate.text})` : '';
  if (goal.eqd2AlphaBetaGy !== undefined && row.reference.kind === 'physical') {
    const value = Number(askedLimit(row, goal, plan)!.value.toFixed(1));
    return `${numberInWords(value)} ${unitOf(goal)}, from ${limitValueText(row)} in ${courseText(row.course)}${rate}`;
  }
  const here =
    goal.eqd2AlphaBetaGy === undefined && row.reference.kind !== 'physical' && row.unit === 'Gy' && plan
      ? `, here ${limitInCourse(row, plan).toFixed(1)} Gy`
      : '';
  // A user's own row speaks for the source that is cited: that it does is said.
  const own = row.overrides === undefined ? '' : ` (your ${row.id} in place of ${row.overrides})`;
  return `${limitValueText(row)}${here}${rate}${own}`;
}

/** `<20% at mean <= 25 Gy (long-term salivary function < 25% of pre-RT)`. */
function rateInWords(row: Constraint): string {
  if (row.metric === 'NTCP') return `${limitValueText(row)} ${row.endpoint}`;
  return `${row.rate!.text} at ${limitText(row)} (${row.endpoint})`;
}

function ratesOf(rows: readonly Constraint[]): string[] {
  const told = rows.filter((row) => row.metric === 'NTCP' || row.rate?.percent);
  return told.length > 0 ? [...new Set(told.map(rateInWords))].slice(0, 6) : ['no rates'];
}

/** `Gy`, `Gy EQD2[2]`, `%`. */
function unitOf({ unit, eqd2AlphaBetaGy }: CitedGoal): string {
  return eqd2AlphaBetaGy === undefined ? unit : `${unit} EQD2[${numberInWords(eqd2AlphaBetaGy)}]`;
}

function limitsOf(rows: readonly Constraint[]): string[] {
  return [...new Set(rows.map((row) => `${limitText(row)} in ${courseText(row.course)}`))].slice(0, 6);
}

/** What stands after `from`. */
function citationRange(node: Goal): ReturnType<typeof rangeOf> {
  if (!node.local) return rangeOf(node, 'evidence');
  const [local, text] = [rangeOf(node, 'local'), rangeOf(node, 'text')];
  return { file: text.file, start: local.start, end: text.end };
}
