/** Of samples with doses and shares of a volume: the dose, Gy, that the hottest `share` of the volume receives at least, and what lies above and at it. */
export interface DoseAtVolume {
  readonly doseGy: number;
  /** Share of the volume with more than this dose, and with just this dose. */
  readonly above: number;
  readonly equal: number;
}

/** Bins between the least and the highest dose. */
const bins = 256;
const held = new Float64Array(bins);

/**
 * The least dose of the hottest part of a region: the volume by bins of dose says in which bin it lies, and a selection which of the bin's samples have it. `scratch` has a place for each
 * sample.
 */
export function doseAtVolume(
  doseGy: ArrayLike<number>,
  { volume, share, scratch }: { readonly volume: Float64Array; readonly share: number; readonly scratch: Uint32Array },
): DoseAtVolume {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < volume.length; i++) {
    const gy = doseGy[i];
    if (gy < low) low = gy;
    if (gy > high) high = gy;
  }
  // The highest dose lies in the last bin.
  const perGy = high > low ? (bins * (1 - 1e-12)) / (high - low) : 0;
  held.fill(0);
  for (let i = 0; i < volume.length; i++) held[((doseGy[i] - low) * perGy) | 0] += volume[i];
  let [bin, above] = [bins - 1, 0];
  while (bin > 0 && above + held[bin] < share) above += held[bin--];
  let count = 0;
  for (let i = 0; i < volume.length; i++) if ((((doseGy[i] - low) * perGy) | 0) === bin) scratch[count++] = i;
  return selected(doseGy, { volume, share, samples: scratch.subarray(0, count), above });
}

/** By a selection that halves the samples at each pass, and reorders them; `above` is the volume of hotter ones. */
function selected(
  doseGy: ArrayLike<number>,
  given: { readonly volume: Float64Array; readonly share: number; readonly samples: Uint32Array; above: number },
): DoseAtVolume {
  const { volume, share, samples } = given;
  let [from, to, above] = [0, samples.length, given.above];
  for (;;) {
    const pivot = median(doseGy[samples[from]], doseGy[samples[(from + to) >> 1]], doseGy[samples[to - 1]]);
    // Hotter samples to the front, those at the pivot behind them, the rest last.
    let [hotter, at, colder, higher, equal] = [from, from, to, 0, 0];
    while (at < colder) {
      const sample = samples[at];
      const gy = doseGy[sample];
      if (gy > pivot) {
        higher += volume[sample];
        samples[at++] = samples[hotter];
        samples[hotter++] = sample;
      } else if (gy === pivot) {
        equal += volume[sample];
        at++;
      } else {
        samples[at] = samples[--colder];
        samples[colder] = sample;
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
