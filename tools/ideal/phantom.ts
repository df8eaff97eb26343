import type { Coefficients } from './read-tables.ts';

/** Layers of one width across the beam, from the surface down, in vacuum. */
export interface SlabPhantom {
  readonly halfWidthCm: number;
  readonly layers: readonly Layer[];
}

export interface Layer {
  readonly thicknessCm: number;
  readonly densityGPerCm3: number;
  readonly coefficients: Coefficients;
}

/** Depths of the surface, of each interface and of the far side, cm. */
export function layerBorders(phantom: SlabPhantom): number[] {
  const borders = [0];
  for (const layer of phantom.layers) borders.push(borders.at(-1)! + layer.thicknessCm);
  return borders;
}
