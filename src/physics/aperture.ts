import { leafAt } from './leaves.ts';
import type { Aperture, WeightedAperture } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/** Outlines of the opening at the isocentre plane, leaf by leaf, one for each part that closed leaves divide it into. The last point joins the first. */
export function apertureOutline({ jaws, leaves }: Aperture, machine: Machine): [number, number][][] {
  if (!leaves || !machine.leaves) {
    return [
      [
        [jaws.x1Mm, jaws.y1Mm],
        [jaws.x2Mm, jaws.y1Mm],
        [jaws.x2Mm, jaws.y2Mm],
        [jaws.x1Mm, jaws.y2Mm],
      ],
    ];
  }
  const boundaries = machine.leaves.boundariesMm.value;
  const parts: [number, number][][] = [];
  let rightSide: [number, number][] = [];
  let leftSide: [number, number][] = [];
  const close = () => {
    if (rightSide.length > 0) parts.push([...rightSide, ...leftSide.reverse()]);
    rightSide = [];
    leftSide = [];
  };
  for (let pair = 0; pair < boundaries.length - 1; pair++) {
    const y1 = Math.max(boundaries[pair], jaws.y1Mm);
    const y2 = Math.min(boundaries[pair + 1], jaws.y2Mm);
    const x1 = Math.max(leaves.leftMm[pair], jaws.x1Mm);
    const x2 = Math.min(leaves.rightMm[pair], jaws.x2Mm);
    if (y1 >= y2 || x1 >= x2) {
      close();
      continue;
    }
    rightSide.push([x2, y1], [x2, y2]);
    leftSide.push([x1, y1], [x1, y2]);
  }
  close();
  return parts;
}

/** What lies open between leaf ends and jaws, mm² at the isocentre plane. */
export function openAreaMm2({ jaws, leaves }: Aperture, machine: Machine): number {
  const { x1Mm, x2Mm, y1Mm, y2Mm } = jaws;
  if (!leaves || !machine.leaves) return Math.max(0, x2Mm - x1Mm) * Math.max(0, y2Mm - y1Mm);
  const boundaries = machine.leaves.boundariesMm.value;
  return leaves.leftMm.reduce((sum, left, pair) => {
    const high = Math.min(boundaries[pair + 1], y2Mm) - Math.max(boundaries[pair], y1Mm);
    const wide = Math.min(leaves.rightMm[pair], x2Mm) - Math.max(left, x1Mm);
    return sum + Math.max(0, high) * Math.max(0, wide);
  }, 0);
}

/** The smallest rectangle that holds the jaw openings of all apertures. */
export function jawsAround(apertures: readonly WeightedAperture[]): Aperture['jaws'] {
  const jaws = apertures.map(({ aperture }) => aperture.jaws);
  return {
    x1Mm: Math.min(...jaws.map((opening) => opening.x1Mm)),
    x2Mm: Math.max(...jaws.map((opening) => opening.x2Mm)),
    y1Mm: Math.min(...jaws.map((opening) => opening.y1Mm)),
    y2Mm: Math.max(...jaws.map((opening) => opening.y2Mm)),
  };
}

/** Whether a point of the isocentre plane lies in the opening. */
export function isOpen({ jaws, leaves }: Aperture, machine: Machine, x: number, y: number): boolean {
  if (x <= jaws.x1Mm || x >= jaws.x2Mm || y <= jaws.y1Mm || y >= jaws.y2Mm) return false;
  if (!leaves || !machine.leaves) return true;
  const pair = leafAt(y, machine.leaves.boundariesMm.value);
  return x > leaves.leftMm[pair] && x < leaves.rightMm[pair];
}
