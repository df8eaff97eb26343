/** What was found at a level: whether it holds where `missed` is 0 or less, else by how much it does not. */
export interface AtLevel {
  readonly level: number;
  readonly missed: number;
}

/** The level is known to this share of it. */
const tolerance = 0.0025;
/** Each is a descent. */
const mostTries = 9;
/** A try is no nearer to either end than this share of what is between. */
const nearest = 0.1;

/**
 * The greatest level between one that holds and `most` at which what is asked for holds, to 0.25 % of it or in nine tries: the upper end first, then where the line through the two lowest levels that do not hold
 * comes to 0, or, without two or where that is not between, half-way. Below the level sought what is missed tells little, as a must is kept by what it is aimed at; beyond it, it grows with the level. `tryAt` is told the highest level that held.
 */
export async function greatestLevel<Found extends AtLevel>(
  least: Found,
  most: number,
  tryAt: (level: number, from: Found) => Promise<Found>,
): Promise<Found> {
  let low = least;
  const failed: Found[] = [];
  let next = most;
  for (let n = 0; n < mostTries; n++) {
    const found = await tryAt(next, low);
    if (found.missed <= 0) low = found;
    else failed.unshift(found);
    const [high] = failed;
    if (!high || high.level - low.level <= tolerance * low.level) return low;
    const width = high.level - low.level;
    const crossed = crossing(failed);
    const wanted = crossed !== undefined && crossed > low.level ? crossed : low.level + 0.5 * width;
    next = Math.min(high.level - nearest * width, Math.max(low.level + nearest * width, wanted));
  }
  return low;
}

/** Where the line through the two lowest levels that do not hold comes to 0; nothing where it falls. */
function crossing([a, b]: readonly AtLevel[]): number | undefined {
  if (!b || b.missed <= a.missed) return undefined;
  return a.level - (a.missed * (b.level - a.level)) / (b.missed - a.missed);
}
