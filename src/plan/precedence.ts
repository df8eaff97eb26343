import type { Phase } from './plan.ts';

/** Whether the schedule says, directly or through other regions, that `inner` wins over `outer` where both are. */
export function winsOver(precedence: Phase['precedence'], inner: string, outer: string): boolean {
  const seen = new Set<string>();
  const open = [inner];
  for (let region = open.pop(); region !== undefined; region = open.pop()) {
    for (const pair of precedence) {
      if (pair.inner !== region || seen.has(pair.outer)) continue;
      if (pair.outer === outer) return true;
      seen.add(pair.outer);
      open.push(pair.outer);
    }
  }
  return false;
}
