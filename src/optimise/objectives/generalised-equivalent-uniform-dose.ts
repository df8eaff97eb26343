import { generalisedEud } from '../../biology/geud.ts';
import { type Model, requireThat } from '../../units/domain-error.ts';
import { type Objective, volumeShares } from '../objective.ts';
import { power } from '../../units/power.ts';

const model: Model = {
  name: 'generalised equivalent uniform dose',
  source: 'Niemierko A. Med Phys 1999;26:1100; Wu Q et al. Int J Radiat Oncol Biol Phys 2002;52:224-235',
};

/**
 * gEUD, Gy: (Σ vᵢ Dᵢᵃ)^(1/a). Its derivative is vᵢ (Dᵢ / gEUD)^(a − 1); where gEUD is 0 that of a uniform dose, vᵢ, is taken, so that a descent from no dose finds a way.
 * Convex for a ≥ 1, concave for a ≤ 1. Niemierko 1999; in optimisation Wu 2002.
 */
export function generalisedEquivalentUniformDose({
  weight,
  a,
}: {
  readonly weight: ArrayLike<number>;
  readonly a: number;
}): Objective {
  requireThat(model, 'a', a, { holds: a !== 0 && Number.isFinite(a), domain: 'a finite a other than 0' });
  const volume = volumeShares(model, weight);
  return {
    evaluate(doseGy, gradient) {
      const geudGy = generalisedEud({ doseGy, volume }, a);
      for (let i = 0; i < volume.length; i++) {
        if (volume[i] === 0) continue;
        gradient[i] += geudGy === 0 ? volume[i] : volume[i] * power(doseGy[i] / geudGy, a - 1);
      }
      return geudGy;
    },
  };
}
