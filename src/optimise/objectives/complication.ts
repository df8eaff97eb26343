import { type Lyman, lymanModel, lymanNtcp } from '../../biology/ntcp-lyman.ts';
import { type Objective, volumeShares } from '../objective.ts';
import { type FractionationOfTissue, onEquivalentDose } from './equivalent-dose.ts';
import { generalisedEquivalentUniformDose } from './generalised-equivalent-uniform-dose.ts';

/** An organ by the relative volumes of its samples, its parameters (TD50 in 2 Gy fractions), and its fractionation. */
export interface OrganAtRisk extends Lyman, FractionationOfTissue {
  readonly weight: ArrayLike<number>;
}

/**
 * NTCP of Lyman, Kutcher and Burman: Φ(t), t = (gEUD − TD50) / (m TD50), gEUD of EQD2 with a = 1/n. Its derivative is that of gEUD times φ(t) / (m TD50).
 */
export function complication({ weight, n, m, td50Gy, ...fractionation }: OrganAtRisk): Objective {
  const volume = volumeShares(lymanModel, weight);
  const geud = generalisedEquivalentUniformDose({ weight: volume, a: 1 / n });
  const byGeud = new Float64Array(volume.length);
  const onEqd2: Objective = {
    evaluate(doseGy, gradient) {
      const { t, ntcp } = lymanNtcp({ doseGy, volume }, { n, m, td50Gy });
      byGeud.fill(0);
      geud.evaluate(doseGy, byGeud);
      const density = Math.exp(-0.5 * t * t) / (Math.sqrt(2 * Math.PI) * m * td50Gy);
      for (let i = 0; i < byGeud.length; i++) gradient[i] += density * byGeud[i];
      return ntcp;
    },
  };
  return onEquivalentDose(onEqd2, fractionation);
}
