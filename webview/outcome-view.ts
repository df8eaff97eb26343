import type { PreviewOutcome } from '../src/preview/model.ts';
import { citationsOf, intervalBelowHead, notesOf } from '../src/preview/outcome-words.ts';
import { element } from './dom.ts';
import { send } from './vscode-api.ts';

const columns = [
  { head: 'Region', of: (o: PreviewOutcome) => o.region, look: 'region' },
  { head: 'Outcome', of: (o: PreviewOutcome) => o.what, look: 'metric' },
  { head: 'Probability', of: (o: PreviewOutcome) => o.value, look: 'number probability' },
  // Why there is no interval is in the title.
  { head: '95 % interval', of: (o: PreviewOutcome) => intervalBelowHead(o).split(':')[0], look: 'interval' },
  { head: 'Model', of: (o: PreviewOutcome, citation: number) => `${o.model} [${citation}]`, look: 'model' },
] as const;

/** TCP, NTCP and P+ with interval and model, notes and citations below; a row leads to its region in the text. Empty where nothing is modelled. */
export function outcomeTable(rows: readonly PreviewOutcome[]): HTMLElement[] {
  if (rows.length === 0) return [];
  const { citations, numbers } = citationsOf(rows);
  const head = element('tr', {}, ...columns.map((c) => element('th', { scope: 'col', class: c.look }, c.head)));
  const body = element('tbody', {}, ...rows.map((row, n) => outcomeRow(row, numbers[n])));
  const below = [...notesOf(rows), ...citations.map((citation, n) => `[${n + 1}] ${citation}`)];
  return [
    element(
      'table',
      { class: 'outcome', 'aria-label': 'Outcome by models, with 95 % intervals' },
      element('thead', {}, head),
      body,
    ),
    element('div', { class: 'outcome-notes' }, ...below.map((line) => element('p', {}, line))),
  ];
}

function outcomeRow(outcome: PreviewOutcome, citation: number): HTMLElement {
  const { range } = outcome;
  const cells = columns.map((column) => {
    const words = column.of(outcome, citation);
    const title = column.look === 'interval' ? outcome.interval : column.look === 'model' ? outcome.source : words;
    return element('td', { class: column.look, title }, words);
  });
  const row = element('tr', range ? { tabindex: '0' } : {}, ...cells);
  if (!range) return row;
  const reveal = () => send({ type: 'reveal', range });
  row.addEventListener('click', reveal);
  row.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    reveal();
  });
  return row;
}
