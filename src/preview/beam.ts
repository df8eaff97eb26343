import type { Vec3 } from '../patient/grid.ts';
import type { SourceRange } from '../plan/source-range.ts';

/** A beam as views draw it. Lengths mm, angles degrees (IEC 61217); points and axes in the patient's LPS frame. */
export interface PreviewBeam {
  readonly name: string;
  readonly machine: string;
  readonly gantryDeg: number;
  readonly couchDeg: number;
  readonly collimatorDeg: number;
  /** "gantry 90° to 150°, couch 0°, collimator 0°": of a turning beam from its first position to its last; "gantry 181° → 179° cw, …" of an arc that the plan writes. */
  readonly anglesText: string;
  readonly isocentreMm: Vec3;
  readonly muPerFraction: number;
  /** Where the sides of the leaves lie along y at the isocentre plane, ascending; absent where the machine has none. */
  readonly leafBoundariesMm?: readonly number[];
  /** In the order in which they are given: one for a beam that stands still. */
  readonly positions: readonly BeamPosition[];
  readonly range: SourceRange;
}

export interface BeamPosition {
  readonly gantryDeg: number;
  readonly couchDeg: number;
  readonly collimatorDeg: number;
  readonly isocentreMm: Vec3;
  readonly sourceMm: Vec3;
  /** Unit vectors of the gantry system: seen from the source x points right, y up and z at the eye. */
  readonly axes: { readonly x: Vec3; readonly y: Vec3; readonly z: Vec3 };
  readonly segments: readonly BeamSegment[];
}

/** One opening and the monitor units per fraction that go through it; positions at the isocentre plane, in the axes of the beam-limiting device. */
export interface BeamSegment {
  readonly mu: number;
  readonly jaws: { readonly x1Mm: number; readonly x2Mm: number; readonly y1Mm: number; readonly y2Mm: number };
  /** Leaf ends pair by pair with y ascending. */
  readonly leaves?: { readonly leftMm: readonly number[]; readonly rightMm: readonly number[] };
  /** What jaws and leaves leave open: one line for each part, its last point joined to its first. */
  readonly outlineMm: readonly (readonly (readonly [number, number])[])[];
}

/** A segment with the standing of the machine that gives it, and its place among the beam's, from 0. */
export interface PlacedSegment {
  readonly index: number;
  readonly segment: BeamSegment;
  readonly position: BeamPosition;
}

/** All segments of a beam in the order in which they are given, control points of a turning beam among them. */
export function segmentsOf(beam: PreviewBeam): PlacedSegment[] {
  const placed = beam.positions.flatMap((position) => position.segments.map((segment) => ({ segment, position })));
  return placed.map((one, index) => ({ index, ...one }));
}

/** A turning beam is given at control points, one that stands still in segments. */
export function segmentWord(beam: PreviewBeam): 'segment' | 'control point' {
  return beam.positions.length > 1 ? 'control point' : 'segment';
}
