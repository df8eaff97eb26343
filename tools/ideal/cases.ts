import { readCoefficients } from './read-tables.ts';
import { gaussLegendre } from './superposition.ts';
import type { SlabPhantom } from './phantom.ts';

/** The materials of the reference beam's phantoms: name in the table of coefficients, density in g/cm³. */
const materials = {
  water: { table: 'water', densityGPerCm3: 1 },
  lung: { table: 'lung_LUNG521ICRU', densityGPerCm3: 0.26 },
  bone: { table: 'bone_ICRPBONE521ICRU', densityGPerCm3: 1.85 },
};
export type SlabMaterial = keyof typeof materials;

export interface SlabLayer {
  readonly material: SlabMaterial;
  readonly thicknessCm: number;
}

/** Layers 30 cm wide, from text like `water:3,lung:5,water:22`. */
export function parseLayers(text: string): SlabLayer[] {
  return text.split(',').map((part) => {
    const [material, thickness] = part.split(':');
    if (!(material in materials) || !(Number(thickness) > 0)) {
      throw new Error(
        `"${part}" is no layer; expected material:thickness in cm, with one of ${Object.keys(materials).join(', ')}`,
      );
    }
    return { material: material as SlabMaterial, thicknessCm: Number(thickness) };
  });
}

export function slabPhantom(folder: string, layers: readonly SlabLayer[]): SlabPhantom {
  return {
    halfWidthCm: 15,
    layers: layers.map(({ material, thicknessCm }) => ({
      thicknessCm,
      densityGPerCm3: materials[material].densityGPerCm3,
      coefficients: readCoefficients(folder, materials[material].table),
    })),
  };
}

type PointDose = (xCm: number, yCm: number, depthCm: number) => number;

/** Mean over the square |x|, |y| ≤ w around the axis at one depth; w = 0 is the axis. */
export function squareMean(dose: PointDose, depthCm: number, halfWidthCm: number): number {
  if (halfWidthCm === 0) return dose(0, 0, depthCm);
  const [near, far] = gaussLegendre(2)
    .map(({ at }) => (halfWidthCm * (1 + at)) / 2)
    .sort((a, b) => a - b);
  return (dose(near, near, depthCm) + 2 * dose(near, far, depthCm) + dose(far, far, depthCm)) / 4;
}

/** Mean over a step of x at one depth in the plane of the axis. */
export function stepMean(dose: PointDose, xCm: number, depthCm: number, widthCm: number): number {
  return gaussLegendre(3).reduce(
    (sum, { at, weight }) => sum + (weight / 2) * dose(xCm + (at * widthCm) / 2, 0, depthCm),
    0,
  );
}

/** Mean over a square of x and y at one depth. */
export function voxelMean(dose: PointDose, xCm: number, yCm: number, depthCm: number, widthCm: number): number {
  const offsets = gaussLegendre(2).map(({ at }) => (at * widthCm) / 2);
  return offsets.reduce((sum, u) => sum + offsets.reduce((row, v) => row + dose(xCm + u, yCm + v, depthCm), 0), 0) / 4;
}
