import type { Vec3 } from '../../../src/patient/grid.ts';
import { beamAxes, withoutCollimator, type PatientPosition } from '../../../src/physics/coordinates.ts';
import type { BeamPosition, BeamSegment, PreviewBeam } from '../../../src/preview/beam.ts';

const sadMm = 1000;

/** Boundaries of 40 pairs of leaves, 10 mm each. */
export const leafBoundariesMm = Array.from({ length: 41 }, (_, n) => -200 + 10 * n);

export interface Standing {
  readonly gantryDeg?: number;
  readonly couchDeg?: number;
  readonly collimatorDeg?: number;
  readonly patientPosition?: PatientPosition;
  readonly isocentreMm?: Vec3;
}

export function standing(
  { gantryDeg = 0, couchDeg = 0, collimatorDeg = 0, patientPosition = 'HFS', isocentreMm = [0, 0, 0] }: Standing,
  segments: readonly BeamSegment[],
): BeamPosition {
  const axes = withoutCollimator(beamAxes({ gantryDeg, couchDeg, collimatorDeg }, patientPosition), collimatorDeg);
  const at = (axis: 0 | 1 | 2) => isocentreMm[axis] + sadMm * axes.z[axis];
  return { gantryDeg, couchDeg, collimatorDeg, isocentreMm, sourceMm: [at(0), at(1), at(2)], axes, segments };
}

/** A beam with one standing for each list of segments. */
export function beamOf(name: string, positions: readonly BeamPosition[], line = 40): PreviewBeam {
  const [first] = positions;
  const { gantryDeg, couchDeg, collimatorDeg, isocentreMm } = first;
  return {
    name,
    machine: 'std.linac6MV',
    gantryDeg,
    couchDeg,
    collimatorDeg,
    anglesText: `gantry ${gantryDeg}°, couch ${couchDeg}°, collimator ${collimatorDeg}°`,
    isocentreMm,
    muPerFraction: positions.flatMap(({ segments }) => segments).reduce((sum, { mu }) => sum + mu, 0),
    leafBoundariesMm,
    positions,
    range: { file: '/plans/head.rtplan', start: { line, character: 2 }, end: { line, character: 30 } },
  };
}

/** A rectangle by jaws alone. */
export function rectangle(mu: number, x1Mm: number, x2Mm: number, y1Mm: number, y2Mm: number): BeamSegment {
  return {
    mu,
    jaws: { x1Mm, x2Mm, y1Mm, y2Mm },
    outlineMm: [
      [
        [x1Mm, y1Mm],
        [x2Mm, y1Mm],
        [x2Mm, y2Mm],
        [x1Mm, y2Mm],
      ],
    ],
  };
}

/** Leaves that leave open what a circle covers at the middle of each pair, between jaws around it. */
export function roundOpening(mu: number, [x, y]: readonly [number, number], radiusMm: number): BeamSegment {
  const half = leafBoundariesMm.slice(1).map((to, pair) => {
    const off = (leafBoundariesMm[pair] + to) / 2 - y;
    return Math.sqrt(Math.max(radiusMm ** 2 - off ** 2, 0));
  });
  const leaves = { leftMm: half.map((h) => x - h), rightMm: half.map((h) => x + h) };
  const open = half.flatMap((h, pair) => (h > 0 ? [pair] : []));
  const side = (ends: readonly number[]) =>
    open.flatMap((pair): [number, number][] => [
      [ends[pair], leafBoundariesMm[pair]],
      [ends[pair], leafBoundariesMm[pair + 1]],
    ]);
  const [low, high] = [leafBoundariesMm[open[0]], leafBoundariesMm[open[open.length - 1] + 1]];
  return {
    mu,
    jaws: { x1Mm: x - radiusMm, x2Mm: x + radiusMm, y1Mm: low, y2Mm: high },
    leaves,
    outlineMm: [[...side(leaves.rightMm), ...side(leaves.leftMm).reverse()]],
  };
}
