import { doseAtVolume, volumeAtDose } from '../src/preview/draw/dvh-curve.ts';
import { dvhAxes } from '../src/preview/draw/dvh-axes.ts';
import { dvhScene } from '../src/preview/draw/dvh-scene.ts';
import type { MeasureText } from '../src/preview/draw/scene.ts';
import { fixed, percent } from '../src/preview/format.ts';
import { regionColours, type Ground } from '../src/preview/palette.ts';
import type { PreviewModel } from '../src/preview/model.ts';
import { rungCompared } from '../src/preview/comparison.ts';
import type { AppState, Store } from './app-state.ts';
import { element, setText, svgElement } from './dom.ts';
import { showScene } from './scene-view.ts';
import { tableToggle } from './table-toggle.ts';
import { chartLook } from './theme.ts';

export interface DvhPane {
  readonly node: HTMLElement;
  draw(state: AppState): void;
}

/** The histogram with a read-out at the pointer, and the same numbers as a table. */
export function createDvhPane(store: Store, measure: MeasureText, revealRegion: (name: string) => void): DvhPane {
  const svg = svgElement('svg', { role: 'img', class: 'overlay' });
  const line = element('div', { class: 'dvh-line', hidden: '' });
  const tip = element('div', { class: 'dvh-tip', hidden: '', role: 'status' });
  const chart = element('div', {
    class: 'dvh-chart',
    tabindex: '0',
    role: 'group',
    'aria-label': 'Dose–volume histogram; left and right read the volumes at a dose',
  });
  chart.append(svg, line, tip);
  // It may be wider than the pane, and is then moved along by keys.
  const table = element('div', {
    class: 'dvh-table',
    role: 'region',
    'aria-label': 'Dose–volume statistics',
    tabindex: '0',
    hidden: '',
  });
  const note = element('span', { class: 'quiet' });
  const toggle = tableToggle('the histogram', { picture: chart, table }, () => draw(store.get()));
  const node = element('section', { class: 'dvh', 'aria-label': 'Dose–volume histogram' });
  node.append(
    element('div', { class: 'heading' }, element('h2', {}, 'DVH'), note, element('span', { class: 'spring' }), toggle),
    chart,
    table,
  );
  let readAtGy: number | undefined;

  function draw(state: AppState) {
    const model = state.loaded?.model;
    const { clientWidth: widthPx, clientHeight: heightPx } = chart;
    if (!model) return;
    // Of a dose file without structures there is nothing to count.
    node.hidden = model.file !== undefined && model.dvhs.length === 0;
    if (node.hidden) return;
    const look = chartLook();
    const rung = rungCompared(state.loaded, state.compared);
    setText(
      note,
      [...(rung ? [`solid: this plan, dashed: ${rung.name}`] : []), noteOf(model)]
        .filter((words) => words !== '')
        .join(' · '),
    );
    if (!table.hidden) {
      table.replaceChildren(dvhTable(model, look.ground));
      return;
    }
    if (widthPx < 40 || heightPx < 40) return;
    const compared = rung?.dvhs;
    const view = { widthPx, heightPx, look, selectedRegion: state.selectedRegion, measure, topPx: 0, compared };
    showScene(svg, dvhScene(model, view));
    showReading(model, view);
  }

  function showReading(model: PreviewModel, view: { widthPx: number; heightPx: number; topPx: number }) {
    const hidden = readAtGy === undefined;
    line.hidden = hidden;
    tip.hidden = hidden;
    if (readAtGy === undefined) return;
    const axes = dvhAxes(model, view);
    const x = axes.x(readAtGy);
    line.style.transform = `translate(${Math.round(x)}px, ${axes.plot.y}px)`;
    line.style.height = `${axes.plot.height}px`;
    const colours = regionColours(model.regions);
    const { ground } = chartLook();
    const rows = model.dvhs.map((dvh) => {
      const swatch = element('i', { class: 'swatch' });
      swatch.style.background = colours.get(dvh.region)?.[ground] ?? 'currentColor';
      return element('div', {}, swatch, `${dvh.region} `, element('b', {}, percent(volumeAtDose(dvh, readAtGy!))));
    });
    tip.replaceChildren(element('div', { class: 'quiet' }, `at least ${fixed(readAtGy, 1)} Gy`), ...rows);
    const left = x + 12 + tip.offsetWidth > view.widthPx ? x - 12 - tip.offsetWidth : x + 12;
    tip.style.transform = `translate(${Math.round(left)}px, ${axes.plot.y + 4}px)`;
  }

  function readAt(doseGy: number | undefined) {
    const model = store.get().loaded?.model;
    if (!model) return;
    const view = { widthPx: chart.clientWidth, heightPx: chart.clientHeight, topPx: 0 };
    const { maxGy } = dvhAxes(model, view);
    readAtGy = doseGy === undefined ? undefined : Math.min(Math.max(doseGy, 0), maxGy);
    showReading(model, view);
  }

  chart.addEventListener('pointermove', (event) => {
    const model = store.get().loaded?.model;
    if (!model) return;
    const axes = dvhAxes(model, { widthPx: chart.clientWidth, heightPx: chart.clientHeight, topPx: 0 });
    const dose = axes.doseAt(event.clientX - chart.getBoundingClientRect().left);
    readAt(dose >= 0 && dose <= axes.maxGy ? dose : undefined);
  });
  chart.addEventListener('pointerleave', () => readAt(undefined));
  chart.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    readAt((readAtGy ?? 0) + (event.key === 'ArrowRight' ? 1 : -1) * (event.shiftKey ? 5 : 1));
  });
  chart.addEventListener('blur', () => readAt(undefined));
  svg.addEventListener('click', (event) => {
    const name = (event.target as Element).getAttribute('data-region');
    if (name) revealRegion(name);
  });
  new ResizeObserver(() => draw(store.get())).observe(chart);
  return { node, draw };
}

/** What has to be known beside the curves: that they are of a preview, and what of a region is not in them. */
function noteOf(model: PreviewModel): string {
  const outside = model.dvhs.filter((d) => d.outsideDoseGridPercent > 0.05);
  return [
    ...(model.quality?.kind === 'preview' ? ['of the preview'] : []),
    ...(outside.length
      ? [`outside the dose grid: ${outside.map((d) => `${d.region} ${percent(d.outsideDoseGridPercent)}`).join(', ')}`]
      : []),
  ].join(' · ');
}

function dvhTable(model: PreviewModel, ground: Ground): HTMLElement {
  const colours = regionColours(model.regions);
  const heads = ['Region', 'Volume, cm³', 'Min, Gy', 'D98%', 'D95%', 'D50%', 'D2%', 'Max, Gy', 'Mean, Gy'];
  const body = element('tbody');
  for (const dvh of model.dvhs) {
    const dose = (volume: number) => {
      const gray = doseAtVolume(dvh, volume);
      return gray === undefined ? '–' : fixed(gray, 1);
    };
    const swatch = element('i', { class: 'swatch' });
    swatch.style.background = colours.get(dvh.region)?.[ground] ?? 'currentColor';
    const numbers = [
      fixed(dvh.volumeCc, 1),
      fixed(dvh.minGy, 1),
      dose(98),
      dose(95),
      dose(50),
      dose(2),
      fixed(dvh.maxGy, 1),
      fixed(dvh.meanGy, 1),
    ];
    body.append(
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, swatch, dvh.region),
        ...numbers.map((n) => element('td', { class: 'number' }, n)),
      ),
    );
  }
  const head = element(
    'thead',
    {},
    element('tr', {}, ...heads.map((h, i) => element('th', { scope: 'col', ...(i ? { class: 'number' } : {}) }, h))),
  );
  return element('table', { 'aria-label': 'Dose–volume statistics' }, head, body);
}
