import { goalCells, ladderCompared, lastCommit } from '../src/preview/comparison.ts';
import { signed } from '../src/preview/format.ts';
import type { PreviewGoal } from '../src/preview/model.ts';
import { previewMark } from '../src/preview/quality.ts';
import type { AppState, Store } from './app-state.ts';
import { element, icon, setText } from './dom.ts';
import { outcomeTable } from './outcome-view.ts';
import { send } from './vscode-api.ts';

export interface GoalsPane {
  readonly node: HTMLElement;
  draw(state: AppState, before: AppState): void;
}

interface Column {
  readonly head: string;
  readonly of: (goal: PreviewGoal) => string;
  readonly look: string;
}

const columns: readonly Column[] = [
  { head: 'Region', of: (g: PreviewGoal) => g.region, look: 'region' },
  { head: 'Metric', of: (g: PreviewGoal) => g.metric, look: 'metric' },
  { head: 'Target', of: (g: PreviewGoal) => g.target, look: 'number target' },
  { head: 'Achieved', of: (g: PreviewGoal) => g.achieved, look: 'number achieved' },
  { head: 'Margin', of: (g: PreviewGoal) => g.margin, look: 'number margin' },
  { head: 'Level', of: (g: PreviewGoal) => g.level, look: 'level' },
  { head: 'Source or note', of: (g: PreviewGoal) => (g.note ? `${g.note}; ${g.source}` : g.source), look: 'source' },
];

/** While the plan is compared, what the other achieves of each goal stands beside it, and by how much the plan differs. */
function columnsOf({ loaded, compared }: AppState): readonly Column[] {
  const ladder = loaded && ladderCompared(loaded.model, compared);
  if (!ladder) return columns;
  const rung = ladder.rungs.findIndex(({ name }) => name === compared);
  const change = (goal: PreviewGoal): string => {
    const cells = goalCells(ladder, goal);
    const [theirs, ours] = [cells?.[rung].value, cells?.at(-1)?.value];
    if (theirs === undefined || ours === undefined) return '–';
    const unit = goal.achieved.endsWith('%') ? ' pp' : '';
    return `${signed(ours - theirs, 1)}${unit}`;
  };
  const of = columns.findIndex(({ head }) => head === 'Level');
  return [
    ...columns.slice(0, of),
    { head: compared!, of: (goal) => goalCells(ladder, goal)?.[rung].words ?? '–', look: 'number compared' },
    { head: 'Change', of: change, look: 'number change' },
    ...columns.slice(of),
  ];
}

/** Every goal with its target, achieved value and margin; a row leads to its line in the text. */
export function createGoalsPane(store: Store): GoalsPane {
  const count = element('span', { class: 'quiet' });
  const body = element('tbody');
  const head = element('tr', {});
  const table = element('table', { 'aria-label': 'Goals' }, element('thead', {}, head), body);
  const node = element('section', { class: 'goals', 'aria-label': 'Goals' });
  const outcome = element('div', { class: 'outcome-rows' });
  node.append(
    element('div', { class: 'heading' }, element('h2', {}, 'Goals'), count),
    element('div', { class: 'goals-scroll' }, table, outcome),
  );

  function choose(index: number) {
    const goal = store.get().loaded?.model.goals[index];
    if (!goal) return;
    store.set({ selectedGoal: index, selectedRegion: goal.region });
    send({ type: 'reveal', range: goal.range });
  }

  function draw(state: AppState, before: AppState) {
    const goals = state.loaded?.model.goals;
    if (!goals) return;
    // A dose file asks for nothing.
    node.hidden = state.loaded?.model.file !== undefined;
    if (state.loaded !== before.loaded || state.compared !== before.compared || body.children.length !== goals.length) {
      const shown = columnsOf(state);
      head.replaceChildren(
        element('th', { scope: 'col', class: 'mark', 'aria-label': 'Met' }),
        ...shown.map((c) => element('th', { scope: 'col', class: c.look }, c.head)),
      );
      setText(count, countText(goals, state.loaded?.model.quality?.kind === 'preview') + droppedText(state));
      count.title = count.textContent;
      outcome.replaceChildren(...outcomeTable(state.loaded?.model.outcome ?? []));
      body.replaceChildren(...goals.map((goal, index) => row(goal, index, { columns: shown, choose })));
    }
    [...body.children].forEach((tr, index) => {
      tr.classList.toggle('selected', index === state.selectedGoal);
      if (index === state.selectedGoal) tr.setAttribute('aria-current', 'true');
      else tr.removeAttribute('aria-current');
    });
  }
  return { node, draw };
}

function countText(goals: readonly PreviewGoal[], isPreview: boolean): string {
  if (goals.length === 0) return 'none in the plan';
  const count = `${goals.filter((g) => g.met).length} of ${goals.length} met`;
  return isPreview ? `${previewMark} ${count} in the preview` : count;
}

/** Goals that stand in no row, since the plan no longer asks for them. */
function droppedText({ loaded, compared }: AppState): string {
  const dropped = (loaded && compared === lastCommit && ladderCompared(loaded.model, compared)?.dropped) || [];
  return dropped.length > 0 ? ` · no longer asked since the last commit: ${dropped.join(', ')}` : '';
}

function row(
  goal: PreviewGoal,
  index: number,
  { columns: shown, choose }: { readonly columns: readonly Column[]; readonly choose: (index: number) => void },
): HTMLElement {
  const mark = element('td', { class: 'mark' }, goal.met ? icon('check', 'met') : icon('cross', 'not met'));
  const cells = shown.map((column) => {
    const words = column.of(goal);
    return element('td', { class: column.look, ...(column.look === 'source' ? { title: words } : {}) }, words);
  });
  const tr = element(
    'tr',
    {
      tabindex: '0',
      class: goal.met ? 'met' : 'failed',
      title: goal.note ? `${goal.source}: ${goal.note}` : goal.source,
      'data-goal': String(index),
    },
    mark,
    ...cells,
  );
  tr.addEventListener('click', () => choose(index));
  tr.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose(index);
  });
  return tr;
}
