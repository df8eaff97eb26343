import { sampleAt, type Vec3 } from '../patient/grid.ts';
import { volumeOf, type LoadedModel } from './loaded.ts';

/** What the plan and the images say of one point. Undefined outside the image or the dose grid. */
export interface Probe {
  readonly images: readonly { readonly name: string; readonly quantity: string; readonly value: number | undefined }[];
  readonly doseGy: number | undefined;
  /** Regions that hold the point, the body apart, innermost (smallest box) first. */
  readonly regions: readonly string[];
}

export function probe(loaded: LoadedModel, pointMm: Vec3): Probe {
  const { model } = loaded;
  const inside = model.regions.filter((region) => {
    if (region.role === 'body') return false;
    const distance = sampleAt(region.grid, volumeOf(loaded, region.signedDistance), pointMm);
    return distance !== undefined && distance <= 0;
  });
  const extent = (region: (typeof inside)[number]) => region.grid.size[0] * region.grid.size[1] * region.grid.size[2];
  return {
    images: model.images.map((image) => ({
      name: image.name,
      quantity: image.quantity,
      value: sampleAt(image.grid, volumeOf(loaded, image.values), pointMm),
    })),
    doseGy: sampleAt(model.dose.grid, volumeOf(loaded, model.dose.values), pointMm),
    regions: [...inside].sort((a, b) => extent(a) - extent(b)).map((region) => region.name),
  };
}
