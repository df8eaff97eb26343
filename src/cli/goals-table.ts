import { goalRow } from '../engine/goal-row.ts';
import type { RunResult } from '../engine/results.ts';

/** The goals as a table for the terminal, `must` first, as the preview shows them. */
export function goalsTable(result: RunResult): string {
  const rows = result.goals.map((goal) => goalRow(goal, result.quality));
  if (rows.length === 0) return 'The plan states no goals.\n';
  const header = ['', 'Region', 'Metric', 'Target', 'Achieved', 'Margin', 'Level', 'Source'];
  const cells = rows.map((r) => [
    r.met ? '✓' : '✗',
    r.region,
    r.metric,
    r.target,
    r.achieved,
    r.margin,
    r.level,
    r.note ? `${r.source} (${r.note})` : r.source,
  ]);
  const widths = header.map((h, column) => Math.max(h.length, ...cells.map((c) => c[column].length)));
  const rightAligned = new Set([3, 4, 5]);
  const line = (row: string[]): string =>
    row
      .map((cell, column) => (rightAligned.has(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  const met = rows.filter((r) => r.met).length;
  const inPreview = result.quality.kind === 'preview' ? ' in the preview' : '';
  return `${[header, ...cells].map(line).join('\n')}\n${met} of ${rows.length} goals met${inPreview}\n`;
}
