import { outcomeRows } from '../engine/outcome/rows.ts';
import type { RunResult } from '../engine/results.ts';
import { table } from './table.ts';

/** TCP, NTCP and P+ as a table for the terminal, their citations and notes below; nothing where no tissue or organ has a model. */
export function outcomeTable(result: RunResult): string {
  const rows = outcomeRows(result);
  if (rows.length === 0) return '';
  const sources = [...new Set(rows.map(({ source }) => source))];
  const cells = rows.map(({ region, what, value, interval, model, source }) => [
    region,
    what,
    value,
    interval,
    `${model} [${sources.indexOf(source) + 1}]`,
  ]);
  const notes = rows.flatMap(({ region, what, notes: said }) => (said === '' ? [] : `${region} ${what}: ${said}\n`));
  const cited = sources.map((source, n) => `[${n + 1}] ${source}\n`);
  const header = ['Region', 'Outcome', 'Probability', '95 % interval', 'Model'];
  return `\n${table(header, cells, new Set([2]))}${notes.join('')}${cited.join('')}`;
}
