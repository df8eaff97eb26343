import type { PlanModel, PreviewModel, VolumeKey } from './model.ts';
import { voxelCount } from '../patient/grid.ts';

/** A model with every array it names: what can be drawn. */
export interface LoadedModel {
  readonly model: PreviewModel;
  readonly volumes: ReadonlyMap<VolumeKey, Float32Array>;
}

/** The same of a plan. */
export interface LoadedPlan extends LoadedModel {
  readonly model: PlanModel;
}

/** Every array a model names, with the length its grid gives it. */
export function volumesOf(model: PreviewModel): Map<VolumeKey, number> {
  const lengths = new Map<VolumeKey, number>();
  for (const image of model.images) lengths.set(image.values, voxelCount(image.grid));
  lengths.set(model.dose.values, voxelCount(model.dose.grid));
  for (const map of model.maps) lengths.set(map.values, voxelCount(map.grid));
  for (const rung of model.ladder?.rungs ?? []) lengths.set(rung.dose, voxelCount(model.dose.grid));
  for (const region of model.regions) lengths.set(region.signedDistance, voxelCount(region.grid));
  return lengths;
}

export function volumeOf(loaded: LoadedModel, key: VolumeKey): Float32Array {
  const values = loaded.volumes.get(key);
  if (!values) throw new Error(`the model is shown without its array ${key}`);
  return values;
}
