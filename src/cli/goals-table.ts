import { goalRow } from '../engine/goal-row.ts';
import type { RunResult } from '../engine/results.ts';
import { table } from './table.ts';

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
  const met = rows.filter((r) => r.met).length;
  const inPreview = result.quality.kind === 'preview' ? ' in the preview' : '';
  return `${table(header, cells, new Set([3, 4, 5]))}${met} of ${rows.length} goals met${inPreview}
`;
}
