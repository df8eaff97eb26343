/** Values gathered in bins of equal width: what each bin weighs, and its weighted mean. Bins without weight are left out. */
export interface Histogram {
  readonly mean: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Gathers voxels by value, so that what is a sum over them can be taken many times over. Means within bins keep sums of any smooth function of the value to second order in
 * the width: at a width of w and a curvature f″/f, to w² f″/(24 f). Values that are no number, and weights of 0, are left out.
 */
export function histogramOf(
  values: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  width: number,
): Histogram {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!(most >= least)) return { mean: new Float64Array(), weight: new Float64Array() };
  // Wide ranges, as of an organ partly outside the beam, take more bins than are of use.
  const bins = Math.min(1 << 14, Math.floor((most - least) / width) + 1);
  const perUnit = most > least ? bins / (most - least) : 0;
  const sum = new Float64Array(bins);
  const weight = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const share = weights === undefined ? 1 : weights[i];
    if (!(value >= least) || !(share > 0)) continue;
    const bin = Math.min(bins - 1, ((value - least) * perUnit) | 0);
    weight[bin] += share;
    sum[bin] += share * value;
  }
  let filled = 0;
  for (let bin = 0; bin < bins; bin++) {
    if (!(weight[bin] > 0)) continue;
    sum[filled] = sum[bin] / weight[bin];
    weight[filled++] = weight[bin];
  }
  return { mean: sum.slice(0, filled), weight: weight.slice(0, filled) };
}
