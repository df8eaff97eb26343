import { nearestJaws, withClosedPairs } from './leaves.ts';
import type { Aperture } from './beam-setup-types.ts';
import type { Leaves, Machine } from './machine.ts';

/**
 * Leaf ends as the plan writes them: from the pair of the given number on (1 is the one with the lowest y), pair by pair; all others are closed.
 * Without jaws in the plan these stand at the edges of what the pairs open, or as near as they go.
 */
export function explicitLeaves(
  machine: Machine & { leaves: Leaves },
  wanted: {
    readonly firstPair: number;
    readonly ends: readonly { readonly leftMm: number; readonly rightMm: number }[];
    readonly jaws?: Aperture['jaws'];
  },
): Aperture | { fault: string } {
  const boundaries = machine.leaves.boundariesMm.value;
  const pairs = boundaries.length - 1;
  const first = wanted.firstPair - 1;
  const last = first + wanted.ends.length - 1;
  if (last >= pairs)
    return { fault: `it has ${pairs} pairs of leaves, and positions are given up to pair ${last + 1}` };
  const open = wanted.ends.flatMap((ends, n) => (ends.rightMm > ends.leftMm ? [{ ...ends, pair: first + n }] : []));
  if (open.length === 0 && !wanted.jaws) return { fault: 'all its leaves are closed' };
  const jaws =
    wanted.jaws ??
    nearestJaws(machine, {
      x1Mm: Math.min(...open.map(({ leftMm }) => leftMm)),
      x2Mm: Math.max(...open.map(({ rightMm }) => rightMm)),
      y1Mm: Math.min(...open.map(({ pair }) => boundaries[pair])),
      y2Mm: Math.max(...open.map(({ pair }) => boundaries[pair + 1])),
    });
  // A pair that the plan closes stays where the plan puts it.
  const written = (pair: number) => wanted.ends[pair - first] as { leftMm: number; rightMm: number } | undefined;
  const filled = withClosedPairs(machine, jaws, side('leftMm'), side('rightMm'));
  return {
    jaws,
    leaves: {
      leftMm: filled.leftMm.map((end, pair) => written(pair)?.leftMm ?? end),
      rightMm: filled.rightMm.map((end, pair) => written(pair)?.rightMm ?? end),
    },
  };

  function side(of: 'leftMm' | 'rightMm'): number[] {
    return Array.from({ length: pairs }, (_, pair) => written(pair)?.[of] ?? 0);
  }
}
