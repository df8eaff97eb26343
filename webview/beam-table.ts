import { segmentsOf, type PlacedSegment, type PreviewBeam } from '../src/preview/beam.ts';
import { angleTexts, muText, segmentText } from '../src/preview/draw/eye-words.ts';
import { areaOf } from '../src/preview/draw/polyline.ts';
import { fixed } from '../src/preview/format.ts';
import type { PreviewModel } from '../src/preview/model.ts';
import { element } from './dom.ts';

/** A beam in numbers: its segments, and the leaves of the chosen one. A row leads to its segment. */
export function beamTable(
  model: PreviewModel,
  beam: PreviewBeam,
  chosen: number | undefined,
  choose: (segment: number) => void,
): HTMLElement[] {
  const segments = segmentsOf(beam);
  const turns = beam.positions.length > 1;
  const heads = ['No.', 'MU', ...(turns ? ['Gantry'] : []), 'x1', 'x2', 'y1', 'y2', 'Open, cm²'];
  const rows = segments.map((placed) => {
    const tr = numbers([
      String(placed.index + 1),
      fixed(placed.segment.mu, 1),
      ...(turns ? [`${fixed(placed.position.gantryDeg, 1)}°`] : []),
      ...jawsOf(placed),
      fixed(openCm2(placed), 1),
    ]);
    tr.tabIndex = 0;
    tr.dataset.segment = String(placed.index);
    tr.classList.toggle('selected', placed.index === chosen);
    if (placed.index === chosen) tr.setAttribute('aria-current', 'true');
    tr.addEventListener('click', () => choose(placed.index));
    tr.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      choose(placed.index);
    });
    return tr;
  });
  const caption = `Beam ${beam.name}, ${beam.machine}: ${angleTexts(beam, turns ? undefined : beam.positions[0]).join(', ')}; ${muText(beam.muPerFraction, model)} a fraction; jaws in mm at the isocentre`;
  return [table(caption, heads, rows), ...leafTable(beam, chosen === undefined ? undefined : segments[chosen])];
}

function leafTable(beam: PreviewBeam, placed: PlacedSegment | undefined): HTMLElement[] {
  const leaves = placed?.segment.leaves;
  const bounds = beam.leafBoundariesMm;
  if (!placed || !leaves || !bounds) return [];
  const { jaws } = placed.segment;
  const rows = leaves.leftMm.flatMap((left, pair) => {
    if (bounds[pair + 1] <= jaws.y1Mm || bounds[pair] >= jaws.y2Mm) return [];
    const right = leaves.rightMm[pair];
    return numbers([
      String(pair + 1),
      `${fixed(bounds[pair], 1)} to ${fixed(bounds[pair + 1], 1)}`,
      fixed(left, 1),
      fixed(right, 1),
    ]);
  });
  const caption = `Leaf ends of ${segmentText(beam, placed)} between the y jaws, mm at the isocentre`;
  return [table(caption, ['Pair', 'y', 'Left', 'Right'], rows)];
}

function table(caption: string, heads: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = element('tr', {}, ...heads.map((words) => element('th', { scope: 'col', class: 'number' }, words)));
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  );
}

function numbers([first, ...others]: readonly string[]): HTMLElement {
  return element(
    'tr',
    {},
    element('th', { scope: 'row', class: 'number' }, first),
    ...others.map((words) => element('td', { class: 'number' }, words)),
  );
}

function jawsOf({ segment: { jaws } }: PlacedSegment): string[] {
  return [jaws.x1Mm, jaws.x2Mm, jaws.y1Mm, jaws.y2Mm].map((mm) => fixed(mm, 1));
}

function openCm2({ segment }: PlacedSegment): number {
  return segment.outlineMm.reduce((sum, points) => sum + areaOf({ points, closed: true }), 0) / 100;
}
