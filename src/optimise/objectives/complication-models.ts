import { lnPoissonResponse } from '../../biology/dose-response.ts';
import { logOneMinusExp } from '../../biology/log-sum.ts';
import { eudResponse, meanDoseLogistic } from '../../biology/ntcp-logistic.ts';
import { type RelativeSeriality, relativeSerialityNtcp } from '../../biology/ntcp-relative-seriality.ts';
import { type Model, requirePositive } from '../../units/domain-error.ts';
import { type Objective, volumeShares } from '../objective.ts';
import { generalisedEquivalentUniformDose } from './generalised-equivalent-uniform-dose.ts';
import { meanDoseObjective } from './mean-dose.ts';

const model: Model = {
  name: 'complication probability',
  source:
    'Gay HA, Niemierko A. Phys Med 2007;23:115-125; Källman P, Ågren A, Brahme A. Int J Radiat Biol 1992;62:249-262',
};

/** Volumes of an organ's samples. */
interface Organ {
  readonly weight: ArrayLike<number>;
}

/** Niemierko's logistic: 1 / (1 + (D50/gEUD)^(4 γ50)), derivative p (1 − p) 4 γ50 / gEUD times that of gEUD; none where gEUD is 0. Doses in the fractionation of D50. */
export function complicationByEud({
  weight,
  ...curve
}: Organ & { readonly a: number; readonly gamma50: number; readonly d50Gy: number }): Objective {
  const volume = volumeShares(model, weight);
  const { evaluate } = generalisedEquivalentUniformDose({ weight: volume, a: curve.a });
  return throughValue(evaluate, (doseGy) => {
    const { geudGy, probability: p } = eudResponse({ doseGy, volume }, curve);
    return { p, slope: geudGy > 0 ? (p * (1 - p) * 4 * curve.gamma50) / geudGy : 0 };
  });
}

/** Logistic in the mean dose: 1 / (1 + exp(−b₀ − b₁ D̄)), derivative p (1 − p) b₁ vᵢ. */
export function complicationByMean({
  weight,
  b0,
  b1,
}: Organ & { readonly b0: number; readonly b1: number }): Objective {
  const mean = meanDoseObjective({ weight });
  const scratch = new Float64Array(weight.length);
  return throughValue(mean.evaluate, (doseGy) => {
    const p = meanDoseLogistic(mean.evaluate(doseGy, scratch), { b0, b1 });
    return { p, slope: p * (1 - p) * b1 };
  });
}

/**
 * Relative seriality: p = [1 − Π (1 − Pᵢ^s)^vᵢ]^(1/s). Its derivative by Dᵢ is p (e^Q / (1 − e^Q)) vᵢ Pᵢ^s / (1 − Pᵢ^s) (ln P)ᵢ′, Q = Σ vᵢ ln(1 − Pᵢ^s), (ln P)′ = −ln P e γ / D50.
 */
export function complicationBySeriality({ weight, ...organ }: Organ & RelativeSeriality): Objective {
  const volume = volumeShares(model, weight);
  const { d50Gy, gamma, seriality: s } = organ;
  requirePositive(model, 'D50 (Gy)', d50Gy);
  return {
    evaluate(doseGy, gradient) {
      const p = relativeSerialityNtcp({ doseGy, volume }, organ);
      const lnResponse = (gy: number): number => lnPoissonResponse(gy, { d50Gy, gamma, slope: 'greatest' });
      let q = 0;
      for (let i = 0; i < volume.length; i++)
        if (volume[i] > 0) q += volume[i] * logOneMinusExp(s * lnResponse(doseGy[i]));
      const lnOuter = Math.log(p) + q - logOneMinusExp(q);
      for (let i = 0; i < volume.length; i++) {
        if (volume[i] === 0) continue;
        const ln = lnResponse(doseGy[i]);
        const byLn = Math.exp(lnOuter + s * ln - logOneMinusExp(s * ln));
        gradient[i] += volume[i] * byLn * ((-ln * Math.E * gamma) / d50Gy);
      }
      return p;
    },
  };
}

/** A probability of one value of the doses, by the value's own derivatives. */
function throughValue(
  evaluate: Objective['evaluate'],
  of: (doseGy: ArrayLike<number>) => { readonly p: number; readonly slope: number },
): Objective {
  let byValue = new Float64Array(0);
  return {
    evaluate(doseGy, gradient) {
      if (byValue.length !== gradient.length) byValue = new Float64Array(gradient.length);
      byValue.fill(0);
      evaluate(doseGy, byValue);
      const { p, slope } = of(doseGy);
      for (let i = 0; i < gradient.length; i++) gradient[i] += slope * byValue[i];
      return p;
    },
  };
}
