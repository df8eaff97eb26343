import { openShare } from './edge.ts';
import { leafAt } from './leaves.ts';
import type { Aperture, WeightedAperture } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/**
 * Relative photon fluence behind the collimators, as a function of position: 1 in the open field; several apertures sum by their shares.
 * Positions x, y are mm at the isocentre plane, in the axes of the beam-limiting device, projected from the source; `axialMm` is the distance of
 * the point from the source along the axis; widths are those of the voxel, projected likewise, over which the fluence is averaged.
 *
 * Every edge has the penumbra of a Gaussian source seen past an edge at the collimator's distance. Behind a closed collimator its transmission
 * stays; jaws and leaves multiply.
 */
export function apertureFluence(
  apertures: readonly WeightedAperture[],
  machine: Machine,
): (xMm: number, yMm: number, axialMm: number, widthXMm: number, widthYMm: number) => number {
  const jawBlur = blurAtIsocentre(machine, machine.jaws.distanceMm.value);
  const leafBlur = machine.leaves ? blurAtIsocentre(machine, machine.leaves.distanceMm.value) : () => 0;
  const transmission = machine.jaws.transmission.value;
  // Segments mostly differ in their leaves alone, so that each pair of jaws needs looking at once.
  const openings = withSameJaws(apertures).map(({ jaws, segments }) => ({
    jaws,
    behind: leavesFluence(segments, machine),
  }));

  return (x, y, axialMm, widthX, widthY) => {
    const sigma = jawBlur(axialMm);
    const leafSigma = leafBlur(axialMm);
    let sum = 0;
    for (const { jaws, behind } of openings) {
      const alongX = openShare(x - jaws.x1Mm, widthX, sigma) - openShare(x - jaws.x2Mm, widthX, sigma);
      const alongY = openShare(y - jaws.y1Mm, widthY, sigma) - openShare(y - jaws.y2Mm, widthY, sigma);
      const behindJaws = transmission + (1 - transmission) * alongX * alongY;
      if (behindJaws > 0) sum += behindJaws * behind(x, y, leafSigma, widthX, widthY);
    }
    return sum;
  };
}

/** How far beyond its geometric edge a collimator's penumbra reaches, mm at the isocentre plane, on axial planes as far as `axialMm` from the source. */
export function penumbraReachMm(machine: Machine, axialMm: number): number {
  const distances = [machine.jaws.distanceMm.value, ...(machine.leaves ? [machine.leaves.distanceMm.value] : [])];
  return 6 * Math.max(...distances.map((distance) => blurAtIsocentre(machine, distance)(axialMm)));
}

/** The share-weighted sum over segments of what their leaves let through; a segment without leaves is open. */
function leavesFluence(segments: readonly WeightedAperture[], machine: Machine) {
  const { leaves } = machine;
  const shaped = segments.flatMap(({ share, aperture }) =>
    leaves && aperture.leaves ? [{ share, ...aperture.leaves }] : [],
  );
  const openShareOfAll = segments
    .filter(({ aperture }) => !leaves || !aperture.leaves)
    .reduce((sum, { share }) => sum + share, 0);
  const shareOfShaped = shaped.reduce((sum, { share }) => sum + share, 0);
  if (!leaves || shaped.length === 0) return () => openShareOfAll;
  const boundaries = leaves.boundariesMm.value;
  const pairs = boundaries.length - 1;
  const closed = leaves.transmission.value;
  const extents = Array.from({ length: pairs }, (_, pair) => extentOf(shaped, pair));

  return (x: number, y: number, sigma: number, widthX: number, widthY: number): number => {
    const reachX = 6 * sigma + widthX / 2;
    const reachY = 6 * sigma + widthY / 2;
    const first = Math.max(0, leafAt(y - reachY, boundaries));
    const last = Math.min(pairs - 1, leafAt(y + reachY, boundaries));
    let open = 0;
    for (let pair = first; pair <= last; pair++) {
      const extent = extents[pair];
      if (x + reachX <= extent.left || x - reachX >= extent.right) continue;
      const strip = openShare(y - boundaries[pair], widthY, sigma) - openShare(y - boundaries[pair + 1], widthY, sigma);
      if (strip <= 0) continue;
      for (const { share, leftMm, rightMm } of shaped) {
        const left = leftMm[pair];
        const right = rightMm[pair];
        if (right <= left) continue;
        open += share * strip * (openShare(x - left, widthX, sigma) - openShare(x - right, widthX, sigma));
      }
    }
    return openShareOfAll + closed * shareOfShaped + (1 - closed) * open;
  };
}

/** From the leftmost to the rightmost end of a pair over all segments in which it is open; empty where it never is. */
function extentOf(segments: readonly NonNullable<Aperture['leaves']>[], pair: number): { left: number; right: number } {
  const open = segments.filter(({ leftMm, rightMm }) => rightMm[pair] > leftMm[pair]);
  return {
    left: Math.min(...open.map(({ leftMm }) => leftMm[pair])),
    right: Math.max(...open.map(({ rightMm }) => rightMm[pair])),
  };
}

function withSameJaws(
  apertures: readonly WeightedAperture[],
): { jaws: Aperture['jaws']; segments: WeightedAperture[] }[] {
  const groups = new Map<string, { jaws: Aperture['jaws']; segments: WeightedAperture[] }>();
  for (const weighted of apertures) {
    const { jaws } = weighted.aperture;
    const key = `${jaws.x1Mm} ${jaws.x2Mm} ${jaws.y1Mm} ${jaws.y2Mm}`;
    const group = groups.get(key);
    if (group) group.segments.push(weighted);
    else groups.set(key, { jaws, segments: [weighted] });
  }
  return [...groups.values()];
}

/** Standard deviation of the source's blur of an edge, as a function of the axial distance of the point, projected to the isocentre plane. */
function blurAtIsocentre(machine: Machine, edgeDistanceMm: number): (axialMm: number) => number {
  const { sadMm } = machine;
  const sigma = machine.sourceSigmaMm.value;
  return (axialMm) => sigma * Math.abs(sadMm / edgeDistanceMm - sadMm / axialMm);
}
