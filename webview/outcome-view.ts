import type { PreviewOutcome } from '../src/preview/model.ts';
import { element } from './dom.ts';
import { send } from './vscode-api.ts';

const columns = [
  { head: 'Region', of: (o: PreviewOutcome) => o.region, look: 'region' },
  { head: 'Outcome', of: (o: PreviewOutcome) => o.what, look: 'metric' },
  { head: 'Probability', of: (o: PreviewOutcome) => o.value, look: 'number probability' },
  { head: '95 % interval', of: (o: PreviewOutcome) => intervalOf(o), look: 'interval' },
  { head: 'Model', of: (o: PreviewOutcome) => o.model, look: 'model' },
  { head: 'Source', of: (o: PreviewOutcome) => (o.notes ? `${o.source}; ${o.notes}` : o.source), look: 'source' },
] as const;

/** TCP, NTCP and P+ with interval, model and citation; a row leads to its region in the text. Empty where nothing is modelled. */
export function outcomeTable(rows: readonly PreviewOutcome[]): HTMLElement[] {
  if (rows.length === 0) return [];
  const head = element('tr', {}, ...columns.map((c) => element('th', { scope: 'col', class: c.look }, c.head)));
  const body = element('tbody', {}, ...rows.map(outcomeRow));
  return [
    element(
      'table',
      { class: 'outcome', 'aria-label': 'Outcome by models, with 95 % intervals' },
      element('thead', {}, head),
      body,
    ),
  ];
}

/** Without the words of the column's head; why there is none is in the title. */
function intervalOf({ interval }: PreviewOutcome): string {
  return interval.replace('95 % interval ', '').split(':')[0];
}

function outcomeRow(outcome: PreviewOutcome): HTMLElement {
  const { range } = outcome;
  const cells = columns.map((column) => {
    const words = column.of(outcome);
    const title = column.look === 'interval' ? outcome.interval : words;
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
