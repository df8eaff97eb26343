import type { ControlPoint, Delivery, Sense } from '../plan/delivery.ts';
import type { Vec3 } from '../patient/grid.ts';

/** One standing of the machine during a delivery, and the apertures through which it gives its share of the beam's MU. */
export interface DeliveredPosition {
  /** Of the beam's MU; over a delivery they sum to 1. */
  readonly share: number;
  readonly gantryDeg: number;
  readonly couchDeg: number;
  readonly collimatorDeg: number;
  /** LPS, mm. */
  readonly isocentreMm: Vec3;
  /** Their shares are of this position's MU, and sum to 1. */
  readonly apertures: readonly DeliveredAperture[];
}

/** Jaw and leaf ends at the isocentre plane, mm; what is absent the machine of the file does not have. */
export interface DeliveredAperture {
  readonly share: number;
  readonly xJawsMm?: readonly [number, number];
  readonly yJawsMm?: readonly [number, number];
  readonly leaves?: { readonly leftMm: readonly number[]; readonly rightMm: readonly number[] };
}

/** Gantry, couch and collimator turn by no more than this within one position. */
const turnWithinPositionDeg = 5;
/** An open leaf or jaw end moves by no more than this within one aperture: half the width of a common leaf, and about a voxel. */
const travelWithinApertureMm = 2.5;

/**
 * A delivery as standing positions with standing apertures. Between two control points everything moves evenly with the MU. Such an interval is cut
 * into the fewest equal parts in which no angle turns by more than 5 degrees; each is one position at its middle. Within it the leaves and jaws are
 * cut in the same way, by 2.5 mm, each part at its middle. Intervals without MU give nothing. What follows at the same angles and isocentre (step and shoot, sliding window) is one position,
 * and what is given through the same opening one aperture.
 */
export function deliveredPositions({ controlPoints, leafBoundariesMm }: Delivery): DeliveredPosition[] {
  const parts: DeliveredPosition[] = [];
  for (let i = 1; i < controlPoints.length; i++) {
    const [from, to] = [controlPoints[i - 1], controlPoints[i]];
    const share = to.givenShare - from.givenShare;
    if (share > 0) parts.push(...interval(from, to, share, leafBoundariesMm));
  }
  return merged(parts);
}

function interval(
  from: ControlPoint,
  to: ControlPoint,
  share: number,
  boundariesMm: readonly number[] | undefined,
): DeliveredPosition[] {
  const turns = {
    gantry: turn(from.gantryDeg, to.gantryDeg, from.gantrySense),
    couch: turn(from.couchDeg, to.couchDeg, from.couchSense),
    collimator: turn(from.collimatorDeg, to.collimatorDeg, from.collimatorSense),
  };
  const greatest = Math.max(...Object.values(turns).map(Math.abs));
  const positions = Math.max(1, Math.ceil(greatest / turnWithinPositionDeg - 1e-9));
  const apertures = Math.max(
    1,
    Math.ceil(travelMm(from, to, boundariesMm) / positions / travelWithinApertureMm - 1e-9),
  );
  return Array.from({ length: positions }, (_, p) => {
    const middle = (p + 0.5) / positions;
    return {
      share: share / positions,
      gantryDeg: onCircle(from.gantryDeg + turns.gantry * middle),
      couchDeg: onCircle(from.couchDeg + turns.couch * middle),
      collimatorDeg: onCircle(from.collimatorDeg + turns.collimator * middle),
      isocentreMm: [0, 1, 2].map((axis) => between(from.isocentreMm[axis], to.isocentreMm[axis], middle)) as [
        number,
        number,
        number,
      ],
      apertures: Array.from({ length: apertures }, (_, a) =>
        apertureAt(from, to, (p + (a + 0.5) / apertures) / positions, 1 / apertures),
      ),
    };
  });
}

/** Degrees from one angle to the next in the sense of the movement; without a sense the shorter way. */
function turn(fromDeg: number, toDeg: number, sense: Sense): number {
  const clockwise = onCircle(toDeg - fromDeg);
  if (clockwise === 0) return 0;
  if (sense === 'CW') return clockwise;
  if (sense === 'CC') return clockwise - 360;
  return clockwise <= 180 ? clockwise : clockwise - 360;
}

/** From 0 up to 360, to a millionth of a degree, so that equal angles are equal numbers. */
function onCircle(degrees: number): number {
  const angle = Math.round((((degrees % 360) + 360) % 360) * 1e6) / 1e6;
  return angle === 360 ? 0 : angle;
}

/** The farthest that a jaw moves, or an end of a leaf pair which is open, in sight of the jaws, at either point. */
function travelMm(from: ControlPoint, to: ControlPoint, boundariesMm: readonly number[] | undefined): number {
  const jaws = [...(from.xJawsMm ?? []), ...(from.yJawsMm ?? [])];
  const jawsAfter = [...(to.xJawsMm ?? []), ...(to.yJawsMm ?? [])];
  let farthest = jaws.reduce((most, jaw, i) => Math.max(most, Math.abs(jawsAfter[i] - jaw)), 0);
  if (!from.leaves || !to.leaves || !boundariesMm) return farthest;
  const low = Math.min(from.yJawsMm?.[0] ?? -Infinity, to.yJawsMm?.[0] ?? -Infinity);
  const high = Math.max(from.yJawsMm?.[1] ?? Infinity, to.yJawsMm?.[1] ?? Infinity);
  for (let pair = 0; pair < boundariesMm.length - 1; pair++) {
    if (boundariesMm[pair + 1] <= low || boundariesMm[pair] >= high) continue;
    const [left, right] = [from.leaves.leftMm[pair], from.leaves.rightMm[pair]];
    const [leftAfter, rightAfter] = [to.leaves.leftMm[pair], to.leaves.rightMm[pair]];
    if (right <= left && rightAfter <= leftAfter) continue;
    farthest = Math.max(farthest, Math.abs(leftAfter - left), Math.abs(rightAfter - right));
  }
  return farthest;
}

function apertureAt(from: ControlPoint, to: ControlPoint, at: number, share: number): DeliveredAperture {
  const jaws = (a: readonly [number, number], b: readonly [number, number]): [number, number] => [
    between(a[0], b[0], at),
    between(a[1], b[1], at),
  ];
  const ends = (a: readonly number[], b: readonly number[]): number[] => a.map((end, i) => between(end, b[i], at));
  return {
    share,
    ...(from.xJawsMm && to.xJawsMm ? { xJawsMm: jaws(from.xJawsMm, to.xJawsMm) } : {}),
    ...(from.yJawsMm && to.yJawsMm ? { yJawsMm: jaws(from.yJawsMm, to.yJawsMm) } : {}),
    ...(from.leaves && to.leaves
      ? {
          leaves: {
            leftMm: ends(from.leaves.leftMm, to.leaves.leftMm),
            rightMm: ends(from.leaves.rightMm, to.leaves.rightMm),
          },
        }
      : {}),
  };
}

/** Exactly `a` where nothing moves, so that standing apertures stay equal. */
function between(a: number, b: number, at: number): number {
  return a === b ? a : a + (b - a) * at;
}

/** Neighbours at one place become one position, and equal apertures one aperture. */
function merged(parts: readonly DeliveredPosition[]): DeliveredPosition[] {
  const runs: DeliveredPosition[][] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last && placeKey(last[0]) === placeKey(part)) last.push(part);
    else runs.push([part]);
  }
  return runs.map((run) => {
    const share = run.reduce((sum, part) => sum + part.share, 0);
    const apertures = new Map<string, DeliveredAperture>();
    for (const part of run) {
      for (const aperture of part.apertures) {
        const key = JSON.stringify([aperture.xJawsMm, aperture.yJawsMm, aperture.leaves]);
        const own = (aperture.share * part.share) / share;
        apertures.set(key, { ...aperture, share: (apertures.get(key)?.share ?? 0) + own });
      }
    }
    return { ...run[0], share, apertures: [...apertures.values()] };
  });
}

function placeKey({ gantryDeg, couchDeg, collimatorDeg, isocentreMm }: DeliveredPosition): string {
  return [gantryDeg, couchDeg, collimatorDeg, ...isocentreMm].join(' ');
}
