import type { EvidenceBase } from '../evidence/base.ts';
import { type CitingGoal, limitInCourse } from '../evidence/asked-limit.ts';
import { citationOf, rowsOfModule } from '../evidence/citation.ts';
import type { Constraint } from '../evidence/constraints.ts';
import { courseHolds, type PlanCourse } from '../evidence/course.ts';
import { parseMetric } from '../evidence/metric.ts';
import { limitText } from '../evidence/row-text.ts';
import type { PlanEvidence } from '../language/context.ts';
import { organNamedBy } from '../language/goal-citation.ts';
import { standardNames, type Scope } from '../language/scope.ts';
import type { Token } from '../language/tokens.ts';
import { numberInWords } from '../units/quantity.ts';

export interface EvidenceContext {
  readonly scope: Scope;
  readonly evidence: () => PlanEvidence;
  readonly course: () => PlanCourse | undefined;
}

/** 0 comes first. */
export interface EvidenceProposal {
  readonly label: string;
  readonly rank: number;
  readonly detail: string;
  readonly snippet?: string;
}

/** What may stand after `from`: sources whose row says what the goal says, then those with rows for the organ, then the rest. */
export function sourceProposals(statement: readonly Token[], context: EvidenceContext): EvidenceProposal[] {
  const { base, files } = context.evidence();
  const goal = goalOf(statement, context.scope);
  const course = context.course();
  const own = files.map(({ name, constraints }) => proposal(`local "${name}"`, constraints, goal, course));
  const published = standardNames('constraints').map((module) =>
    proposal(`std.${module}`, rowsOfModule(base, module), goal, course),
  );
  return [...own, ...published];
}

/** Whole goals for the organs of the plan that are known: the published limits that hold for its course. */
export function goalProposals({ scope, evidence, course: courseOfPlan }: EvidenceContext): EvidenceProposal[] {
  const regions = [...scope.names.values()].flatMap(({ name, sort, node }) => {
    const organ = sort === 'region' && node?.$type === 'Organ' ? organNamedBy(name, scope) : undefined;
    return organ === undefined ? [] : [{ name, organ }];
  });
  if (regions.length === 0) return [];
  const { base, files } = evidence();
  const course = courseOfPlan();
  return regions.flatMap(({ name, organ }) => {
    const rows = base.constraints.filter(
      (row) => row.organs.includes(organ) && canBeGoal(row) && (!course || courseHolds(row.course, course)),
    );
    return tightest(rows).map((row) => goalLine(name, row, { base, files }, course));
  });
}

/** Of limits that one source gives for several rates, the tightest: nobody asks for 69 Gy to the cord by completing a word. */
function tightest(rows: readonly Constraint[]): Constraint[] {
  const kept = new Map<string, Constraint>();
  for (const row of rows) {
    const { source, metric, unit, structure, part, population, endpoint, operator, limit } = row;
    const key = JSON.stringify([source, metric, unit, structure, part, population, endpoint, operator[0]]);
    const known = kept.get(key);
    if (!known || (operator.startsWith('<') ? limit < known.limit : limit > known.limit)) kept.set(key, row);
  }
  return [...kept.values()];
}

/** A row as a goal of a region: in physical dose of the plan's course, rounded to the tighter side. */
export function goalLine(
  region: string,
  row: Constraint,
  { base, files }: PlanEvidence,
  course: PlanCourse | undefined,
): EvidenceProposal {
  const value = numberInWords(tighter(limitInCourse(row, course), row.operator));
  const goal = `${region} ${row.metric} ${row.operator} ${value} ${row.unit}`;
  const from = cited(row, base, files);
  const rate = row.rate?.percent ? ` · ${row.rate.text}` : '';
  return {
    label: goal,
    rank: 4,
    detail: `${from}${row.reference.kind === 'physical' ? '' : ` · ${limitText(row)}`}${rate}${row.part === undefined ? '' : ` · ${row.part}`}`,
    snippet: `${goal} \${1|must,prefer 1,prefer 2,prefer 3|} from ${from}`,
  };
}

/** Whether the language has goals on what the row limits. */
export function canBeGoal(row: Constraint): boolean {
  if (row.metric === undefined || row.metricTo !== undefined || row.scope !== undefined) return false;
  const metric = parseMetric(row.metric);
  return (
    metric !== undefined && !['volumeBelowDose', 'ntcp'].includes(metric.kind) && row.course.reirradiation !== true
  );
}

function cited(row: Constraint, base: EvidenceBase, files: PlanEvidence['files']): string {
  const file = files.find(({ constraints }) => constraints.some(({ id }) => id === row.id));
  if (file) return `local "${file.name}"`;
  return `std.${base.sources.find(({ key }) => key === row.source)?.module ?? row.source}`;
}

function proposal(
  label: string,
  rows: readonly Constraint[],
  goal: Partial<CitingGoal>,
  course: PlanCourse | undefined,
): EvidenceProposal {
  const { organ, metric, comparison, limit, unit } = goal;
  const ofOrgan = rows.filter(({ organs }) => organ !== undefined && organs.includes(organ));
  if (organ === undefined || ofOrgan.length === 0)
    return { label, rank: 3, detail: organ === undefined ? '' : `no row for ${organ}` };
  const count = `${ofOrgan.length} ${ofOrgan.length === 1 ? 'row' : 'rows'} for ${organ}`;
  if (metric === undefined || comparison === undefined || limit === undefined || unit === undefined)
    return { label, rank: 1, detail: count };
  const citation = citationOf({ organ, metric, comparison, limit, unit }, rows, course);
  switch (citation.kind) {
    case 'matches':
      return {
        label,
        rank: 0,
        detail: `${limitText(citation.row)}${citation.row.rate?.percent ? ` (${citation.row.rate.text})` : ''}`,
      };
    case 'looser':
    case 'tighter':
      return { label, rank: 1, detail: `${limitText(citation.nearest)}: the goal is ${citation.kind}` };
    case 'otherCourse':
      return { label, rank: 2, detail: `${organ} in other courses only` };
    default:
      return { label, rank: 2, detail: count };
  }
}

/** The beginning of a goal, as far as it is written. */
function goalOf(statement: readonly Token[], scope: Scope): Partial<CitingGoal> {
  const [region, metric, comparison, limit, unit] = statement.map(({ image }) => image);
  const organ = region === undefined ? undefined : organNamedBy(region, scope);
  const value = Number(limit);
  return {
    ...(organ === undefined ? {} : { organ }),
    ...(metric === undefined ? {} : { metric }),
    ...(isComparison(comparison) ? { comparison } : {}),
    ...(Number.isFinite(value) ? { limit: value } : {}),
    ...(unit === 'Gy' || unit === '%' || unit === 'cc' ? { unit } : {}),
  };
}

function isComparison(word: string | undefined): word is CitingGoal['comparison'] {
  return word === '<=' || word === '>=' || word === '<' || word === '>';
}

function tighter(value: number, operator: string): number {
  const tenths = value * 10;
  if (Math.abs(tenths - Math.round(tenths)) < 1e-6 || Number(value.toPrecision(6)) === value)
    return Number(value.toPrecision(6));
  return (operator.startsWith('<') ? Math.floor(tenths) : Math.ceil(tenths)) / 10;
}
