import type { Grid, Vec3 } from '../../patient/grid.ts';
import type { Box, Point, Polyline } from './scene.ts';

export type PlaneName = 'axial' | 'coronal' | 'sagittal';
export type Axis = 0 | 1 | 2;

/**
 * How a plane lies on the screen, radiological convention: the patient's right is on the viewer's left, anterior up in axial and the head up in
 * the other two views. Grids are always in ascending LPS, so this holds for every patient position.
 */
export interface PlaneLayout {
  /** Patient axis that runs to the right on the screen. */
  readonly right: Axis;
  /** Patient axis that runs along the screen's vertical, and whether it runs down (+1) or up (−1). */
  readonly vertical: Axis;
  readonly down: 1 | -1;
  /** Patient axis across the plane. */
  readonly normal: Axis;
  readonly letters: { readonly left: string; readonly right: string; readonly top: string; readonly bottom: string };
}

export const planes: Readonly<Record<PlaneName, PlaneLayout>> = {
  axial: { right: 0, vertical: 1, down: 1, normal: 2, letters: { left: 'R', right: 'L', top: 'A', bottom: 'P' } },
  coronal: { right: 0, vertical: 2, down: -1, normal: 1, letters: { left: 'R', right: 'L', top: 'H', bottom: 'F' } },
  sagittal: { right: 1, vertical: 2, down: -1, normal: 0, letters: { left: 'A', right: 'P', top: 'H', bottom: 'F' } },
};

export const axisNames = ['x', 'y', 'z'] as const;

/** A window on a plane of the patient: square pixels, `mmPerPx` both ways. */
export interface Frame {
  readonly plane: PlaneName;
  /** Position of the plane along its normal, mm. */
  readonly positionMm: number;
  /** Patient coordinates (right axis, vertical axis) in the middle of the window, mm. */
  readonly centreMm: Point;
  readonly mmPerPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Screen position of a point of the plane given by its right and vertical patient coordinates, mm. */
export function toPx(frame: Frame, [h, v]: Point): Point {
  const { down } = planes[frame.plane];
  return [
    frame.widthPx / 2 + (h - frame.centreMm[0]) / frame.mmPerPx,
    frame.heightPx / 2 + (down * (v - frame.centreMm[1])) / frame.mmPerPx,
  ];
}

/** The patient's point under a screen position, mm. */
export function toMm(frame: Frame, [x, y]: Point): Vec3 {
  const layout = planes[frame.plane];
  const point: [number, number, number] = [0, 0, 0];
  point[layout.right] = frame.centreMm[0] + (x - frame.widthPx / 2) * frame.mmPerPx;
  point[layout.vertical] = frame.centreMm[1] + layout.down * (y - frame.heightPx / 2) * frame.mmPerPx;
  point[layout.normal] = frame.positionMm;
  return point;
}

export function linesToPx(frame: Frame, lines: readonly Polyline[]): Polyline[] {
  return lines.map(({ points, closed }) => ({ points: points.map((p) => toPx(frame, p)), closed }));
}

/** The two in-plane coordinates of a patient point. */
export function inPlane(plane: PlaneName, point: Vec3): Point {
  return [point[planes[plane].right], point[planes[plane].vertical]];
}

/** An axis-aligned box in the patient, mm. */
export interface BoundsMm {
  readonly min: Vec3;
  readonly max: Vec3;
}

export function gridBounds(grid: Grid): BoundsMm {
  const edge = (axis: Axis, index: number) => grid.originMm[axis] + index * grid.spacingMm[axis];
  return {
    min: [edge(0, -0.5), edge(1, -0.5), edge(2, -0.5)],
    max: [edge(0, grid.size[0] - 0.5), edge(1, grid.size[1] - 0.5), edge(2, grid.size[2] - 0.5)],
  };
}

/** The frame that shows `bounds` whole inside the given part of the window. */
export function fitFrame(
  plane: PlaneName,
  positionMm: number,
  bounds: BoundsMm,
  widthPx: number,
  heightPx: number,
  inside: Box,
): Frame {
  const { right, vertical, down } = planes[plane];
  const mmPerPx = Math.max(
    (bounds.max[right] - bounds.min[right]) / Math.max(inside.width, 1),
    (bounds.max[vertical] - bounds.min[vertical]) / Math.max(inside.height, 1),
  );
  const offsetX = inside.x + inside.width / 2 - widthPx / 2;
  const offsetY = inside.y + inside.height / 2 - heightPx / 2;
  return {
    plane,
    positionMm,
    mmPerPx,
    widthPx,
    heightPx,
    centreMm: [
      (bounds.min[right] + bounds.max[right]) / 2 - offsetX * mmPerPx,
      (bounds.min[vertical] + bounds.max[vertical]) / 2 - down * offsetY * mmPerPx,
    ],
  };
}
