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
  readonly goal?: { readonly doseGy: number; readonly valueGy: (doseGy: Float32Array) => number };
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
  const { doseGy, valueGy } = group.goal;
  const unitGy = valueGy(group.unitDoseGy);
  if (!(unitGy > 0)) return undefined;
  // Every metric is homogeneous in the dose: with nothing before it the factor is a quotient.
  if (first) return doseGy / unitGy;

  const scratch = new Float32Array(before.length);
  const excess = (factor: number): number => {
    scratch.set(before);
    addScaled(scratch, group.unitDoseGy, factor);
    return valueGy(scratch) - doseGy;
  };
  return risingRoot(excess, doseGy / unitGy, 1e-7 * doseGy);
}

/** Root of a function that never falls, bracketed by 0 and a first guess of its scale; undefined where it is not below zero at 0. */
function risingRoot(f: (x: number) => number, scale: number, tolerance: number): number | undefined {
  let low = 0;
  let fLow = f(0);
  if (fLow >= 0) return undefined;
  let high = scale;
  let fHigh = f(high);
  for (let doubling = 0; fHigh < 0; doubling++) {
    if (doubling === 40) return undefined;
    low = high;
    fLow = fHigh;
    high *= 2;
    fHigh = f(high);
  }
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
