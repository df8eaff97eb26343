/**
 * Cones for each set-up of a beam that has several. A turning beam sends its cones in other directions at each angle, so that their ray effects
 * average out over the set-ups; as long as a beam has three or fewer it gets the full number for each, then the set-ups share three times that
 * number, with no fewer than 20 each (`makeCones` rounds up to multiples of 20).
 */
export function conesPerSetup(cones: number, setups: number): number {
  return Math.min(cones, Math.max(fewest, Math.ceil((3 * cones) / setups)));
}

const fewest = 20;
