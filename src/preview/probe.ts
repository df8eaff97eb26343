import { type Grid, sampleAt, type Vec3 } from '../patient/grid.ts';
import type { MapName } from './map-names.ts';
import { volumeOf, type LoadedModel } from './loaded.ts';

/** What the plan and the images say of one point. Undefined outside the image or the dose grid. */
export interface Probe {
  readonly images: readonly { readonly name: string; readonly quantity: string; readonly value: number | undefined }[];
  readonly doseGy: number | undefined;
  readonly maps: readonly { readonly name: MapName; readonly value: number | undefined }[];
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
    maps: model.maps.map((map) => ({
      name: map.name,
      value: finite(nearestAt(map.grid, volumeOf(loaded, map.values), pointMm)),
    })),
    doseGy: sampleAt(model.dose.grid, volumeOf(loaded, model.dose.values), pointMm),
    regions: [...inside].sort((a, b) => extent(a) - extent(b)).map((region) => region.name),
  };
}

/** The value of the voxel that holds the point: between a voxel that has a value and one that has none there is nothing to interpolate. */
function nearestAt({ size, originMm, spacingMm }: Grid, values: Float32Array, pointMm: Vec3): number {
  const [i, j, k] = pointMm.map((mm, axis) => Math.round((mm - originMm[axis]) / spacingMm[axis]));
  const isInside = [i, j, k].every((index, axis) => index >= 0 && index < size[axis]);
  return isInside ? values[i + size[0] * (j + size[1] * k)] : NaN;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
