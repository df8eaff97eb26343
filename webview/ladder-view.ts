import { complicationColour, controlColour, ladderFocus, ladderScene } from '../src/preview/draw/ladder-scene.ts';
import { ladderCompared, lastCommit, rungCompared } from '../src/preview/comparison.ts';
import type { PreviewLadder } from '../src/preview/model.ts';
import type { AppState, Store } from './app-state.ts';
import { changesTable } from './changes-table.ts';
import { element, icon, setText, svgElement } from './dom.ts';
import { showScene } from './scene-view.ts';
import { chartLook } from './theme.ts';
import { send } from './vscode-api.ts';

export interface LadderPane {
  readonly node: HTMLElement;
  draw(state: AppState): void;
}

/**
 * What the plan is compared with beside it, and the plan's tests below; a rung is compared with by a click on its name. Where nothing is known of outcomes a table says what has
 * changed in dose.
 */
export function createLadderPane(store: Store): LadderPane {
  const legend = element('span', { class: 'quiet ladder-legend' });
  const chart = element('div', { class: 'ladder-chart' });
  const svg = svgElement('svg', { role: 'img' });
  const tests = element('ul', { class: 'ladder-tests', 'aria-label': 'Tests of the plan' });
  const waiting = element('p', { class: 'quiet ladder-waiting' });
  chart.append(svg);
  const title = element('h2');
  // It may be longer than the pane, and is then moved along by keys.
  const changes = element('div', { class: 'ladder-changes', role: 'region', tabindex: '0', 'aria-label': 'Changes' });
  const node = element('section', { class: 'ladder', 'aria-label': 'Ladder', hidden: '' });
  node.append(element('div', { class: 'heading' }, title, legend), waiting, chart, changes, tests);
  let shown: PreviewLadder | undefined;

  function draw(state: AppState) {
    const { loaded, compared } = state;
    const ladder = loaded && ladderCompared(loaded.model, compared);
    node.hidden = compared === undefined;
    if (node.hidden) return;
    setText(title, compared === lastCommit ? 'Since the last commit' : 'Ladder');
    waiting.hidden = ladder !== undefined;
    setText(waiting, waitingText(state));
    const hasOutcome = ladder !== undefined && Object.values(ladderFocus(ladder)).some((row) => row !== undefined);
    chart.hidden = !hasOutcome;
    changes.hidden = !ladder || hasOutcome;
    tests.hidden = !ladder || ladder.tests.length === 0;
    legend.replaceChildren(...(ladder ? legendOf(ladder) : []));
    if (!ladder) return;
    if (ladder !== shown) tests.replaceChildren(...ladder.tests.flatMap(testLines));
    shown = ladder;
    if (!hasOutcome) return changes.replaceChildren(changesTable(loaded.model, rungCompared(loaded, compared)!));
    const { clientWidth: widthPx, clientHeight: heightPx } = chart;
    if (widthPx < 80 || heightPx < 60) return;
    showScene(svg, ladderScene(ladder, { widthPx, heightPx, look: chartLook(), compared }));
  }

  svg.addEventListener('click', (event) => {
    const name = (event.target as Element).getAttribute('data-rung');
    const rung = store.get().loaded?.model.ladder?.rungs.find((one) => one.name === name);
    if (!rung) return;
    store.set({ compared: rung.name });
    if (rung.range) send({ type: 'reveal', range: rung.range });
  });
  new ResizeObserver(() => draw(store.get())).observe(chart);
  return { node, draw };
}

function waitingText({ compared, progress }: AppState): string {
  const [what, are] = compared === lastCommit ? ['The last commit', 'is'] : ['The baselines', 'are'];
  return progress
    ? `${what} ${are} being computed.`
    : `${what} ${are} not computed. Recompute to have ${are === 'is' ? 'it' : 'them'}.`;
}

function legendOf(ladder: PreviewLadder): (Node | string)[] {
  const { control, complication } = ladderFocus(ladder);
  const { ground } = chartLook();
  const entry = (mark: string, colour: string, words: string): (Node | string)[] => {
    const sign = element('span', { 'aria-hidden': 'true' }, mark);
    sign.style.color = colour;
    return [sign, ` ${words}   `];
  };
  return [
    ...(control ? entry('●', controlColour[ground], `${control.region} TCP`) : []),
    ...(complication ? entry('○', complicationColour[ground], `${complication.region} ${complication.what}`) : []),
  ];
}

function testLines({ name, assertions }: PreviewLadder['tests'][number]): HTMLElement[] {
  return assertions.map(({ text, holds, words, range }) => {
    const line = element(
      'button',
      { type: 'button', class: `plain ${holds ? 'met' : 'failed'}`, title: `${name}: ${text}: ${words}` },
      holds ? icon('check', 'holds') : icon('cross', 'does not hold'),
      element('span', {}, `${text}: `, element('span', { class: 'quiet' }, words)),
    );
    line.addEventListener('click', () => send({ type: 'reveal', range }));
    return element('li', {}, line);
  });
}
