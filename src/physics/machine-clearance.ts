import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { dot, subtract } from './coordinates.ts';
import { positionOf } from '../patient/grid.ts';
import type { Region, Vec3 } from '../patient/grid.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { BeamSetup, BeamSetupInput } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/** Couch tops of common machines, a choice: 53 cm wide, 5 cm thick, from 10 cm beyond the patient's end at the gantry to 150 cm the other way. */
const couch = { halfWidthMm: 265, thicknessMm: 50, beyondMm: 100, lengthMm: 1500 };

/**
 * What the machine's couch and head cannot do: a couch angle beyond its limits is an error; a head that would stand in the patient or the couch a
 * warning. The head is a cylinder about the beam's axis, from its clearance to the isocentre outwards, as the machine's data say. The couch is a
 * slab under the body, centred on it; what lies outside the image is not seen.
 */
export function machineClearance(
  { beam, machine, body, patientPosition }: BeamSetupInput,
  setup: Pick<BeamSetup, 'axes' | 'couchDeg' | 'isocentreMm'>,
): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const turns = machine.limits?.couchDeg?.value;
  const angle = setup.couchDeg > 180 ? setup.couchDeg - 360 : setup.couchDeg;
  if (turns && (angle < turns.from || angle > turns.to)) {
    const message = `${beam.name} turns the couch to ${degrees(angle)}; that of ${machine.name} turns from ${degrees(turns.from)} to ${degrees(turns.to)}. Choose another couch and gantry angle.`;
    findings.push(diagnostic('RT4115', beam.at, message));
  }
  const { head } = machine;
  if (!head) return findings;
  const obstacles = obstaclesOf(body, patientPosition);
  const inPatient = deepest(obstacles.body, setup, head);
  const inCouch = deepest(obstacles.couch, setup, head);
  if (inPatient > 0 || inCouch > 0) {
    const [what, depth] = inPatient >= inCouch ? ['the patient', inPatient] : ['the couch', inCouch];
    const { clearanceMm, radiusMm } = head;
    const message = `The head of ${machine.name} would stand ${(depth / 10).toFixed(1)} cm deep in ${what} at ${beam.name}: its face is ${clearanceMm.value / 10} cm from the isocentre and ${radiusMm.value / 10} cm in radius${what === 'the couch' ? `, and a couch top ${(2 * couch.halfWidthMm) / 10} cm wide and ${couch.thicknessMm / 10} cm thick is assumed under the patient` : ''}. Check it at the machine, or choose other angles.`;
    findings.push(diagnostic('RT4117', beam.at, message));
  }
  return findings;
}

/** By how much a point lies behind the face of the head; 0 where none does. */
function deepest(
  points: readonly Vec3[],
  { axes, isocentreMm }: Pick<BeamSetup, 'axes' | 'isocentreMm'>,
  { clearanceMm, radiusMm }: NonNullable<Machine['head']>,
): number {
  let depth = 0;
  for (const point of points) {
    const from = subtract(point, isocentreMm);
    const along = dot(from, axes.z);
    if (along - clearanceMm.value <= depth) continue;
    if (Math.hypot(dot(from, axes.x), dot(from, axes.y)) < radiusMm.value) depth = along - clearanceMm.value;
  }
  return depth;
}

interface Obstacles {
  readonly position: BeamSetupInput['patientPosition'];
  readonly body: readonly Vec3[];
  readonly couch: readonly Vec3[];
}
/** All beams of a plan have the same. */
const obstaclesOfBody = new WeakMap<Region, Obstacles>();

function obstaclesOf(region: Region, position: BeamSetupInput['patientPosition']): Obstacles {
  const known = obstaclesOfBody.get(region);
  if (known?.position === position) return known;
  const body = bodyPoints(region);
  const made = { position, body, couch: couchPoints(body, position) };
  obstaclesOfBody.set(region, made);
  return made;
}

/** Points of the body about 10 mm apart. */
function bodyPoints({ grid, signedDistanceMm }: Region): Vec3[] {
  const [nx, ny, nz] = grid.size;
  const step = grid.spacingMm.map((spacing) => Math.max(1, Math.round(10 / spacing)));
  const points: Vec3[] = [];
  for (let k = 0; k < nz; k += step[2])
    for (let j = 0; j < ny; j += step[1])
      for (let i = 0; i < nx; i += step[0])
        if (signedDistanceMm[i + nx * (j + ny * k)] <= 0) points.push(positionOf(grid, i, j, k));
  return points;
}

/** The couch top as points 25 mm apart on both its faces: below the back of a supine patient, the front of a prone one. */
function couchPoints(body: readonly Vec3[], position: BeamSetupInput['patientPosition']): Vec3[] {
  if (body.length === 0) return [];
  const range = (axis: 0 | 1 | 2): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const point of body) {
      low = Math.min(low, point[axis]);
      high = Math.max(high, point[axis]);
    }
    return [low, high];
  };
  const [x, y, z] = [range(0), range(1), range(2)];
  const middle = (x[0] + x[1]) / 2;
  const faces = position.endsWith('S') ? [y[1], y[1] + couch.thicknessMm] : [y[0], y[0] - couch.thicknessMm];
  const [from, to] = position.startsWith('HF')
    ? [z[1] + couch.beyondMm - couch.lengthMm, z[1] + couch.beyondMm]
    : [z[0] - couch.beyondMm, z[0] - couch.beyondMm + couch.lengthMm];
  const points: Vec3[] = [];
  for (const across of faces)
    for (let at = from; at <= to; at += 25)
      for (let side = -couch.halfWidthMm; side <= couch.halfWidthMm; side += 26.5)
        points.push([middle + side, across, at]);
  return points;
}

function degrees(angle: number): string {
  return `${Number(angle.toFixed(2))}°`;
}
