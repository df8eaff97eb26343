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
    open: openingsOf(shaped, ({ left, right }) => [left[pair], right[pair]]),
  }));
  const overlaps = Array.from({ length: pairs }, (_, pair) =>
    openingsOf(pair > 0 && half > 0 ? shaped : [], ({ left, right }) => [
      Math.max(left[pair - 1], left[pair]),
      Math.min(right[pair - 1], right[pair]),
    ]),
  );
  const { sadMm } = machine;
  const distance = leaves.distanceMm.value;

  const everywhere = shareOfOpen + closed * shareOfShaped;
  const leftmost = Math.min(...strips.map(({ left }) => left));
  const rightmost = Math.max(...strips.map(({ right }) => right));

  // What a point sees through each pair is needed up to three times; NaN where it is not worked out yet.
  const seen = new Float64Array(pairs);

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
      seen[pair] = NaN;
      if (x + reachX <= left || x - reachX >= right) continue;
      const own = between(y, from, to, widthY, sigmaY);
      if (own > 0) open += own * (seen[pair] = seenThrough(strips[pair].open, x, widthX, sigmaX));
    }
    if (first > 0) seen[first - 1] = NaN;
    if (half > 0) {
      for (let pair = Math.max(1, first); pair <= last; pair++) {
        const a = strips[pair - 1];
        const b = strips[pair];
        if (x + reachX <= Math.min(a.left, b.left) || x - reachX >= Math.max(a.right, b.right)) continue;
        const zone = between(y, boundaries[pair] - half, boundaries[pair] + half, widthY, sigmaY);
        if (zone <= 0) continue;
        if (Number.isNaN(seen[pair - 1])) seen[pair - 1] = seenThrough(a.open, x, widthX, sigmaX);
        if (Number.isNaN(seen[pair])) seen[pair] = seenThrough(b.open, x, widthX, sigmaX);
        const [before, own] = [seen[pair - 1], seen[pair]];
        const both = seenThrough(overlaps[pair], x, widthX, sigmaX);
        open += zone * (both + behindTongue * (before + own - 2 * both));
      }
    }
    return everywhere + (1 - closed) * open;
  };
}

/**
 * What a pair lets through over all segments, as a sum over the edges of its openings: each adds its share to its right and takes it away, so that
 * what it costs does not grow with the segments, but with the edges in sight.
 */
interface Openings {
  /** Ascending, mm. */
  readonly edges: Float64Array;
  /** What each edge adds to all on its right. */
  readonly steps: Float64Array;
  /** The sum of the steps before each. */
  readonly before: Float64Array;
}

function openingsOf(
  shaped: readonly { readonly share: number; readonly ends: LeafEnds }[],
  openOf: (ends: LeafEnds) => readonly [number, number],
): Openings {
  const stepAt = new Map<number, number>();
  for (const { share, ends } of shaped) {
    const [from, to] = openOf(ends);
    if (!(to > from)) continue;
    stepAt.set(from, (stepAt.get(from) ?? 0) + share);
    stepAt.set(to, (stepAt.get(to) ?? 0) - share);
  }
  const edges = Float64Array.from(stepAt.keys()).sort();
  const steps = edges.map((edge) => stepAt.get(edge)!);
  const before = new Float64Array(edges.length + 1);
  for (let e = 0; e < edges.length; e++) before[e + 1] = before[e] + steps[e];
  return { edges, steps, before };
}

function seenThrough({ edges, steps, before }: Openings, x: number, width: number, sigma: number): number {
  const reach = 6 * sigma + width / 2;
  let e = 0;
  for (let beyond = edges.length; e < beyond;) {
    const middle = (e + beyond) >> 1;
    if (edges[middle] <= x - reach) e = middle + 1;
    else beyond = middle;
  }
  let seen = before[e];
  for (; e < edges.length && edges[e] < x + reach; e++) seen += steps[e] * openShare(x - edges[e], width, sigma);
  return seen;
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
