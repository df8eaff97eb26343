import type { Vec3 } from '../patient/grid.ts';

export type PatientPosition = 'HFS' | 'HFP' | 'FFS' | 'FFP';

/** Unit vectors in the patient frame (LPS). They form a right-handed system whose `z` points from the isocentre to the source. */
export interface Axes {
  readonly x: Vec3;
  readonly y: Vec3;
  readonly z: Vec3;
}

/**
 * The axes of the beam-limiting device (IEC 61217), in the patient's LPS frame. With every angle 0 and the patient head first supine, the
 * beam enters from the front, x points to the patient's left and y to the head. Angles are degrees: gantry clockwise seen from the foot of
 * the couch, couch (patient support) anticlockwise seen from above, collimator anticlockwise seen from the source.
 */
export function beamAxes(
  angles: { gantryDeg: number; couchDeg: number; collimatorDeg: number },
  position: PatientPosition,
): Axes {
  const [gantryCos, gantrySin] = cosSin(angles.gantryDeg);
  const [cos, sin] = cosSin(angles.collimatorDeg);
  const gantryX: Vec3 = [gantryCos, 0, -gantrySin];
  const gantryY: Vec3 = [0, 1, 0];
  const gantryZ: Vec3 = [gantrySin, 0, gantryCos];
  const toPatient = (fixed: Vec3): Vec3 => fixedToPatient(turnAboutZ(fixed, -angles.couchDeg), position);
  return {
    x: toPatient(combine(cos, gantryX, sin, gantryY)),
    y: toPatient(combine(-sin, gantryX, cos, gantryY)),
    z: toPatient(gantryZ),
  };
}

/** The same axes turned back by the collimator angle: the gantry system. */
export function withoutCollimator(axes: Axes, collimatorDeg: number): Axes {
  const [cos, sin] = cosSin(collimatorDeg);
  return { x: combine(cos, axes.x, -sin, axes.y), y: combine(sin, axes.x, cos, axes.y), z: axes.z };
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** `s·a + t·b`. */
export function combine(s: number, a: Vec3, t: number, b: Vec3): Vec3 {
  return [s * a[0] + t * b[0], s * a[1] + t * b[1], s * a[2] + t * b[2]];
}

export function subtract(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/** Cosine and sine of an angle in degrees; quarter turns are exact, so that a beam at 90° lies in the grid's planes and not 1e-17 beside them. */
function cosSin(degrees: number): [number, number] {
  const turn = ((degrees % 360) + 360) % 360;
  if (turn % 90 === 0) return ([[1, 0], [0, 1], [-1, 0], [0, -1]] as const)[turn / 90] as [number, number]; // prettier-ignore
  const angle = (turn * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)];
}

/** From the patient-support system at couch angle 0 (x right, y towards the gantry, z up) to LPS. */
function fixedToPatient([x, y, z]: Vec3, position: PatientPosition): Vec3 {
  switch (position) {
    case 'HFS':
      return [x, -z, y];
    case 'HFP':
      return [-x, z, y];
    case 'FFS':
      return [-x, -z, -y];
    case 'FFP':
      return [x, z, -y];
  }
}

function turnAboutZ([x, y, z]: Vec3, degrees: number): Vec3 {
  const [cos, sin] = cosSin(degrees);
  return [cos * x - sin * y, sin * x + cos * y, z];
}
