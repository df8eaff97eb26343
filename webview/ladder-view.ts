import { complicationColour, controlColour, ladderFocus, ladderScene } from '../src/preview/draw/ladder-scene.ts';
import type { PreviewLadder } from '../src/preview/model.ts';
import type { AppState, Store } from './app-state.ts';
import { element, icon, setText, svgElement } from './dom.ts';
import { showScene } from './scene-view.ts';
import { chartLook } from './theme.ts';
import { send } from './vscode-api.ts';

export interface LadderPane {
  readonly node: HTMLElement;
  draw(state: AppState): void;
}

/** The rungs of the ladder beside each other, and the plan's tests below; a rung is compared with by a click on its name. */
export function createLadderPane(store: Store): LadderPane {
  const legend = element('span', { class: 'quiet ladder-legend' });
  const chart = element('div', { class: 'ladder-chart' });
  const svg = svgElement('svg', { role: 'img' });
  const tests = element('ul', { class: 'ladder-tests', 'aria-label': 'Tests of the plan' });
  const waiting = element('p', { class: 'quiet ladder-waiting' });
  chart.append(svg);
  const node = element('section', { class: 'ladder', 'aria-label': 'Ladder', hidden: '' });
  node.append(element('div', { class: 'heading' }, element('h2', {}, 'Ladder'), legend), waiting, chart, tests);
  let shown: PreviewLadder | undefined;

  function draw(state: AppState) {
    const ladder = state.loaded?.model.ladder;
    node.hidden = state.compared === undefined;
    if (node.hidden) return;
    waiting.hidden = ladder !== undefined;
    setText(
      waiting,
      state.progress ? 'The baselines are being computed.' : 'The baselines are not computed. Recompute to have them.',
    );
    chart.hidden = tests.hidden = !ladder;
    legend.replaceChildren(...(ladder ? legendOf(ladder) : []));
    if (!ladder) return;
    if (ladder !== shown) tests.replaceChildren(...ladder.tests.flatMap(testLines));
    shown = ladder;
    const { clientWidth: widthPx, clientHeight: heightPx } = chart;
    if (widthPx < 80 || heightPx < 60) return;
    showScene(svg, ladderScene(ladder, { widthPx, heightPx, look: chartLook(), compared: state.compared }));
  }

  svg.addEventListener('click', (event) => {
    const name = (event.target as Element).getAttribute('data-rung');
    const rung = store.get().loaded?.model.ladder?.rungs.find((one) => one.name === name);
    if (!rung) return;
    store.set({ compared: rung.name });
    send({ type: 'reveal', range: rung.range });
  });
  new ResizeObserver(() => draw(store.get())).observe(chart);
  return { node, draw };
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
