import { withClosedPairs } from './leaves.ts';
import type { Aperture } from './beam-setup-types.ts';
import type { Leaves, Machine } from './machine.ts';

/**
 * A rectangular opening: jaws alone where the machine has both pairs; else leaves stand for the missing ones. Without y jaws a pair is open when
 * the middle of its leaves lies in the opening.
 */
export function rectangularAperture(machine: Machine, jaws: Aperture['jaws']): Aperture {
  if (machine.jaws.x && machine.jaws.y) return { jaws };
  if (!hasLeaves(machine)) throw new RangeError(`${machine.name} has neither leaves nor both pairs of jaws`);
  const boundaries = machine.leaves.boundariesMm.value;
  const left = new Float64Array(boundaries.length - 1);
  const right = new Float64Array(boundaries.length - 1);
  for (let pair = 0; pair < left.length; pair++) {
    const [from, to] = [boundaries[pair], boundaries[pair + 1]];
    const middle = (from + to) / 2;
    const isOpen = machine.jaws.y ? from < jaws.y2Mm && to > jaws.y1Mm : middle > jaws.y1Mm && middle < jaws.y2Mm;
    if (isOpen) [left[pair], right[pair]] = [jaws.x1Mm, jaws.x2Mm];
  }
  return { jaws, leaves: withClosedPairs(machine, jaws, left, right) };
}

export function hasLeaves(machine: Machine): machine is Machine & { leaves: Leaves } {
  return machine.leaves !== undefined;
}
