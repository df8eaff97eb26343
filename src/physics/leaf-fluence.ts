import { openShare } from './edge.ts';
import { leafAt } from './leaves.ts';
import { magnification } from './magnification.ts';
import type { Aperture, WeightedAperture } from './beam-setup-types.ts';
import type { Leaves, Machine } from './machine.ts';

/**
 * The sum over segments, by their shares, of what their leaves let through; a segment without leaves, or a machine without, is open. Arguments as
 * in `apertureFluence`; `sourceSigmaMm` is the focal spot's width along x and y of the collimator.
 *
 * Rounded ends: the field reaches `endOffsetMm` beyond every leaf end, also between closed leaves that meet. Tongue and groove: within `tongueMm`
 * of a boundary a beam that is open beside one of the two leaves only passes half a leaf, whose transmission is the square root of a leaf's.
 */
export function leavesFluence(
  segments: readonly WeightedAperture[],
  machine: Machine,
  sourceSigmaMm: { x: number; y: number },
): (x: number, y: number, axialMm: number, widthX: number, widthY: number) => number {
  const { leaves } = machine;
  const shaped = leaves ? segments.flatMap(({ share, aperture }) => (aperture.leaves ? [{ share, ends: openEnds(aperture.leaves, leaves) }] : [])) : []; // prettier-ignore
  const shareOfShaped = shaped.reduce((sum, { share }) => sum + share, 0);
  const shareOfOpen = segments.reduce((sum, { share }) => sum + share, 0) - shareOfShaped;
  if (!leaves || shaped.length === 0) return () => shareOfOpen;

  const boundaries = leaves.boundariesMm.value;
  const pairs = boundaries.length - 1;
  const closed = leaves.transmission.value;
  const half = leaves.tongueMm.value;
  const behindTongue = closed < 1 ? (Math.sqrt(closed) - closed) / (1 - closed) : 0;
  const strips = Array.from({ length: pairs }, (_, pair) => ({
    from: boundaries[pair] + (pair > 0 ? half : 0),
    to: boundaries[pair + 1] - (pair < pairs - 1 ? half : 0),
    ...extentOf(shaped, pair),
  }));
  const { sadMm } = machine;
  const distance = leaves.distanceMm.value;

  const everywhere = shareOfOpen + closed * shareOfShaped;
  const leftmost = Math.min(...strips.map(({ left }) => left));
  const rightmost = Math.max(...strips.map(({ right }) => right));

  return (x, y, axialMm, widthX, widthY) => {
    const magnified = magnification(sadMm, distance, axialMm);
    const sigmaX = sourceSigmaMm.x * magnified;
    const sigmaY = sourceSigmaMm.y * magnified;
    const reachX = 6 * sigmaX + widthX / 2;
    if (x + reachX <= leftmost || x - reachX >= rightmost) return everywhere;
    const reachY = 6 * sigmaY + widthY / 2 + half;
    const first = Math.max(0, leafAt(y - reachY, boundaries));
    const last = Math.min(pairs - 1, leafAt(y + reachY, boundaries));
    let open = 0;
    for (let pair = first; pair <= last; pair++) {
      const { left, right, from, to } = strips[pair];
      if (x + reachX <= left || x - reachX >= right) continue;
      const own = between(y, from, to, widthY, sigmaY);
      if (own > 0)
        for (const { share, ends } of shaped)
          open += share * own * between(x, ends.left[pair], ends.right[pair], widthX, sigmaX);
    }
    if (half > 0) {
      for (let pair = Math.max(1, first); pair <= last; pair++) {
        const a = strips[pair - 1];
        const b = strips[pair];
        if (x + reachX <= Math.min(a.left, b.left) || x - reachX >= Math.max(a.right, b.right)) continue;
        const zone = between(y, boundaries[pair] - half, boundaries[pair] + half, widthY, sigmaY);
        if (zone <= 0) continue;
        for (const { share, ends } of shaped) {
          const { left, right } = ends;
          const before = between(x, left[pair - 1], right[pair - 1], widthX, sigmaX);
          const own = between(x, left[pair], right[pair], widthX, sigmaX);
          const both = between(
            x,
            Math.max(left[pair - 1], left[pair]),
            Math.min(right[pair - 1], right[pair]),
            widthX,
            sigmaX,
          );
          open += share * zone * (both + behindTongue * (before + own - 2 * both));
        }
      }
    }
    return everywhere + (1 - closed) * open;
  };
}

/** Share of the source that is seen through an opening; nothing where it is closed. */
function between(position: number, from: number, to: number, width: number, sigma: number): number {
  return to > from ? openShare(position - from, width, sigma) - openShare(position - to, width, sigma) : 0;
}

interface LeafEnds {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Where the radiation field ends, pair by pair; a pair with `right <= left` lets nothing through. */
export function openEnds({ leftMm, rightMm }: NonNullable<Aperture['leaves']>, leaves: Leaves): LeafEnds {
  const offset = leaves.endOffsetMm.value;
  return { left: leftMm.map((end) => end - offset), right: rightMm.map((end) => end + offset) };
}

/** From the leftmost to the rightmost end of a pair over all segments in which it is open; empty where it never is. */
function extentOf(segments: readonly { ends: LeafEnds }[], pair: number): { left: number; right: number } {
  const open = segments.filter(({ ends }) => ends.right[pair] > ends.left[pair]);
  return {
    left: Math.min(...open.map(({ ends }) => ends.left[pair])),
    right: Math.max(...open.map(({ ends }) => ends.right[pair])),
  };
}
