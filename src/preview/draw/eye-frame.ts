import type { Vec3 } from '../../patient/grid.ts';
import { segmentsOf, type BeamPosition, type PreviewBeam } from '../beam.ts';
import type { PreviewModel } from '../model.ts';
import type { Point, Polyline } from './scene.ts';

/**
 * The window of a beam's-eye view: the plane through the isocentre, square to the central axis, seen from the source. It stands upright in the
 * gantry system (IEC 61217, x right, y up), so that the collimator turns leaves and jaws on the screen and never the patient.
 */
export interface EyeFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly mmPerPx: number;
}

/** A frame that shows every opening of every beam of the plan, at one scale for all. */
export function eyeFrame(
  { beams }: Pick<PreviewModel, 'beams'>,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): EyeFrame {
  const reach = Math.max(...beams.map(reachOf), leastReachMm);
  const halfPx = Math.max(Math.min(widthPx, heightPx) / 2, 1);
  return { widthPx, heightPx, mmPerPx: (reach * aroundField) / halfPx };
}

const leastReachMm = 15;
/** Room for the anatomy around the field, and for letters. */
const aroundField = 1.38;

function reachOf(beam: PreviewBeam): number {
  let reach = 0;
  for (const { segment, position } of segmentsOf(beam)) {
    for (const point of segment.outlineMm.flat()) {
      const [x, y] = turned(point, position.collimatorDeg);
      reach = Math.max(reach, Math.abs(x), Math.abs(y));
    }
  }
  return reach;
}

/** From the axes of the beam-limiting device to those of the gantry. */
export function turned([x, y]: readonly [number, number], collimatorDeg: number): Point {
  const angle = (collimatorDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos * x - sin * y, sin * x + cos * y];
}

/** Screen position of a point of the isocentre plane in gantry axes, mm. */
export function eyeToPx({ widthPx, heightPx, mmPerPx }: EyeFrame, [x, y]: Point): Point {
  return [widthPx / 2 + x / mmPerPx, heightPx / 2 - y / mmPerPx];
}

/** Lines given in gantry axes, on the screen. */
export function eyeLines(frame: EyeFrame, lines: readonly Polyline[]): Polyline[] {
  return lines.map(({ points, closed }) => ({ points: points.map((point) => eyeToPx(frame, point)), closed }));
}

/** A closed line given in the axes of the beam-limiting device, on the screen. */
export function limitedToPx(
  frame: EyeFrame,
  points: readonly (readonly [number, number])[],
  collimatorDeg: number,
): Polyline {
  return { points: points.map((point) => eyeToPx(frame, turned(point, collimatorDeg))), closed: true };
}

/** Where the ray from the source through a point of the patient meets the isocentre plane, in gantry axes, mm. */
export function projected({ sourceMm, isocentreMm, axes }: BeamPosition, point: Vec3): Point {
  const ray = minus(point, sourceMm);
  const magnification = dot(minus(isocentreMm, sourceMm), axes.z) / dot(ray, axes.z);
  return [dot(ray, axes.x) * magnification, dot(ray, axes.y) * magnification];
}

/** The point of the isocentre plane at a place in gantry axes. */
export function onIsocentrePlane({ isocentreMm, axes }: BeamPosition, [x, y]: Point): Vec3 {
  const at = (axis: 0 | 1 | 2) => isocentreMm[axis] + x * axes.x[axis] + y * axes.y[axis];
  return [at(0), at(1), at(2)];
}

function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
