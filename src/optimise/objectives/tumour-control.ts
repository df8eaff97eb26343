import { voxelBed } from '../../biology/biologically-effective-dose.ts';
import { poissonControl, survivingClonogens } from '../../biology/tcp-poisson.ts';
import { requirePositive, requireThat } from '../../units/domain-error.ts';
import type { Objective } from '../objective.ts';

/** A tumour: the clonogens of each sample (a number of cells), and the radiosensitivity of all. */
export interface Tumour {
  readonly clonogens: ArrayLike<number>;
  readonly fractions: number;
  /** 1/Gy. */
  readonly alphaPerGy: number;
  readonly alphaBetaGy: number;
  /** What the dose of each sample is divided by before its effect is taken (`biology/oxygen.ts`); 1 where not given. */
  readonly hypoxiaReduction?: ArrayLike<number>;
}

/**
 * What is to be small so that control is likely: −ln TCP, the clonogens that survive on average, Σ Nᵢ exp(−α BEDᵢ), or 1 − TCP. The first is convex in dose where
 * α (1 + 2 d / (α/β))² exceeds 2 / (n α/β), as in fractionated courses, and does not flatten where control is hopeless, as the second does. Without growth of clonogens,
 * which multiplies the first by a constant. Webb S, Nahum AE. Phys Med Biol 1993;38:653-666.
 */
export function tumourControl(tumour: Tumour, form: 'minus-ln-tcp' | 'one-minus-tcp'): Objective {
  const { clonogens, fractions, alphaPerGy, alphaBetaGy, hypoxiaReduction } = tumour;
  requirePositive(poissonControl, 'number of fractions', fractions);
  requirePositive(poissonControl, 'alpha (1/Gy)', alphaPerGy);
  requirePositive(poissonControl, 'alpha/beta (Gy)', alphaBetaGy);
  const bedGy = new Float64Array(clonogens.length);
  return {
    evaluate(doseGy, gradient) {
      const { outOfDomain, reason } = voxelBed(doseGy, { fractions, alphaBetaGy, hypoxiaReduction }, bedGy);
      requireThat(poissonControl, 'samples out of domain', outOfDomain, {
        holds: outOfDomain === 0,
        domain: `none (${reason ?? ''})`,
      });
      const survivors = survivingClonogens({ bedGy, clonogens }, alphaPerGy);
      const bySurvivors = form === 'minus-ln-tcp' ? 1 : Math.exp(-survivors);
      for (let i = 0; i < bedGy.length; i++) {
        const reduction = hypoxiaReduction === undefined ? 1 : hypoxiaReduction[i];
        const bedByDose = (1 + (2 * doseGy[i]) / (reduction * fractions * alphaBetaGy)) / reduction;
        gradient[i] -= bySurvivors * clonogens[i] * Math.exp(-alphaPerGy * bedGy[i]) * alphaPerGy * bedByDose;
      }
      return form === 'minus-ln-tcp' ? survivors : -Math.expm1(-survivors);
    },
  };
}
