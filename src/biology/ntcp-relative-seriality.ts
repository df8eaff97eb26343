import { type Model, requireThat } from '../units/domain-error.ts';
import { lnPoissonResponse } from './dose-response.ts';
import { type DoseVolume, volumeOf } from './dose-volume.ts';
import { logOneMinusExp } from './log-sum.ts';

const model: Model = {
  name: 'relative-seriality complication probability',
  source: 'Källman P, Ågren A, Brahme A. Int J Radiat Biol 1992;62:249-262',
};

export interface RelativeSeriality {
  readonly d50Gy: number;
  /** Greatest relative slope of the response. */
  readonly gamma: number;
  /** 1: serial, near 0: parallel. */
  readonly seriality: number;
}

/**
 * NTCP = [1 − Π (1 − P(Dᵢ)^s)^vᵢ]^(1/s), P(D) = 2^−exp(e γ (1 − D/D50)), Σ vᵢ = 1. In logarithms throughout, since P^s is close to 1 for small s and its product close to 0.
 * Källman 1992.
 */
export function relativeSerialityNtcp(dvh: DoseVolume, { d50Gy, gamma, seriality: s }: RelativeSeriality): number {
  requireThat(model, 'relative seriality s', s, { holds: s > 0 && s <= 1, domain: '0 < s <= 1' });
  const { total } = volumeOf(model, dvh);
  let sum = 0;
  for (let i = 0; i < dvh.doseGy.length; i++) {
    const share = dvh.volume === undefined ? 1 : dvh.volume[i];
    if (share === 0) continue;
    const lnResponse = lnPoissonResponse(dvh.doseGy[i], { d50Gy, gamma, slope: 'greatest' });
    sum += share * logOneMinusExp(s * lnResponse);
  }
  return Math.exp(logOneMinusExp(sum / total) / s);
}
