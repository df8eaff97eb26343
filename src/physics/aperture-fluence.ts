import { withSameJaws } from './aperture-groups.ts';
import { openShare } from './edge.ts';
import { leavesFluence } from './leaf-fluence.ts';
import { magnification } from './magnification.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Jaw, Machine } from './machine.ts';

/**
 * Relative fluence of the photons that come straight from the focal spot, behind the collimators, as a function of position: 1 in the open field;
 * several apertures sum by their shares. Positions x, y are mm at the isocentre plane, in the axes of the beam-limiting device, projected from the
 * source; `axialMm` is the distance of the point from the source along the axis; widths are those of the voxel, projected likewise, over which
 * the fluence is averaged.
 *
 * Every edge has the penumbra of a Gaussian source seen past an edge at the collimator's distance. Behind a closed collimator its transmission
 * stays; jaws and leaves multiply.
 */
export function apertureFluence(
  setup: Pick<BeamSetup, 'apertures' | 'collimatorDeg'>,
  machine: Machine,
): (xMm: number, yMm: number, axialMm: number, widthXMm: number, widthYMm: number) => number {
  const sigma = focalSpotSigmaMm(machine, setup.collimatorDeg);
  const alongX = jawShare(machine.jaws.x, machine.sadMm, sigma.x);
  const alongY = jawShare(machine.jaws.y, machine.sadMm, sigma.y);
  const openings = withSameJaws(setup.apertures).map(({ jaws, segments }) => ({
    jaws,
    behind: leavesFluence(segments, machine, sigma),
  }));
  return (x, y, axialMm, widthX, widthY) => {
    let sum = 0;
    for (const { jaws, behind } of openings) {
      const behindJaws =
        alongX(x, jaws.x1Mm, jaws.x2Mm, axialMm, widthX) * alongY(y, jaws.y1Mm, jaws.y2Mm, axialMm, widthY);
      if (behindJaws > 0) sum += behindJaws * behind(x, y, axialMm, widthX, widthY);
    }
    return sum;
  };
}

/** How far beyond its geometric edge the penumbra of a jaw reaches, mm at the isocentre plane, on the axial plane so far from the source. */
export function penumbraReachMm(machine: Machine, axialMm: number): number {
  const sigma = Math.max(machine.focalSpot.sigmaXMm.value, machine.focalSpot.sigmaYMm.value);
  const distances = [machine.jaws.x, machine.jaws.y].flatMap((jaw) => (jaw ? [jaw.distanceMm.value] : []));
  return 6 * Math.max(0, ...distances.map((distance) => sigma * magnification(machine.sadMm, distance, axialMm)));
}

/** The focal spot stands still while the collimator turns: its width across edges normal to the collimator's x and y. */
function focalSpotSigmaMm({ focalSpot }: Machine, collimatorDeg: number): { x: number; y: number } {
  const x = focalSpot.sigmaXMm.value;
  const y = focalSpot.sigmaYMm.value;
  if (x === y) return { x, y };
  const angle = (collimatorDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return { x: Math.hypot(x * cos, y * sin), y: Math.hypot(x * sin, y * cos) };
}

type Share = (position: number, from: number, to: number, axialMm: number, width: number) => number;

/** What a pair of jaws lets through; everything where the machine has none. */
function jawShare(jaw: Jaw | undefined, sadMm: number, sourceSigmaMm: number): Share {
  if (!jaw) return () => 1;
  const transmission = jaw.transmission.value;
  const distance = jaw.distanceMm.value;
  return (position, from, to, axialMm, width) => {
    const sigma = sourceSigmaMm * magnification(sadMm, distance, axialMm);
    const open = openShare(position - from, width, sigma) - openShare(position - to, width, sigma);
    return transmission + (1 - transmission) * open;
  };
}
