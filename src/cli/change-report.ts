import type { ComputedChange, Finding, GoalState, PlanChange, RegionChange } from '../engine/review/plan-change.ts';
import type { TextChange } from '../engine/review/text-change.ts';
import { fixed, researchNotice, signed } from '../preview/format.ts';
import { table } from './table.ts';

interface ReportOptions {
  /** For a pull request; otherwise for a terminal. */
  readonly markdown: boolean;
  /** The dose was not asked for. */
  readonly isDoseLeftOut: boolean;
}

/** What changed from plan to plan, in words and tables: what differs by more than the tolerance, and how many others do not. */
export function changeReport(change: PlanChange, { markdown, isDoseLeftOut }: ReportOptions): string {
  const { before, after, text, findings, computed } = change;
  const write = markdown ? asMarkdown : asText;
  const parts = [
    write.heading(`${before} → ${after}`),
    text.length === 0 ? 'The texts say the same.\n' : write.patch(text),
    ...findingParts(findings, write),
  ];
  if (computed) parts.push(...computedParts(change, computed, write));
  else if (!isDoseLeftOut) parts.push('Doses are not compared: a plan has none.\n');
  return `${[...parts, write.notice(researchNotice)].join('\n')}\n`;
}

function findingParts(findings: PlanChange['findings'], write: Writer): string[] {
  const { appeared, gone, allowed, allowedNoMore } = findings;
  const line = ({ code, severity, message }: Finding): string => `${severity} ${code} ${message}`;
  return [
    ...(appeared.length > 0 ? [write.section('New findings'), write.list(appeared.map(line))] : []),
    ...(allowed.length > 0
      ? [
          write.section('Findings that are now allowed, and are still there'),
          write.list(allowed.map((one) => `${line(one)} – because “${one.reason}”`)),
        ]
      : []),
    ...(allowedNoMore.length > 0
      ? [write.section('Findings that are allowed no more'), write.list(allowedNoMore.map(line))]
      : []),
    ...(gone.length > 0 ? [write.section('Findings that are gone'), write.list(gone.map(line))] : []),
  ];
}

function computedParts({ tolerancePercent }: PlanChange, computed: ComputedChange, write: Writer): string[] {
  const { toleranceGy, goals, outcomes, regions, dose, isBeyondTolerance } = computed;
  const tolerance = `${tolerancePercent} % (${fixed(toleranceGy, 2)} Gy)`;
  if (!isBeyondTolerance) return [`Doses, goals and outcomes are the same within ${tolerance}.\n`];
  const beyond = <T extends { readonly isBeyondTolerance: boolean }>(all: readonly T[]): T[] =>
    all.filter((item) => item.isBeyondTolerance);
  const others = (of: readonly { readonly isBeyondTolerance: boolean }[]): string => {
    const same = of.filter((item) => !item.isBeyondTolerance).length;
    return same > 0 ? `, ${same} within ${tolerance} left out` : '';
  };
  const parts: string[] = [];
  const rows = (title: string, head: readonly string[], cells: readonly (readonly string[])[]): void => {
    if (cells.length > 0) parts.push(write.section(title), write.table(head, cells));
  };
  rows(
    `Goals${others(goals)}`,
    ['Region', 'Metric', 'Before', 'After', ''],
    beyond(goals).map(({ region, metric, before, after }) => [
      region,
      metric,
      goalText(before),
      goalText(after),
      goalWords(before, after),
    ]),
  );
  rows(
    `Outcome${others(outcomes)}`,
    ['Region', '', 'Before', 'After', 'Change'],
    beyond(outcomes).map(({ region, what, before, after }) => [
      region,
      what,
      percent(before),
      percent(after),
      before === null || after === null ? '' : `${signed(after - before, 1)} pp`,
    ]),
  );
  rows(
    `Regions${others(regions)}`,
    ['Region', 'Mean', 'D98%', 'D50%', 'D2%', 'Histograms at most apart'],
    beyond(regions).map(regionCells),
  );
  rows(
    `Dose where the first has at least ${dose.thresholdPercent} % of its maximum; gamma 3 % (global) / 2 mm`,
    ['Mean', 'Rms', 'Least', 'Greatest', 'Gamma'],
    [
      [
        gy(dose.meanGy, signed),
        gy(dose.rmsGy, fixed),
        gy(dose.leastGy, signed),
        gy(dose.greatestGy, signed),
        percent(dose.gammaPassPercent),
      ],
    ],
  );
  return parts;
}

function goalText(state: GoalState | null): string {
  return state ? `${state.target} ${state.level}: ${state.achieved} ${state.met ? '✓' : '✗'}` : '–';
}

function goalWords(before: GoalState | null, after: GoalState | null): string {
  if (!before) return 'new goal';
  if (!after) return 'goal gone';
  if (before.met !== after.met) return after.met ? 'now met' : 'no longer met';
  return before.target === after.target && before.level === after.level ? '' : 'other limit';
}

function regionCells({ region, before, after, furthest }: RegionChange): string[] {
  const pair = (of: 'meanGy' | 'd98Gy' | 'd50Gy' | 'd2Gy'): string =>
    `${before ? fixed(before[of], 1) : '–'} → ${after ? fixed(after[of], 1) : '–'}`;
  const apart = furthest ? `${signed(furthest.differenceGy, 1)} Gy at ${furthest.volumePercent} %` : '–';
  return [region, pair('meanGy'), pair('d98Gy'), pair('d50Gy'), pair('d2Gy'), apart];
}

function gy(value: number | null, write: (value: number, digits: number) => string): string {
  return value === null ? '–' : `${write(value, 2)} Gy`;
}

function percent(value: number | null): string {
  return value === null ? '–' : `${fixed(value, 1)} %`;
}

interface Writer {
  heading(words: string): string;
  section(words: string): string;
  patch(changes: readonly TextChange[]): string;
  list(lines: readonly string[]): string;
  table(head: readonly string[], cells: readonly (readonly string[])[]): string;
  notice(words: string): string;
}

const asText: Writer = {
  heading: (words) => `${words}\n`,
  section: (words) => words,
  patch: (changes) =>
    changes
      .map(({ where, lines }) => `@@ ${where}\n${lines.map(({ sign, text }) => `${sign}${text}\n`).join('')}`)
      .join(''),
  list: (lines) => lines.map((line) => `  ${line}\n`).join(''),
  table: (head, cells) => table(head, cells, new Set()),
  notice: (words) => words,
};

const asMarkdown: Writer = {
  heading: (words) => `## ${escaped(words)}\n`,
  section: (words) => `### ${escaped(words)}\n`,
  // Longer than any fence that a plan text may hold.
  patch: (changes) => `\`\`\`\`\`diff\n${asText.patch(changes)}\`\`\`\`\`\n`,
  list: (lines) => lines.map((line) => `- ${escaped(line)}\n`).join(''),
  table: (head, cells) =>
    `${[head, head.map(() => '---'), ...cells.map((row) => row.map(escaped))].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`,
  notice: (words) => `*${words}*`,
};

/** Text that no Markdown takes for its own. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]|<>#~]/g, (sign) => `\\${sign}`);
}
