/**
 * Places of a row from node to node at which a function that is smooth over a centimetre is computed: from `from`, every so many, and the last one
 * of the part. `fillBetween` then fills the rest.
 */
export function nodesEvery(spacingMm: number): number {
  return Math.max(1, Math.min(4, Math.floor(12 / spacingMm)));
}

/** The node behind node `i`, the last place of a part at most. */
export function nodeAfter(i: number, every: number, last: number): number {
  return i + every < last ? i + every : last;
}

/** Fills places `from` up to `to` of a row whose nodes are computed, linear between them. */
export function fillBetween(row: Float64Array, every: number, from: number, to: number): void {
  if (every === 1) return;
  const last = to - 1;
  for (let i = from; i < last; i += every) {
    const next = nodeAfter(i, every, last);
    const left = row[i];
    const step = (row[next] - left) / (next - i);
    for (let n = i + 1; n < next; n++) row[n] = left + step * (n - i);
  }
}
