import type { Aperture } from './beam-setup-types.ts';
import type { Leaves, Machine } from './machine.ts';

/**
 * The leaf pair over a position along the leaf bank, mm at the isocentre plane; −1 before the first leaf, the number of pairs beyond the last.
 * `boundariesMm` are ascending, one more than there are pairs.
 */
export function leafAt(yMm: number, boundariesMm: readonly number[]): number {
  let before = -1;
  let after = boundariesMm.length;
  // boundaries[before] <= y < boundaries[after]
  while (after - before > 1) {
    const middle = (before + after) >> 1;
    if (boundariesMm[middle] <= yMm) before = middle;
    else after = middle;
  }
  return before;
}

/**
 * Ends of a pair that is to let nothing through: as near to each other as they go, behind the x jaw where there is one, since rounded ends that meet
 * still let some through; else in the middle of the opening.
 */
export function closedPair(
  machine: Machine & { leaves: Leaves },
  jaws: Aperture['jaws'],
): { leftMm: number; rightMm: number } {
  const { minGapMm, limitMm, overMm } = machine.leaves;
  const half = minGapMm.value / 2;
  const farthest = Math.min(limitMm.value, overMm.value) - half;
  const wanted = machine.jaws.x ? jaws.x1Mm - behindJawMm - half : (jaws.x1Mm + jaws.x2Mm) / 2;
  const at = Math.min(Math.max(wanted, -farthest), farthest);
  return { leftMm: at - half, rightMm: at + half };
}

/** Far enough for the penumbra of the leaf ends. */
const behindJawMm = 10;

/**
 * Leaf ends of an aperture whose pairs are open where `right > left`; the others are closed. Where the leaves of one bank may not stand so far
 * apart, a closed pair moves towards the open ones; behind a closed y jaw it opens rather than leave that span.
 */
export function withClosedPairs(
  machine: Machine & { leaves: Leaves },
  jaws: Aperture['jaws'],
  left: ArrayLike<number>,
  right: ArrayLike<number>,
): NonNullable<Aperture['leaves']> {
  const { boundariesMm, maxSpanMm, minGapMm } = machine.leaves;
  const closed = closedPair(machine, jaws);
  const pairs = Array.from(left, (_, pair) => pair);
  const open = pairs.filter((pair) => left[pair] < right[pair]);
  const near = (ends: ArrayLike<number>) => spanAround(open.map((pair) => ends[pair]), maxSpanMm?.value ?? Infinity); // prettier-ignore
  const [forLeft, forRight] = [near(left), near(right)];
  const both = { from: Math.max(forLeft.from, forRight.from), to: Math.min(forLeft.to, forRight.to) };
  const half = minGapMm.value / 2;
  const middle = (closed.leftMm + closed.rightMm) / 2;
  const closedInSpan = both.from <= both.to ? clamped(middle, both) : middle;
  const endsOf = (pair: number): { leftMm: number; rightMm: number } => {
    if (left[pair] < right[pair]) return { leftMm: left[pair], rightMm: right[pair] };
    const behindJaw = boundariesMm.value[pair + 1] <= jaws.y1Mm || boundariesMm.value[pair] >= jaws.y2Mm;
    if (both.from > both.to && behindJaw && machine.jaws.y) {
      return { leftMm: clamped(middle, forLeft), rightMm: clamped(middle, forRight) };
    }
    return { leftMm: closedInSpan - half, rightMm: closedInSpan + half };
  };
  const ends = pairs.map(endsOf);
  return { leftMm: ends.map(({ leftMm }) => leftMm), rightMm: ends.map(({ rightMm }) => rightMm) };
}

/** Where a leaf may stand beside others of its bank. */
function spanAround(ends: readonly number[], span: number): { from: number; to: number } {
  return { from: Math.max(...ends) - span, to: Math.min(...ends) + span };
}

function clamped(value: number, { from, to }: { from: number; to: number }): number {
  return Math.min(Math.max(value, from), to);
}

/** Jaws as near to an opening as they go: a jaw that would have to cross the axis by more than it can stands at the end of its travel. */
export function nearestJaws({ jaws }: Machine, { x1Mm, x2Mm, y1Mm, y2Mm }: Aperture['jaws']): Aperture['jaws'] {
  const overX = jaws.x?.overMm.value ?? Infinity;
  const overY = jaws.y?.overMm.value ?? Infinity;
  return {
    x1Mm: Math.min(x1Mm, overX),
    x2Mm: Math.max(x2Mm, -overX),
    y1Mm: Math.min(y1Mm, overY),
    y2Mm: Math.max(y2Mm, -overY),
  };
}
