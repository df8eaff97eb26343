import type { PlacedSegment } from '../beam.ts';
import type { ChartLook } from './chart-look.ts';
import { limitedToPx, type EyeFrame } from './eye-frame.ts';
import type { Polyline, SceneItem } from './scene.ts';

/**
 * Leaves as bodies that end where they stand, and jaws as what they shade, out to the corners of the frame: shapes that reach further cost time,
 * and resvg fails on some.
 */
export function leavesAndJaws(
  { segment, position }: PlacedSegment,
  boundariesMm: readonly number[] | undefined,
  frame: EyeFrame,
  look: ChartLook,
): SceneItem[] {
  const { collimatorDeg } = position;
  const farMm = (Math.hypot(frame.widthPx, frame.heightPx) / 2 + edgePx) * frame.mmPerPx;
  const near = (mm: number): number => Math.min(farMm, Math.max(-farMm, mm));
  /** Nothing where it lies outside the frame. */
  const box = (x1: number, x2: number, y1: number, y2: number): Polyline[] => {
    const [left, right, low, high] = [near(x1), near(x2), near(y1), near(y2)];
    if (left >= right || low >= high) return [];
    const corners = [
      [left, low],
      [right, low],
      [right, high],
      [left, high],
    ] as const;
    return [limitedToPx(frame, corners, collimatorDeg)];
  };
  const metal = metals[look.ground];
  const items: SceneItem[] = [];
  const { leaves, jaws } = segment;
  if (leaves && boundariesMm) {
    for (const [bank, ends] of [
      ['left', leaves.leftMm],
      ['right', leaves.rightMm],
    ] as const) {
      items.push({
        kind: 'path',
        lines: ends.flatMap((end, pair) => {
          const [from, to] = bank === 'left' ? [-farMm, end] : [end, farMm];
          return box(from, to, boundariesMm[pair], boundariesMm[pair + 1]);
        }),
        fill: metal.leaf,
        stroke: metal.leafEdge,
        strokeWidth: 0.8,
        opacity: metal.leafOpacity,
        data: { part: 'leaves', bank },
      });
    }
  }
  const shades: [string, Polyline[]][] = [
    ['x1', box(-farMm, jaws.x1Mm, -farMm, farMm)],
    ['x2', box(jaws.x2Mm, farMm, -farMm, farMm)],
    ['y1', box(-farMm, farMm, -farMm, jaws.y1Mm)],
    ['y2', box(-farMm, farMm, jaws.y2Mm, farMm)],
  ];
  for (const [jaw, lines] of shades)
    items.push({
      kind: 'path',
      lines,
      fill: metal.jaw,
      opacity: metal.jawOpacity,
      data: { part: 'jaw', jaw },
    });
  items.push({
    kind: 'path',
    lines: box(jaws.x1Mm, jaws.x2Mm, jaws.y1Mm, jaws.y2Mm),
    stroke: look.quiet,
    strokeWidth: 1,
    dash: '6 4',
    data: { part: 'jaw-opening' },
  });
  return items;
}

/** Edges outside the frame are not seen. */
const edgePx = 4;

const metals = {
  dark: {
    leaf: '#747d8c',
    leafEdge: '#b9c2cf',
    leafOpacity: 0.34,
    jaw: '#000000',
    jawOpacity: 0.3,
  },
  light: {
    leaf: '#a3acb9',
    leafEdge: '#4f5967',
    leafOpacity: 0.32,
    jaw: '#5b6472',
    jawOpacity: 0.16,
  },
} as const;
