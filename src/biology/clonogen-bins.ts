import { DomainError, type Model, requireNonNegative, requirePositive, requireWithin } from '../units/domain-error.ts';
import { power } from '../units/power.ts';
import { type CourseOfCells, survivalOf } from './course-survival.ts';
import type { AlphaSteps } from './tcp-population.ts';
import { poissonControl } from './tcp-poisson.ts';

const model: Model = {
  name: poissonControl.name,
  source: `${poissonControl.source}; reoxygenation: this project's two compartments, after Ruggieri R, Nahum AE. Med Phys 2006;33:4044-4055`,
};

/** Clonogens gathered by the dose in oxygen that does what theirs does, D / H (Carlson 2006): all that survival without reoxygenation depends on. */
export interface ClonogenBins {
  /** D / H, Gy over the course. */
  readonly effectiveGy: Float64Array;
  /** D, Gy over the course: what the cells get once they are oxygenated. */
  readonly doseGy: Float64Array;
  readonly clonogens: Float64Array;
  /** How uneven the fractions are (`unevenness`); absent where all are equal. */
  readonly uneven?: Float64Array;
}

export interface GatheredClonogens {
  readonly bins: ClonogenBins;
  /** Greatest dose of a voxel with clonogens, Gy. */
  readonly maxGy: number;
}

/**
 * Voxels in bins of the effective dose no wider than `widthGy`, and no more than `most` of them. `clonogens` is what each voxel holds; voxels without any are left out, and
 * so are hypoxia reduction factors where all is in oxygen. Throws where a dose is negative or no number, or a factor is below 1.
 */
export function gatherClonogens(
  voxels: {
    readonly doseGy: ArrayLike<number>;
    readonly clonogens: ArrayLike<number>;
    readonly hypoxiaReduction?: ArrayLike<number>;
    readonly uneven?: ArrayLike<number>;
  },
  { widthGy, most }: { readonly widthGy: number; readonly most: number },
): GatheredClonogens {
  const { doseGy, clonogens, hypoxiaReduction, uneven } = voxels;
  let [low, high, maxGy] = [Infinity, 0, 0];
  for (let i = 0; i < doseGy.length; i++) {
    if (!(clonogens[i] > 0)) continue;
    const effective = hypoxiaReduction === undefined ? doseGy[i] : doseGy[i] / hypoxiaReduction[i];
    if (!(effective >= 0 && effective <= doseGy[i] && doseGy[i] < Infinity))
      throw new DomainError(model, 'dose (Gy), over a hypoxia reduction factor', effective, 'dose >= 0, factor >= 1');
    if (effective < low) low = effective;
    if (effective > high) high = effective;
    if (doseGy[i] > maxGy) maxGy = doseGy[i];
  }
  const count = high > low ? Math.min(most, Math.floor((high - low) / widthGy) + 1) : 1;
  const perGy = high > low ? count / (high - low) : 0;
  const [effectiveSum, doseSum, held] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const unevenSum = uneven && new Float64Array(count);
  for (let i = 0; i < doseGy.length; i++) {
    const share = clonogens[i];
    if (!(share > 0)) continue;
    const effective = hypoxiaReduction === undefined ? doseGy[i] : doseGy[i] / hypoxiaReduction[i];
    const bin = Math.min(count - 1, ((effective - low) * perGy) | 0);
    held[bin] += share;
    effectiveSum[bin] += share * effective;
    doseSum[bin] += share * doseGy[i];
    if (unevenSum) unevenSum[bin] += share * uneven[i];
  }
  return { maxGy, bins: filled(effectiveSum, doseSum, held, unevenSum) };
}

/** The same in no more than so many bins, for sums that are taken many times over. */
export function coarser(bins: ClonogenBins, most: number): ClonogenBins {
  const { effectiveGy, doseGy, clonogens, uneven } = bins;
  const low = effectiveGy[0];
  const perGy = most / (effectiveGy[effectiveGy.length - 1] - low);
  if (effectiveGy.length <= most) return bins;
  const [effectiveSum, doseSum, held] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  const unevenSum = uneven && new Float64Array(most);
  for (let i = 0; i < effectiveGy.length; i++) {
    const bin = Math.min(most - 1, Math.floor((effectiveGy[i] - low) * perGy));
    held[bin] += clonogens[i];
    effectiveSum[bin] += clonogens[i] * effectiveGy[i];
    doseSum[bin] += clonogens[i] * doseGy[i];
    if (unevenSum) unevenSum[bin] += clonogens[i] * uneven[i];
  }
  return filled(effectiveSum, doseSum, held, unevenSum);
}

/**
 * Clonogens that survive on average, Σ N S, growth apart. All cells of a voxel begin at its hypoxia; after each fraction a share r of the hypoxic survivors is oxygenated
 * (`reoxygenatedSurvival` with a hypoxic fraction of 1, summed in closed form): S = [S_h (1 − r)]ⁿ + r S_h Σ [S_h (1 − r)]ᵏ S_oⁿ⁻¹⁻ᵏ, k = 0 … n − 1. Of uneven fractions each
 * counts as the mean of all (in ln S) where cells are reoxygenated, and as it is where they are not.
 */
export function survivorsOf(bins: ClonogenBins, cell: CourseOfCells): number {
  return survivorsAlong(bins, cell, { fromPerGy: cell.alphaPerGy, stepPerGy: 0, count: 1 })[0];
}

/**
 * The same at each of many alphas in equal steps. Survival at one alpha follows from that at the one before by a factor, so that the cost is a few multiplications a bin and
 * alpha instead of exponentials; the error grows by a last bit a step.
 */
export function survivorsAlong(
  { effectiveGy, doseGy, clonogens, uneven }: ClonogenBins,
  { fractions, alphaBetaGy, shareReoxygenated: share }: Omit<CourseOfCells, 'alphaPerGy'>,
  { fromPerGy, stepPerGy, count }: AlphaSteps,
): Float64Array {
  requirePositive(model, 'number of fractions', fractions);
  requirePositive(model, 'alpha (1/Gy)', fromPerGy);
  requireNonNegative(model, 'step of alpha (1/Gy)', stepPerGy);
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  requireWithin(model, 'share reoxygenated after a fraction', share, 0, 1);
  const equalPerGy = 1 / (fractions * alphaBetaGy);
  const staysAll = power(1 - share, fractions);
  const survivors = new Float64Array(count);
  for (let i = 0; i < clonogens.length; i++) {
    const perGy = (uneven ? uneven[i] : 1) * equalPerGy;
    const hypoxicGy = effectiveGy[i] * (1 + effectiveGy[i] * perGy);
    const stayedFactor = Math.exp(-stepPerGy * hypoxicGy);
    let stayed = clonogens[i] * staysAll * Math.exp(-fromPerGy * hypoxicGy);
    if (share === 0) {
      for (let k = 0; k < count; k++, stayed *= stayedFactor) survivors[k] += stayed;
      continue;
    }
    const oxicGy = doseGy[i] * (1 + doseGy[i] * perGy);
    // Of one fraction: of a cell that is hypoxic before it, and of one that is not; `oxic` is of all fractions.
    let hypoxicOne = Math.exp((-fromPerGy * hypoxicGy) / fractions);
    let oxicOne = Math.exp((-fromPerGy * oxicGy) / fractions);
    let oxic = clonogens[i] * Math.exp(-fromPerGy * oxicGy);
    const hypoxicOneFactor = Math.exp((-stepPerGy * hypoxicGy) / fractions);
    const oxicOneFactor = Math.exp((-stepPerGy * oxicGy) / fractions);
    const oxicFactor = Math.exp(-stepPerGy * oxicGy);
    for (let k = 0; k < count; k++) {
      const staysOne = hypoxicOne * (1 - share);
      const apart = staysOne - oxicOne;
      // (aⁿ − bⁿ) / (a − b), by its first two terms where a and b are too near for a difference.
      const ways =
        Math.abs(apart) * fractions > 1e-6 * oxicOne
          ? (stayed - oxic) / apart
          : (fractions * oxic * (1 + ((fractions - 1) * apart) / (2 * oxicOne))) / oxicOne;
      survivors[k] += stayed + share * hypoxicOne * ways;
      stayed *= stayedFactor;
      hypoxicOne *= hypoxicOneFactor;
      oxicOne *= oxicOneFactor;
      oxic *= oxicFactor;
    }
  }
  return survivors;
}

/** Mean of log10 of the surviving fraction over what the bins hold. */
export function meanLog10Survival(
  { effectiveGy, doseGy, clonogens, uneven }: ClonogenBins,
  cell: CourseOfCells,
): number {
  const survival = survivalOf(cell);
  let [sum, held] = [0, 0];
  for (let i = 0; i < clonogens.length; i++) {
    sum += clonogens[i] * survival(effectiveGy[i], doseGy[i], uneven ? uneven[i] : 1);
    held += clonogens[i];
  }
  return sum / held / Math.LN10;
}

/** Share of hypoxic cells that are oxygenated between fractions with a half-life, in fractions evenly spread over the course. */
export function shareReoxygenated(halfLifeDays: number, overallDays: number, fractions: number): number {
  requirePositive(model, 'half-life of hypoxia (d)', halfLifeDays);
  return fractions > 1 ? -Math.expm1((-Math.LN2 * overallDays) / ((fractions - 1) * halfLifeDays)) : 0;
}

function filled(
  effectiveSum: Float64Array,
  doseSum: Float64Array,
  held: Float64Array,
  unevenSum: Float64Array | undefined,
): ClonogenBins {
  let n = 0;
  for (let bin = 0; bin < held.length; bin++) {
    if (!(held[bin] > 0)) continue;
    effectiveSum[n] = effectiveSum[bin] / held[bin];
    doseSum[n] = doseSum[bin] / held[bin];
    if (unevenSum) unevenSum[n] = unevenSum[bin] / held[bin];
    held[n++] = held[bin];
  }
  return {
    effectiveGy: effectiveSum.slice(0, n),
    doseGy: doseSum.slice(0, n),
    clonogens: held.slice(0, n),
    ...(unevenSum ? { uneven: unevenSum.slice(0, n) } : {}),
  };
}
