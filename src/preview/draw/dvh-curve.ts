import type { PreviewModel } from '../model.ts';

type Curve = Pick<PreviewModel['dvhs'][number], 'doseGy' | 'volumePercent'>;

/** Volume, per cent of the region, that receives at least `doseGy`. */
export function volumeAtDose(curve: Curve, doseGy: number): number {
  const { doseGy: doses, volumePercent: volumes } = curve;
  const n = doses.findIndex((d) => d > doseGy);
  if (n === 0) return volumes[0];
  if (n < 0) return doses.length ? (doseGy > doses[doses.length - 1] ? 0 : volumes[volumes.length - 1]) : 0;
  const share = (doseGy - doses[n - 1]) / (doses[n] - doses[n - 1]);
  return volumes[n - 1] + (volumes[n] - volumes[n - 1]) * share;
}

/** Least dose, Gy, to the hottest `volumePercent` of the region; undefined where the curve does not reach that volume. */
export function doseAtVolume(curve: Curve, volumePercent: number): number | undefined {
  const { doseGy: doses, volumePercent: volumes } = curve;
  let n = volumes.length - 1;
  while (n >= 0 && volumes[n] < volumePercent) n--;
  if (n < 0) return undefined;
  if (n === volumes.length - 1 || volumes[n] === volumePercent) return doses[n];
  const share = (volumes[n] - volumePercent) / (volumes[n] - volumes[n + 1]);
  return doses[n] + (doses[n + 1] - doses[n]) * share;
}
