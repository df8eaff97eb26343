import type { PlacedSegment } from '../beam.ts';
import type { ChartLook } from './chart-look.ts';
import { limitedToPx, type EyeFrame } from './eye-frame.ts';
import type { Polyline, SceneItem } from './scene.ts';

/** Leaves as bodies that end where they stand, and jaws as what they shade, out to beyond the frame. */
export function leavesAndJaws(
  { segment, position }: PlacedSegment,
  boundariesMm: readonly number[] | undefined,
  frame: EyeFrame,
  look: ChartLook,
): SceneItem[] {
  const { collimatorDeg } = position;
  const farMm = Math.hypot(frame.widthPx, frame.heightPx) * frame.mmPerPx;
  const box = (x1: number, x2: number, y1: number, y2: number): Polyline =>
    limitedToPx(
      frame,
      [
        [x1, y1],
        [x2, y1],
        [x2, y2],
        [x1, y2],
      ],
      collimatorDeg,
    );
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
        lines: ends.map((end, pair) => {
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
  const shades: [string, Polyline][] = [
    ['x1', box(-farMm, jaws.x1Mm, -farMm, farMm)],
    ['x2', box(jaws.x2Mm, farMm, -farMm, farMm)],
    ['y1', box(-farMm, farMm, -farMm, jaws.y1Mm)],
    ['y2', box(-farMm, farMm, jaws.y2Mm, farMm)],
  ];
  for (const [jaw, line] of shades)
    items.push({
      kind: 'path',
      lines: [line],
      fill: metal.jaw,
      opacity: metal.jawOpacity,
      data: { part: 'jaw', jaw },
    });
  items.push({
    kind: 'path',
    lines: [box(jaws.x1Mm, jaws.x2Mm, jaws.y1Mm, jaws.y2Mm)],
    stroke: look.quiet,
    strokeWidth: 1,
    dash: '6 4',
    data: { part: 'jaw-opening' },
  });
  return items;
}

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
