import { angleTexts } from '../src/preview/draw/eye-words.ts';
import { segmentWord, segmentsOf } from '../src/preview/beam.ts';
import type { RoomSurface } from '../src/preview/draw/room-parts.ts';
import type { PreviewModel } from '../src/preview/model.ts';
import type { Ground } from '../src/preview/palette.ts';
import { element } from './dom.ts';

export interface RoomRow {
  readonly surface: RoomSurface;
  readonly isShown: boolean;
  /** "32 × 40 × 36 mm", "nowhere", "not made yet" */
  readonly extent: string;
}

export interface RoomTableActions {
  show(surface: RoomSurface, isShown: boolean): void;
  region(name: string): void;
  beam(place: number): void;
}

const kinds = { body: 'body', organ: 'organ', target: 'target', subtarget: 'sub-target' } as const;

/** What the 3D view shows, in words: every surface with its extent, to be shown or hidden, and every beam with its angles. */
export function roomTable(
  model: PreviewModel,
  rows: readonly RoomRow[],
  ground: Ground,
  actions: RoomTableActions,
): HTMLElement[] {
  const surfaces = rows.map(({ surface, isShown, extent }) => {
    const { region, words, id } = surface;
    const box = element('input', { type: 'checkbox', 'aria-label': `Show ${words}`, 'data-part': id });
    (box as HTMLInputElement).checked = isShown;
    box.addEventListener('change', () => actions.show(surface, (box as HTMLInputElement).checked));
    const swatch = element('i', { class: 'swatch' });
    swatch.style.background = surface.colour[ground];
    const name = region ? linkTo(words, () => actions.region(words)) : words;
    return element(
      'tr',
      {},
      element('td', { class: 'mark' }, box),
      element('th', { scope: 'row' }, swatch, name),
      element('td', {}, region ? kinds[region.role] : 'isodose'),
      element('td', { class: 'number' }, extent),
    );
  });
  const beams = model.beams.map((beam, place) =>
    element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row' },
        linkTo(beam.name, () => actions.beam(place)),
      ),
      element('td', {}, angleTexts(beam, beam.positions.length > 1 ? undefined : beam.positions[0]).join(', ')),
      element('td', { class: 'number' }, `${segmentsOf(beam).length} ${segmentWord(beam)}s`),
    ),
  );
  const made = [
    table('Surfaces in the 3D view; sizes to the right, back and up', ['', 'Name', 'Kind', 'Size'], surfaces),
  ];
  if (beams.length > 0) made.push(table('Beams in the 3D view', ['Beam', 'Angles', 'Openings'], beams));
  return made;
}

function linkTo(words: string, onClick: () => void): HTMLElement {
  const made = element('button', { class: 'plain', type: 'button', title: 'Go to the line' }, words);
  made.addEventListener('click', onClick);
  return made;
}

function table(caption: string, heads: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const cells = heads.map((words, n) =>
    words
      ? element('th', { scope: 'col', ...(n === heads.length - 1 ? { class: 'number' } : {}) }, words)
      : element('td', {}),
  );
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...cells)),
    element('tbody', {}, ...rows),
  );
}
