import { arcAnglesDeg } from '../plan/arc.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { apertureLimits } from './aperture-limits.ts';
import { plannedIsocentre } from './beam-setup.ts';
import { beamAxes, dot } from './coordinates.ts';
import { overPositions, placePositions } from './place-delivery.ts';
import { plannedAperture } from './planned-aperture.ts';
import { along } from './skin.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { ControlPoint } from '../plan/delivery.ts';
import type { Beam } from '../plan/plan.ts';
import type { Vec3 } from '../patient/grid.ts';
import type { Aperture, BeamSetup, BeamSetupInput, PlacedBeam } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

type Arc = NonNullable<Beam['arc']>;

/**
 * A beam that turns: the opening that the plan asks for as seen from each control point, and between two of them leaves and jaws that go evenly from one
 * to the other. Monitor units are given evenly over the angle: dose rate and gantry speed stay as they are.
 */
export function placeArc(input: BeamSetupInput, arc: Arc): { beam?: PlacedBeam; diagnostics: Diagnostic[] } {
  const { beam, machine, patientPosition } = input;
  const isocentre = plannedIsocentre(input);
  if ('code' in isocentre) return { diagnostics: [isocentre] };
  const isocentreMm = isocentre.pointMm;
  const angles = arcAnglesDeg(beam.gantryDeg, arc);
  const found: Diagnostic[][] = [];
  const controlPoints = angles.flatMap((gantryDeg, i): ControlPoint[] => {
    const at = { ...beam, gantryDeg, name: standingName(beam.name, gantryDeg) };
    const axes = beamAxes(at, patientPosition);
    const opening = plannedAperture({ ...input, beam: at }, axes, along(isocentreMm, axes.z, machine.sadMm));
    found.push('length' in opening ? opening : []);
    if ('length' in opening) return [];
    const { jaws, leaves } = opening;
    return [
      {
        givenShare: i / (angles.length - 1),
        gantryDeg,
        couchDeg: beam.couchDeg,
        collimatorDeg: beam.collimatorDeg,
        gantrySense: i === angles.length - 1 ? 'NONE' : arc.turnDeg > 0 ? 'CW' : 'CC',
        couchSense: 'NONE',
        collimatorSense: 'NONE',
        isocentreMm: [...isocentreMm],
        xJawsMm: [jaws.x1Mm, jaws.x2Mm],
        yJawsMm: [jaws.y1Mm, jaws.y2Mm],
        ...(leaves ? { leaves: { leftMm: [...leaves.leftMm], rightMm: [...leaves.rightMm] } } : {}),
      },
    ];
  });
  const unopened = overPositions(found, 'control points');
  if (unopened.length > 0) return { diagnostics: unopened };
  const boundaries = controlPoints[0].leaves && machine.leaves?.boundariesMm.value;
  const delivery = boundaries
    ? { leafBoundariesMm: [...boundaries], controlPoints: withWaitingPairs(input, controlPoints, boundaries) }
    : { controlPoints };
  const placed = placePositions(input, delivery, (gantryDeg) => standingName(beam.name, gantryDeg));
  if (!placed.beam) return placed;
  return { ...placed, diagnostics: [...placed.diagnostics, ...spokes(input, placed.beam, arc)] };
}

function standingName(beam: string, gantryDeg: number): string {
  return `${beam} at ${Number(gantryDeg.toFixed(1))}°`;
}

/**
 * Leaf pairs that a y jaw hides, and that the next or last control point opens, wait closed where they will open: else they would come from behind
 * the x jaw, open at places that nothing asks for. A pair stays where it was if the machine cannot hold it there.
 */
function withWaitingPairs(
  { beam, machine }: BeamSetupInput,
  points: readonly ControlPoint[],
  boundariesMm: readonly number[],
): ControlPoint[] {
  if (!machine.jaws.y) return [...points];
  const half = (machine.leaves?.minGapMm.value ?? 0) / 2;
  const isHidden = ({ yJawsMm }: ControlPoint, pair: number): boolean =>
    yJawsMm !== undefined && (boundariesMm[pair + 1] <= yJawsMm[0] || boundariesMm[pair] >= yJawsMm[1]);
  return points.map((point, i) => {
    const { leaves, xJawsMm, yJawsMm } = point;
    if (!leaves || !xJawsMm || !yJawsMm) return point;
    const [leftMm, rightMm] = [[...leaves.leftMm], [...leaves.rightMm]];
    let moved = false;
    for (let pair = 0; pair < leftMm.length; pair++) {
      if (!isHidden(point, pair)) continue;
      const opener = [points[i + 1], points[i - 1]].find((other) => other?.leaves && !isHidden(other, pair));
      if (!opener?.leaves) continue;
      const middle = (opener.leaves.leftMm[pair] + opener.leaves.rightMm[pair]) / 2;
      [leftMm[pair], rightMm[pair]] = [middle - half, middle + half];
      moved = true;
    }
    if (!moved) return point;
    const jaws = { x1Mm: xJawsMm[0], x2Mm: xJawsMm[1], y1Mm: yJawsMm[0], y2Mm: yJawsMm[1] };
    const faults = apertureLimits(beam.name, { jaws, leaves: { leftMm, rightMm } }, machine, beam.at);
    return faults.length > 0 ? point : { ...point, leaves: { leftMm, rightMm } };
  });
}

/** Whether neighbouring positions of an arc leave some of the skin between them without either's field. */
function spokes({ beam, machine, patientPosition }: BeamSetupInput, { setups }: PlacedBeam, arc: Arc): Diagnostic[] {
  const betweenDeg = Math.abs(arc.turnDeg) / setups.length;
  let worst: { readonly sweepMm: number; readonly widthMm: number; readonly gantryDeg: number } | undefined;
  for (const { setup } of setups) {
    const sweepMm = (setup.isocentreDepthMm * betweenDeg * Math.PI) / 180;
    const { x: across } = beamAxes({ ...setup, collimatorDeg: 0 }, patientPosition);
    const widthMm = (openWidthMm(setup, machine, across) * setup.ssdMm) / machine.sadMm;
    if (sweepMm - widthMm > (worst ? worst.sweepMm - worst.widthMm : 0))
      worst = { sweepMm, widthMm, gantryDeg: setup.gantryDeg };
  }
  if (!worst) return [];
  const { sweepMm, widthMm, gantryDeg } = worst;
  const fittingDeg = Math.max(0.5, Math.floor(((betweenDeg * widthMm) / sweepMm) * 2) / 2);
  const message = `${beam.name} is computed every ${Number(betweenDeg.toFixed(2))}°, which is ${sweepMm.toFixed(1)} mm at the skin at ${Number(gantryDeg.toFixed(1))}°, where the field is ${widthMm.toFixed(1)} mm wide: the dose shown has gaps between the positions that the turning machine does not leave. Write "every ${fittingDeg} deg".`;
  return [diagnostic('RT4123', arc.at, message)];
}

/** How wide a set-up is open along a direction of the gantry, all its apertures together, mm at the isocentre plane. */
function openWidthMm({ apertures, axes }: BeamSetup, machine: Machine, direction: Vec3): number {
  const [alongX, alongY] = [dot(axes.x, direction), dot(axes.y, direction)];
  let [low, high] = [Infinity, -Infinity];
  for (const { aperture } of apertures)
    for (const { x1Mm, x2Mm, y1Mm, y2Mm } of openRectangles(aperture, machine))
      for (const x of [x1Mm, x2Mm])
        for (const y of [y1Mm, y2Mm]) {
          low = Math.min(low, x * alongX + y * alongY);
          high = Math.max(high, x * alongX + y * alongY);
        }
  return Math.max(0, high - low);
}

function openRectangles({ jaws, leaves }: Aperture, machine: Machine): Aperture['jaws'][] {
  const boundaries = machine.leaves?.boundariesMm.value;
  if (!leaves || !boundaries) return [jaws];
  return leaves.leftMm
    .map((left, pair) => ({
      x1Mm: Math.max(jaws.x1Mm, left),
      x2Mm: Math.min(jaws.x2Mm, leaves.rightMm[pair]),
      y1Mm: Math.max(jaws.y1Mm, boundaries[pair]),
      y2Mm: Math.min(jaws.y2Mm, boundaries[pair + 1]),
    }))
    .filter(({ x1Mm, x2Mm, y1Mm, y2Mm }) => x2Mm > x1Mm && y2Mm > y1Mm);
}
