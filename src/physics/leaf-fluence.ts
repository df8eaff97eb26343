import { magnification } from './aperture-fluence.ts';
import { openShare } from './edge.ts';
import { leafAt } from './leaves.ts';
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

  return (x, y, axialMm, widthX, widthY) => {
    const magnified = magnification(sadMm, distance, axialMm);
    const sigmaX = sourceSigmaMm.x * magnified;
    const sigmaY = sourceSigmaMm.y * magnified;
    const reachX = 6 * sigmaX + widthX / 2;
    const reachY = 6 * sigmaY + widthY / 2 + half;
    const openX = ({ left, right }: LeafEnds, pair: number): number =>
      right[pair] > left[pair]
        ? openShare(x - left[pair], widthX, sigmaX) - openShare(x - right[pair], widthX, sigmaX)
        : 0;
    const stripY = (from: number, to: number): number =>
      openShare(y - from, widthY, sigmaY) - openShare(y - to, widthY, sigmaY);

    const first = Math.max(0, leafAt(y - reachY, boundaries));
    const last = Math.min(pairs - 1, leafAt(y + reachY, boundaries));
    let open = 0;
    for (let pair = first; pair <= last; pair++) {
      const { left, right, from, to } = strips[pair];
      if (x + reachX <= left || x - reachX >= right) continue;
      const own = stripY(from, to);
      if (own > 0) for (const { share, ends } of shaped) open += share * own * openX(ends, pair);
    }
    if (half > 0) {
      for (let pair = Math.max(1, first); pair <= last; pair++) {
        const a = strips[pair - 1];
        const b = strips[pair];
        if (x + reachX <= Math.min(a.left, b.left) || x - reachX >= Math.max(a.right, b.right)) continue;
        const zone = stripY(boundaries[pair] - half, boundaries[pair] + half);
        if (zone <= 0) continue;
        for (const { share, ends } of shaped) {
          const both = openX(overlap(ends, pair), 0);
          open += share * zone * (both + behindTongue * (openX(ends, pair - 1) + openX(ends, pair) - 2 * both));
        }
      }
    }
    return shareOfOpen + closed * shareOfShaped + (1 - closed) * open;
  };
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

/** Where the pairs on both sides of a boundary are open. */
function overlap({ left, right }: LeafEnds, pair: number): LeafEnds {
  return { left: [Math.max(left[pair - 1], left[pair])], right: [Math.min(right[pair - 1], right[pair])] };
}

/** From the leftmost to the rightmost end of a pair over all segments in which it is open; empty where it never is. */
function extentOf(segments: readonly { ends: LeafEnds }[], pair: number): { left: number; right: number } {
  const open = segments.filter(({ ends }) => ends.right[pair] > ends.left[pair]);
  return {
    left: Math.min(...open.map(({ ends }) => ends.left[pair])),
    right: Math.max(...open.map(({ ends }) => ends.right[pair])),
  };
}
