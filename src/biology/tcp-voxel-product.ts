import type { Model } from '../units/domain-error.ts';
import { type DoseResponse, logLogisticResponse } from './dose-response.ts';
import { type DoseVolume, volumeOf } from './dose-volume.ts';

const model: Model = {
  name: 'tumour control as a product over voxels',
  source: 'Niemierko A. Med Phys 1997;24:103-110',
};

/** Π P(Dᵢ)^vᵢ, Σ vᵢ = 1, P the log-logistic response of the whole at a uniform dose; any volume without dose makes it 0. As a sum of logarithms. */
export function voxelProductTcp(dvh: DoseVolume, curve: DoseResponse): number {
  const { total } = volumeOf(model, dvh);
  let sum = 0;
  for (let i = 0; i < dvh.doseGy.length; i++) {
    const share = dvh.volume === undefined ? 1 : dvh.volume[i];
    if (share > 0) sum += share * Math.log(logLogisticResponse(dvh.doseGy[i], curve));
  }
  return Math.exp(sum / total);
}
