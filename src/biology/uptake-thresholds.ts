import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';

const model: Model = {
  name: 'segmentation by uptake',
  source:
    'Boellaard R et al. (EANM) Eur J Nucl Med Mol Imaging 2015;42:328-354; Erdi YE et al. Cancer 1997;80:2505-2509; Wahl RL et al. J Nucl Med 2009;50(Suppl 1):122S-150S',
};

/** Threshold at a share of the greatest uptake above the background (0 where not given): share (max − background) + background. */
export function shareOfMaximum(max: number, share: number, background = 0): number {
  requireThat(model, 'share of the maximum', share, { holds: share > 0 && share <= 1, domain: '0 < share <= 1' });
  requireNonNegative(model, 'background', background);
  requireThat(model, 'maximum', max, {
    holds: max >= background && max < Infinity,
    domain: 'a maximum from the background on',
  });
  return share * (max - background) + background;
}

/** Threshold from a reference region, as of PERCIST: factor · mean + k · SD. Wahl 2009. */
export function aboveReference(
  reference: { readonly mean: number; readonly sd: number },
  by: { readonly factor: number; readonly standardDeviations: number },
): number {
  requireNonNegative(model, 'mean of the reference', reference.mean);
  requireNonNegative(model, 'standard deviation of the reference', reference.sd);
  return by.factor * reference.mean + by.standardDeviations * reference.sd;
}

/** Voxels from a threshold on, inclusive: how many, their volume (ml, the metabolic tumour volume), and the sum of uptake over it (total lesion glycolysis). */
export function voxelsAbove(
  uptake: ArrayLike<number>,
  threshold: number,
  voxelMl: number,
): { readonly voxels: number; readonly volumeMl: number; readonly totalUptake: number } {
  requirePositive(model, 'voxel volume (ml)', voxelMl);
  let [voxels, sum] = [0, 0];
  for (let i = 0; i < uptake.length; i++) {
    if (!(uptake[i] >= threshold)) continue;
    voxels++;
    sum += uptake[i];
  }
  return { voxels, volumeMl: voxels * voxelMl, totalUptake: sum * voxelMl };
}

/** Uptake over that of a reference, as tumour to blood or to muscle. */
export function uptakeRatios(uptake: ArrayLike<number>, reference: number): Float64Array {
  requirePositive(model, 'number of voxels', uptake.length);
  requirePositive(model, 'mean of the reference', reference);
  return Float64Array.from(uptake, (value) => value / reference);
}
