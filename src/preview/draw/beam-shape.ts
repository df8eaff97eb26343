import type { Vec3 } from '../../patient/grid.ts';
import { segmentsOf, type BeamPosition, type PreviewBeam } from '../beam.ts';
import { onIsocentrePlane, turned } from './eye-frame.ts';

/** One beam in space, points in the patient's LPS frame, mm. */
export interface BeamShape {
  readonly beam: number;
  readonly sourceMm: Vec3;
  readonly isocentreMm: Vec3;
  /** From where the opening is drawn to beyond the isocentre. */
  readonly axisMm: readonly [Vec3, Vec3];
  /** What jaws and leaves leave open, at `nearMm` towards the source and where the beam leaves what is looked at: point for point. */
  readonly openings: readonly { readonly near: readonly Vec3[]; readonly far: readonly Vec3[] }[];
  /** A rectangle around all openings, at the near end: as a picture's frame in front of the patient. */
  readonly frame: readonly Vec3[];
  /** Where the near end stands at each position of a turning beam; one point for a beam that stands still. */
  readonly pathMm: readonly Vec3[];
  /** "330°", "90° to 150°" */
  readonly label: string;
  readonly labelMm: Vec3;
}

/**
 * The shape of a beam: from the source through the opening of one segment, or of its first where none is chosen. `reachMm` is how far from the
 * isocentre, either way, it is drawn; the source may lie beyond.
 */
export function beamShape(beam: PreviewBeam, place: number, reachMm: number, segment: number | undefined): BeamShape {
  const segments = segmentsOf(beam);
  const { position, segment: shown } = segments[Math.min(segment ?? 0, segments.length - 1)];
  const sourceToIsoMm = distance(position.sourceMm, position.isocentreMm);
  // Never behind the source.
  const nearShare = 1 - Math.min(reachMm, 0.9 * sourceToIsoMm) / sourceToIsoMm;
  const farShare = 1 + reachMm / sourceToIsoMm;
  const outlines = shown.outlineMm.map((points) => points.map((point) => turned(point, position.collimatorDeg)));
  const at = ([x, y]: readonly [number, number], share: number): Vec3 =>
    along(position.sourceMm, onIsocentrePlane(position, [x, y]), share);
  const frame = frameAround(outlines.flat().map((point) => turned(point, -position.collimatorDeg)));
  const corners = frame.map((corner) => at(turned(corner, position.collimatorDeg), nearShare));
  const near = (one: BeamPosition) => along(one.sourceMm, one.isocentreMm, nearShare);
  return {
    beam: place,
    sourceMm: position.sourceMm,
    isocentreMm: position.isocentreMm,
    axisMm: [near(position), along(position.sourceMm, position.isocentreMm, farShare)],
    openings: outlines.map((points) => ({
      near: points.map((point) => at(point, nearShare)),
      far: points.map((point) => at(point, farShare)),
    })),
    frame: corners,
    pathMm: beam.positions.map(near),
    label: labelOf(beam),
    labelMm: near(position),
  };
}

const roundTheOpeningMm = 8;

function frameAround(points: readonly (readonly [number, number])[]): [number, number][] {
  if (points.length === 0) return [];
  const range = (axis: 0 | 1): [number, number] => {
    const values = points.map((point) => point[axis]);
    return [Math.min(...values) - roundTheOpeningMm, Math.max(...values) + roundTheOpeningMm];
  };
  const [[x1, x2], [y1, y2]] = [range(0), range(1)];
  return [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
}

function labelOf({ positions }: PreviewBeam): string {
  const [first, last] = [positions[0].gantryDeg, positions[positions.length - 1].gantryDeg];
  const degrees = (angle: number) => `${Math.round(angle)}°`;
  return positions.length > 1 ? `${degrees(first)} to ${degrees(last)}` : degrees(first);
}

function along(from: Vec3, to: Vec3, share: number): Vec3 {
  const at = (axis: 0 | 1 | 2) => from[axis] + (to[axis] - from[axis]) * share;
  return [at(0), at(1), at(2)];
}

function distance(a: Vec3, b: Vec3): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
