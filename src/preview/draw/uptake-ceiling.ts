import { positionOf, sampleAt } from '../../patient/grid.ts';
import { volumeOf, type LoadedModel } from '../loaded.ts';
import type { PreviewModel } from '../model.ts';

type ModelImage = PreviewModel['images'][number];

const ceilings = new WeakMap<LoadedModel, Map<string, number>>();

/**
 * The value at which an overlaid image has its full colour: the greatest in the plan's targets, since the bladder or the brain would outshine every
 * tumour; without targets the greatest of the image.
 */
export function uptakeCeiling(loaded: LoadedModel, image: ModelImage): number {
  const known = ceilings.get(loaded) ?? new Map<string, number>();
  ceilings.set(loaded, known);
  const ceiling = known.get(image.name) ?? greatestInTargets(loaded, image) ?? greatest(volumeOf(loaded, image.values));
  known.set(image.name, ceiling);
  return ceiling;
}

function greatestInTargets(loaded: LoadedModel, image: ModelImage): number | undefined {
  const values = volumeOf(loaded, image.values);
  let most = -Infinity;
  for (const region of loaded.model.regions) {
    if (region.role !== 'target' && region.role !== 'subtarget') continue;
    const distance = volumeOf(loaded, region.signedDistance);
    const [nx, ny] = region.grid.size;
    for (let o = 0; o < distance.length; o++) {
      if (distance[o] > 0) continue;
      const place = positionOf(region.grid, o % nx, Math.floor(o / nx) % ny, Math.floor(o / (nx * ny)));
      const value = sampleAt(image.grid, values, place);
      if (value !== undefined && value > most) most = value;
    }
  }
  return most > 0 ? most : undefined;
}

function greatest(values: Float32Array): number {
  return values.reduce((most, value) => (value > most ? value : most), -Infinity);
}
