import { type Model, requireNonNegative, requirePositive } from '../units/domain-error.ts';
import { type ClonogensByBed, poissonTcp, requireClonogens } from './tcp-poisson.ts';
import { power } from '../units/power.ts';

const model: Model = {
  name: 'tumour control of a population',
  source:
    'Webb S, Nahum AE. Phys Med Biol 1993;38:653-666; Nahum AE, Sanchez-Nieto B. Phys Medica 2001;17(Suppl 2):13-23',
};

/** α between patients: a normal distribution, cut off at 0 and renormalised. α/β is the same for all, so that β varies with α. */
export interface AlphaBetweenPatients {
  readonly meanPerGy: number;
  readonly sdPerGy: number;
}

/**
 * Mean tumour control over patients who differ in α: ∫ g(α) TCP(α) dα / ∫ g(α) dα over α > 0, g normal; with no spread the control of one α. By Simpson's rule over the mean
 * ± 8 standard deviations, in at least 400 steps and no step longer than an eighth of 1/BED, over which survival falls by its own eighth. Survival at one α follows from
 * that at the one before by a factor, so that the cost is a multiplication a bin and step. Webb and Nahum 1993.
 */
export function populationTcp(tumour: ClonogensByBed, alpha: AlphaBetweenPatients, doublings = 0): number {
  requirePositive(model, 'mean alpha (1/Gy)', alpha.meanPerGy);
  requireNonNegative(model, 'standard deviation of alpha (1/Gy)', alpha.sdPerGy);
  if (alpha.sdPerGy === 0) return poissonTcp(tumour, alpha.meanPerGy, doublings);
  requireNonNegative(model, 'doublings', doublings);
  requireClonogens(tumour);
  const { bedGy, clonogens } = tumour;
  const from = Math.max(0, alpha.meanPerGy - 8 * alpha.sdPerGy);
  const to = alpha.meanPerGy + 8 * alpha.sdPerGy;
  const steps = stepsOver(to - from, bedGy);
  const h = (to - from) / steps;
  const surviving = new Float64Array(bedGy.length);
  const factor = new Float64Array(bedGy.length);
  const growth = power(2, doublings);
  for (let i = 0; i < bedGy.length; i++) {
    surviving[i] = growth * clonogens[i] * Math.exp(-from * bedGy[i]);
    factor[i] = Math.exp(-h * bedGy[i]);
  }
  let [controlled, all] = [0, 0];
  let left = surviving.length;
  for (let step = 0; step <= steps; step++) {
    const z = (from + step * h - alpha.meanPerGy) / alpha.sdPerGy;
    const weight = Math.exp((-z * z) / 2) * (step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2);
    let survivors = 0;
    for (let i = 0; i < left; i++) {
      survivors += surviving[i];
      surviving[i] *= factor[i];
    }
    all += weight;
    controlled += weight * Math.exp(-survivors);
    // What is left no longer changes the result; numbers close to underflow are slow.
    if (survivors < 1e-30) left = 0;
  }
  return controlled / all;
}

/** An even number. */
function stepsOver(range: number, bedGy: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < bedGy.length; i++) if (bedGy[i] > most) most = bedGy[i];
  return 2 * Math.ceil(Math.min(1e6, Math.max(400, 8 * most * range)) / 2);
}

/** Alphas in equal steps, 1/Gy. */
export interface AlphaSteps {
  readonly fromPerGy: number;
  readonly stepPerGy: number;
  readonly count: number;
}

/** The alphas that `meanOverAlpha` asks about: the mean ± 6 standard deviations, cut off at 0, in an even number of `steps`; with no spread the mean alone. */
export function alphaSteps({ meanPerGy, sdPerGy }: AlphaBetweenPatients, steps: number): AlphaSteps {
  requirePositive(model, 'mean alpha (1/Gy)', meanPerGy);
  requireNonNegative(model, 'standard deviation of alpha (1/Gy)', sdPerGy);
  if (sdPerGy === 0) return { fromPerGy: meanPerGy, stepPerGy: 0, count: 1 };
  const fromPerGy = Math.max(1e-9, meanPerGy - 6 * sdPerGy);
  return { fromPerGy, stepPerGy: (meanPerGy + 6 * sdPerGy - fromPerGy) / steps, count: steps + 1 };
}

/** Mean of a control probability over patients who differ in α, for any control of one α, which is asked for by α and its place among the `alphaSteps`. By Simpson's rule. */
export function meanOverAlpha(
  tcpOf: (alphaPerGy: number, step: number) => number,
  alpha: AlphaBetweenPatients,
  steps: number,
): number {
  const { fromPerGy, stepPerGy, count } = alphaSteps(alpha, steps);
  if (count === 1) return tcpOf(fromPerGy, 0);
  let [controlled, all] = [0, 0];
  for (let step = 0; step < count; step++) {
    const alphaPerGy = fromPerGy + step * stepPerGy;
    const z = (alphaPerGy - alpha.meanPerGy) / alpha.sdPerGy;
    const weight = Math.exp((-z * z) / 2) * (step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2);
    all += weight;
    controlled += weight * tcpOf(alphaPerGy, step);
  }
  return controlled / all;
}
