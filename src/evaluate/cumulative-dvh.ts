import { type Model, requireThat } from '../units/domain-error.ts';
import type { Dvh } from './types.ts';

const model: Model = {
  name: 'cumulative dose–volume histogram',
  source: 'ICRU Report 83 (2010)',
};

/**
 * The histogram whose cumulative curve is given by points: `volumeCc[i]` gets at least `doseGy[i]`, doses ascending, volumes falling, straight lines between. Its metrics are
 * those of `metricValue`. The mean is the area below the curve, over the volume. How many voxels it is made of is not known, and no caveat is given for it.
 */
export function dvhOfCumulative(region: string, doseGy: readonly number[], volumeCc: readonly number[]): Dvh {
  requireThat(model, 'number of points', doseGy.length, {
    holds: doseGy.length >= 2 && doseGy.length === volumeCc.length,
    domain: 'at least two doses and as many volumes',
  });
  for (let i = 0; i < doseGy.length; i++) {
    requireThat(model, 'dose (Gy)', doseGy[i], {
      holds: doseGy[i] >= 0 && doseGy[i] < Infinity && (i === 0 || doseGy[i] > doseGy[i - 1]),
      domain: 'doses that ascend from 0',
    });
    requireThat(model, 'volume (cm³)', volumeCc[i], {
      holds: volumeCc[i] >= 0 && volumeCc[i] < Infinity && (i === 0 || volumeCc[i] <= volumeCc[i - 1]),
      domain: 'volumes >= 0 that fall',
    });
  }
  const total = volumeCc[0];
  requireThat(model, 'total volume (cm³)', total, { holds: total > 0, domain: 'total volume > 0' });
  const last = volumeCc.findIndex((cc) => cc === 0);
  let area = doseGy[0] * total;
  for (let i = 1; i < doseGy.length; i++) area += ((volumeCc[i - 1] + volumeCc[i]) / 2) * (doseGy[i] - doseGy[i - 1]);
  // The first dose that not all of the volume gets is where the curve begins to fall.
  const falls = volumeCc.findIndex((cc) => cc < total);
  return {
    region,
    volumeCc: total,
    voxels: Infinity,
    depthVoxels: Infinity,
    minGy: falls < 0 ? doseGy[doseGy.length - 1] : doseGy[falls - 1],
    meanGy: area / total,
    maxGy: last < 0 ? doseGy[doseGy.length - 1] : doseGy[last],
    doseGy: Float64Array.from(doseGy),
    volumePercent: Float64Array.from(volumeCc, (cc) => (100 * cc) / total),
    outsideDoseGridPercent: 0,
  };
}
