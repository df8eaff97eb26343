/**
 * A statistic of a dose distribution, Gy, taken from samples of it. The samples are linear in the dose, so that those of a sum are the sum of those.
 */
export interface LinearMetric {
  readonly sampledGy: (doseGy: Float32Array) => Float32Array;
  readonly valueGy: (sampledGy: Float32Array) => number;
}

/**
 * How many monitor units the groups get. Groups are scaled one after another, from the outermost region inwards, each so that the dose of all
 * groups so far gives its region the prescribed dose; the plan's own normalisation then multiplies everything by one factor.
 */
export interface ScalableGroup {
  /** Dose of the group at one monitor unit per fraction per unit of weight, over the whole course, Gy. */
  readonly unitDoseGy: Float32Array;
  /** The group's beams are given in MU: it is taken as it is. */
  readonly fixed: boolean;
  /** The prescription the group is scaled to: its dose, Gy, and its statistic of a dose distribution. */
  readonly goal?: { readonly doseGy: number } & LinearMetric;
}

/**
 * Factors of the groups, in the given (outermost first) order. A factor is `undefined` where no positive one reaches the goal: the groups outside
 * already give more, or the group gives the region nothing.
 */
export function groupFactors(groups: readonly ScalableGroup[]): (number | undefined)[] {
  const factors: (number | undefined)[] = [];
  const total = new Float32Array(groups[0]?.unitDoseGy.length ?? 0);
  for (const group of groups) {
    const factor = group.fixed ? 1 : factorFor(group, total, factors.length === 0);
    factors.push(factor);
    if (factor !== undefined) addScaled(total, group.unitDoseGy, factor);
  }
  return factors;
}

/** `into[i] += from[i] · factor`, the one way beam doses are summed: in a fixed order, so that the sum has the same bits every time. */
export function addScaled(into: Float32Array, from: Float32Array, factor: number): void {
  for (let i = 0; i < into.length; i++) into[i] += from[i] * factor;
}

function factorFor(group: ScalableGroup, before: Float32Array, first: boolean): number | undefined {
  if (!group.goal) return undefined;
  const { doseGy, sampledGy, valueGy } = group.goal;
  const unitGy = sampledGy(group.unitDoseGy);
  const unitValueGy = valueGy(unitGy);
  if (!(unitValueGy > 0)) return undefined;
  // Every metric is homogeneous in the dose: with nothing before it the factor is a quotient.
  if (first) return doseGy / unitValueGy;

  const beforeGy = sampledGy(before);
  const scratch = new Float32Array(beforeGy.length);
  const excess = (factor: number): number => {
    for (let s = 0; s < scratch.length; s++) scratch[s] = beforeGy[s] + unitGy[s] * factor;
    return valueGy(scratch) - doseGy;
  };
  return risingRoot(excess, unitValueGy, 1e-6 * doseGy);
}

/**
 * Root of a function that never falls, for x above 0; undefined where it is not below zero at 0. It rises by about `slope`: what it does at a first
 * step of that slope shows how far the second has to go.
 */
function risingRoot(f: (x: number) => number, slope: number, tolerance: number): number | undefined {
  let low = 0;
  let fLow = f(0);
  if (fLow >= 0) return undefined;
  let high = -fLow / slope;
  let fHigh = f(high);
  for (let step = 0; fHigh < -tolerance; step++) {
    if (step === 40) return undefined;
    // A little beyond where the line through both meets zero, so that the root lies between; twice as far at least where that does not help.
    const rise = (fHigh - fLow) / (high - low);
    const beyond = rise > 0 ? high + (1.05 * -fHigh) / rise : Infinity;
    low = high;
    fLow = fHigh;
    high = step < 3 ? Math.min(beyond, 2 * high) : 2 * high;
    fHigh = f(high);
  }
  if (Math.abs(fHigh) <= tolerance) return high;
  // Illinois: false position that halves the weight of an end that stays, so that it cannot stall.
  let side = 0;
  for (let iteration = 0; iteration < 60 && high - low > 1e-9 * high; iteration++) {
    const x = (low * fHigh - high * fLow) / (fHigh - fLow);
    const fx = f(x);
    if (Math.abs(fx) <= tolerance) return x;
    if (fx < 0) {
      low = x;
      fLow = fx;
      if (side < 0) fHigh /= 2;
      side = -1;
    } else {
      high = x;
      fHigh = fx;
      if (side > 0) fLow /= 2;
      side = 1;
    }
  }
  return (low + high) / 2;
}
