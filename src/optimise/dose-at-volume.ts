/** Of samples with doses and shares of a volume: the dose, Gy, that the hottest `share` of the volume receives at least, and what lies above and at it. */
export interface DoseAtVolume {
  readonly doseGy: number;
  /** Share of the volume with more than this dose, and with just this dose. */
  readonly above: number;
  readonly equal: number;
}

/**
 * The least dose of the hottest part of a region, by a selection that halves the samples at each pass: `order`, a permutation of the samples, is its scratch, and better the
 * nearer it is to sorted.
 */
export function doseAtVolume(
  doseGy: ArrayLike<number>,
  { volume, share, order }: { readonly volume: Float64Array; readonly share: number; readonly order: Uint32Array },
): DoseAtVolume {
  let [from, to, above] = [0, order.length, 0];
  for (;;) {
    const pivot = median(doseGy[order[from]], doseGy[order[(from + to) >> 1]], doseGy[order[to - 1]]);
    // Hotter samples to the front, those at the pivot behind them, the rest last.
    let [hotter, at, colder, higher, equal] = [from, from, to, 0, 0];
    while (at < colder) {
      const sample = order[at];
      const gy = doseGy[sample];
      if (gy > pivot) {
        higher += volume[sample];
        order[at++] = order[hotter];
        order[hotter++] = sample;
      } else if (gy === pivot) {
        equal += volume[sample];
        at++;
      } else {
        order[at] = order[--colder];
        order[colder] = sample;
      }
    }
    if (above + higher > share && hotter > from) to = hotter;
    else if (above + higher + equal >= share || colder === to) return { doseGy: pivot, above: above + higher, equal };
    else {
      above += higher + equal;
      from = colder;
    }
  }
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
