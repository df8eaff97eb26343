import { openShare } from './edge.ts';
import { leafBoundariesMm } from './machine.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/**
 * Relative photon fluence behind the collimators, as a function of position: 1 in the open field. Positions x, y are mm at the isocentre
 * plane, in the axes of the beam-limiting device, projected from the source; `axialMm` is the distance of the point from the source along the
 * axis; widths are those of the voxel, projected likewise, over which the fluence is averaged.
 *
 * Every edge has the penumbra of a Gaussian source seen past an edge at the collimator's distance. Behind a closed collimator its transmission
 * stays; jaws and leaves multiply.
 */
export function apertureFluence(
  setup: BeamSetup,
  machine: Machine,
): (xMm: number, yMm: number, axialMm: number, widthXMm: number, widthYMm: number) => number {
  const { x1Mm, x2Mm, y1Mm, y2Mm } = setup.aperture.jaws;
  const jawBlur = blurAtIsocentre(machine, machine.jaws.distanceMm.value);
  const jawTransmission = machine.jaws.transmission.value;
  const leaves =
    setup.aperture.leaves && machine.leaves ? leafFluence(setup.aperture.leaves, machine, machine.leaves) : undefined;

  return (x, y, axialMm, widthX, widthY) => {
    const sigma = jawBlur(axialMm);
    const open =
      (openShare(x - x1Mm, widthX, sigma) - openShare(x - x2Mm, widthX, sigma)) *
      (openShare(y - y1Mm, widthY, sigma) - openShare(y - y2Mm, widthY, sigma));
    const behindJaws = jawTransmission + (1 - jawTransmission) * open;
    if (!leaves || behindJaws === 0) return behindJaws;
    return behindJaws * leaves(x, y, axialMm, widthX, widthY);
  };
}

function leafFluence(
  positions: NonNullable<BeamSetup['aperture']['leaves']>,
  machine: Machine,
  leaves: NonNullable<Machine['leaves']>,
) {
  const boundaries = leafBoundariesMm(leaves);
  const blur = blurAtIsocentre(machine, leaves.distanceMm.value);
  const transmission = leaves.transmission.value;
  const width = leaves.widthMm.value;
  const pairs = boundaries.length - 1;
  return (x: number, y: number, axialMm: number, widthX: number, widthY: number): number => {
    const sigma = blur(axialMm);
    const reach = 6 * sigma + widthY / 2;
    const first = Math.max(0, Math.floor((y - reach - boundaries[0]) / width));
    const last = Math.min(pairs - 1, Math.floor((y + reach - boundaries[0]) / width));
    let open = 0;
    for (let pair = first; pair <= last; pair++) {
      const left = positions.leftMm[pair];
      const right = positions.rightMm[pair];
      if (right <= left) continue;
      const strip = openShare(y - boundaries[pair], widthY, sigma) - openShare(y - boundaries[pair + 1], widthY, sigma);
      if (strip > 0) open += strip * (openShare(x - left, widthX, sigma) - openShare(x - right, widthX, sigma));
    }
    return transmission + (1 - transmission) * open;
  };
}

/** Standard deviation of the source's blur of an edge, as a function of the axial distance of the point, projected to the isocentre plane. */
function blurAtIsocentre(machine: Machine, edgeDistanceMm: number): (axialMm: number) => number {
  const { sadMm } = machine;
  const sigma = machine.sourceSigmaMm.value;
  return (axialMm) => sigma * Math.abs(sadMm / edgeDistanceMm - sadMm / axialMm);
}
