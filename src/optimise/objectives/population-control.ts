import { type ClonogenBins, gatherClonogens, survivorsOf } from '../../biology/clonogen-bins.ts';
import { type CourseOfCells, type SurvivalAndSlope, survivalAndSlopeOf } from '../../biology/course-survival.ts';
import { poissonControl } from '../../biology/tcp-poisson.ts';
import { requireNonNegative, requirePositive } from '../../units/domain-error.ts';
import type { Objective } from '../objective.ts';

/** Cells of a tumour that share all but dose and oxygen. */
export interface CellsOfTumour extends Omit<CourseOfCells, 'alphaPerGy'> {
  /** Of each sample, a number of cells; 0 for samples with other cells. */
  readonly clonogens: ArrayLike<number>;
  /** Of each sample, what its dose is divided by while its cells are hypoxic; 1 where not given. */
  readonly hypoxiaReduction?: ArrayLike<number>;
  /** ln of how many times they multiply during the course. */
  readonly lnGrowth: (alphaPerGy: number) => number;
}

/** Cells whose alpha is that of one patient, as it varies between patients. */
export interface PatientsCells {
  readonly alpha: { readonly meanPerGy: number; readonly sdPerGy: number };
  readonly cells: readonly CellsOfTumour[];
}

/** Over ± 6 standard deviations of alpha, in equal steps: TCP to 1e-3 of those of the outcome (`meanOverAlpha`). */
const alphaSteps = 64;
/** An alpha whose term is less than e^−30 of the greatest, or that leaves so few survivors, has no say in which way is up. */
const leastLn = 30;
const fewestSurvivors = 1e-8;
/** For telling which alphas have a say. */
const coarse = { widthGy: 0.2, most: 256 };

/**
 * −ln TCP of a tumour in a population: TCP = Π ∫ g(α) exp(−Σ Nᵢ eᵍʳᵒʷᵗʰ S(Dᵢ, α)) dα over the groups of cells, g the normal distribution cut off at 0, by the trapezoidal rule. In logarithms throughout, so
 * that there is a way up where control is hopeless. Webb S, Nahum AE. Phys Med Biol 1993;38:653-666; survival with oxygen as in `course-survival.ts`.
 */
export function populationControl(groups: readonly PatientsCells[]): Objective {
  const parts = groups.map(ofGroup);
  return {
    evaluate: (doseGy, gradient) => parts.reduce((sum, part) => sum + part.evaluate(doseGy, gradient), 0),
  };
}

function ofGroup({ alpha, cells }: PatientsCells): Objective {
  const nodes = alphasOf(alpha);
  const own = cells.map((cell) => {
    const held = Int32Array.from(Array.from({ length: cell.clonogens.length }, (_, s) => s)).filter(
      (s) => cell.clonogens[s] > 0,
    );
    return { cell, held, slope: new Float64Array(held.length), sum: new Float64Array(held.length) };
  });
  const at: SurvivalAndSlope = { survival: 0, byDose: 0 };

  return {
    evaluate(doseGy, gradient) {
      const bins = cells.map(
        ({ clonogens, hypoxiaReduction }) => gatherClonogens({ doseGy, clonogens, hypoxiaReduction }, coarse).bins,
      );
      const roughly = nodes.map(({ alphaPerGy }) => coarseSurvivors(cells, bins, alphaPerGy));
      const lnTerms = nodes.map(({ lnWeight }, k) => lnWeight - roughly[k]);
      const most = Math.max(...lnTerms);
      const isExact = nodes.map((_, k) => lnTerms[k] > most - leastLn && roughly[k] > fewestSurvivors);
      // A first reference for the exponents; exact terms are near it.
      let total = 0;
      for (const one of own) one.sum.fill(0);
      for (const [k, { alphaPerGy, lnWeight }] of nodes.entries()) {
        let survivors = roughly[k];
        if (isExact[k]) {
          survivors = 0;
          for (const { cell, held, slope } of own) {
            const growth = Math.exp(cell.lnGrowth(alphaPerGy));
            const survival = survivalAndSlopeOf({ ...cell, alphaPerGy });
            for (let n = 0; n < held.length; n++) {
              const s = held[n];
              survival(doseGy[s], cell.hypoxiaReduction ? cell.hypoxiaReduction[s] : 1, at);
              const count = growth * cell.clonogens[s];
              survivors += count * at.survival;
              slope[n] = count * at.byDose;
            }
          }
        }
        const term = Math.exp(lnWeight - survivors - most);
        total += term;
        if (!isExact[k]) continue;
        for (const { slope, sum } of own) for (let n = 0; n < sum.length; n++) sum[n] += term * slope[n];
      }
      for (const { held, sum } of own) for (let n = 0; n < held.length; n++) gradient[held[n]] += sum[n] / total;
      return -(most + Math.log(total));
    },
  };
}

function coarseSurvivors(cells: readonly CellsOfTumour[], bins: readonly ClonogenBins[], alphaPerGy: number): number {
  return cells.reduce(
    (sum, cell, c) => sum + Math.exp(cell.lnGrowth(alphaPerGy)) * survivorsOf(bins[c], { ...cell, alphaPerGy }),
    0,
  );
}

/** Alphas with the ln of their weights, which have the sum 1. */
function alphasOf({ meanPerGy, sdPerGy }: PatientsCells['alpha']): { alphaPerGy: number; lnWeight: number }[] {
  requirePositive(poissonControl, 'mean alpha (1/Gy)', meanPerGy);
  requireNonNegative(poissonControl, 'standard deviation of alpha (1/Gy)', sdPerGy);
  if (sdPerGy === 0) return [{ alphaPerGy: meanPerGy, lnWeight: 0 }];
  const from = Math.max(1e-9, meanPerGy - 6 * sdPerGy);
  const step = (meanPerGy + 6 * sdPerGy - from) / alphaSteps;
  const nodes = Array.from({ length: alphaSteps + 1 }, (_, k) => {
    const alphaPerGy = from + k * step;
    const z = (alphaPerGy - meanPerGy) / sdPerGy;
    return { alphaPerGy, weight: Math.exp((-z * z) / 2) * (k === 0 || k === alphaSteps ? 0.5 : 1) };
  });
  const all = nodes.reduce((sum, { weight }) => sum + weight, 0);
  return nodes.map(({ alphaPerGy, weight }) => ({ alphaPerGy, lnWeight: Math.log(weight / all) }));
}
