import { doseAtVolume } from '../src/preview/draw/dvh-curve.ts';
import { fixed, signed } from '../src/preview/format.ts';
import type { PreviewLadder, PreviewModel } from '../src/preview/model.ts';
import { element } from './dom.ts';

const volumesPercent = [98, 50, 2] as const;

/** What each region of the plan gets, and by how much that is more or less than in what it is compared with. Gy. */
export function changesTable(model: PreviewModel, rung: PreviewLadder['rungs'][number]): HTMLElement {
  const heads = ['Region', ...volumesPercent.map((percent) => `D${percent}%, Gy`)];
  const rows = model.dvhs.map((dvh) => {
    const other = rung.dvhs.find(({ region }) => region === dvh.region);
    const cells = volumesPercent.map((percent) => {
      const [ours, theirs] = [dvh, other].map((curve) => curve && doseAtVolume(curve, percent));
      if (ours === undefined) return element('td', { class: 'number' }, '–');
      const change = theirs === undefined ? 'new' : signed(ours - theirs, 1);
      return element('td', { class: 'number' }, `${fixed(ours, 1)} `, element('span', { class: 'change' }, change));
    });
    return element('tr', {}, element('th', { scope: 'row' }, dvh.region), ...cells);
  });
  return element(
    'table',
    { 'aria-label': `Doses, and their change since the ${rung.name}` },
    element(
      'thead',
      {},
      element('tr', {}, ...heads.map((h, n) => element('th', { scope: 'col', ...(n ? { class: 'number' } : {}) }, h))),
    ),
    element('tbody', {}, ...rows),
  );
}
