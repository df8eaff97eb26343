import type { Metric } from '../plan/plan.ts';

/**
 * How many monitor units the groups get. Groups are scaled one after another, from the outermost region inwards, each so that the dose of all
 * groups so far gives its region the prescribed dose; the plan's own normalisation then multiplies everything by one factor.
 */
export interface ScalableGroup {
  /** The group's beams are given in MU: it is taken as it is. */
  readonly fixed: boolean;
  /** The prescription that the group is scaled to. */
  readonly goal?: DoseGoal;
}

/** A dose, Gy, that a statistic of the dose in a region is to reach. */
export interface DoseGoal {
  readonly region: string;
  readonly metric: Metric;
  readonly doseGy: number;
  /**
   * Samples of the region's dose, Gy, from the group at that place of the order alone, at one monitor unit per fraction per unit of weight, over the
   * whole course. Samples are linear in the dose: those of a sum are the sum of those.
   */
  readonly samplesGy: (group: number) => Float32Array;
  readonly valueGy: (samplesGy: Float32Array) => number;
}

/**
 * Factors of the groups, in the given (outermost first) order. A factor is `undefined` where no positive one reaches the goal: the groups outside
 * already give more, or the group gives the region nothing. `remember` may spare the search where the same was found before.
 */
export function groupFactors(groups: readonly ScalableGroup[], remember: RememberFactor = always): Factors {
  const factors: Factors[number][] = [];
  for (const { fixed, goal } of groups) {
    const before = [...factors];
    factors.push(fixed ? 1 : goal && remember(goal, before, () => nextFactor(goal, before)));
  }
  return factors;
}

export type Factors = readonly (number | undefined)[];

/** Gives what `find` gives, or gave before for the same goal after groups with the same factors. */
export type RememberFactor = (goal: DoseGoal, before: Factors, find: () => Factors[number]) => Factors[number];

const always: RememberFactor = (_goal, _before, find) => find();

/** The factor of the group that comes after those with the given `before`; what has none counts for nothing. */
function nextFactor(goal: DoseGoal, before: Factors): Factors[number] {
  const { doseGy, valueGy } = goal;
  const unitGy = goal.samplesGy(before.length);
  const unitValueGy = valueGy(unitGy);
  if (!(unitValueGy > 0)) return undefined;
  // Every metric is homogeneous in the dose: with nothing before it the factor is a quotient.
  if (before.length === 0) return doseGy / unitValueGy;

  const beforeGy = samplesOfSum(goal, before);
  const sum = new Float32Array(beforeGy.length);
  const excess = (factor: number): number => {
    for (let s = 0; s < sum.length; s++) sum[s] = beforeGy[s] + unitGy[s] * factor;
    return valueGy(sum) - doseGy;
  };
  return risingRoot(excess, unitValueGy, 1e-6 * doseGy);
}

/** The goal's samples, Gy, of all groups together, each with its factor. */
export function samplesOfSum({ samplesGy }: Pick<DoseGoal, 'samplesGy'>, factors: Factors): Float32Array {
  const parts = factors.flatMap((factor, group) =>
    factor === undefined ? [] : [{ doseGy: samplesGy(group), factor }],
  );
  const sum = new Float32Array(samplesGy(0).length);
  addAllScaled(sum, parts);
  return sum;
}

/** A dose, Gy, and what it is multiplied by in a sum. */
export interface DosePart {
  readonly doseGy: Float32Array;
  readonly factor: number;
}

/**
 * `into[i] += doseGy[i] · factor` for one part after another, the one way beam doses are summed: in a fixed order, so that the sum has the same bits
 * every time. Four parts in one pass give the bits of four passes in half the time. Of all voxels, or of those in a piece.
 */
export function addAllScaled(
  into: Float32Array,
  parts: readonly DosePart[],
  { from, to }: { from: number; to: number } = { from: 0, to: into.length },
): void {
  const { fround } = Math;
  let next = 0;
  for (; next + 4 <= parts.length; next += 4) {
    const [a, b, c, d] = parts.slice(next, next + 4);
    const [aGy, bGy, cGy, dGy] = [a.doseGy, b.doseGy, c.doseGy, d.doseGy];
    const [fa, fb, fc, fd] = [a.factor, b.factor, c.factor, d.factor];
    for (let i = from; i < to; i++)
      into[i] = fround(fround(fround(into[i] + aGy[i] * fa) + bGy[i] * fb) + cGy[i] * fc) + dGy[i] * fd;
  }
  for (const { doseGy, factor } of parts.slice(next)) for (let i = from; i < to; i++) into[i] += doseGy[i] * factor;
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
