import { outcomeRows } from '../engine/outcome/rows.ts';
import type { RunResult } from '../engine/results.ts';
import { citationsOf, intervalBelowHead, notesOf } from '../preview/outcome-words.ts';
import { table } from './table.ts';

/** TCP, NTCP and P+ as a table for the terminal, their citations and notes below; nothing where no tissue or organ has a model. */
export function outcomeTable(result: RunResult): string {
  const rows = outcomeRows(result);
  if (rows.length === 0) return '';
  const { citations, numbers } = citationsOf(rows);
  const cells = rows.map((row, n) => [
    row.region,
    row.what,
    row.value,
    intervalBelowHead(row),
    `${row.model} [${numbers[n]}]`,
  ]);
  const cited = citations.map((source, n) => `[${n + 1}] ${source}`);
  const header = ['Region', 'Outcome', 'Probability', '95 % interval', 'Model'];
  return `\n${table(header, cells, new Set([2]))}${[...notesOf(rows), ...cited].map((line) => `${line}\n`).join('')}`;
}
