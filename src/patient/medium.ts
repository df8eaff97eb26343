import type { Grid } from './grid.ts';

/** The materials that attenuation data are kept for; a voxel's `material` is an index into this list. */
export const materials = ['air', 'lung', 'adipose', 'water', 'muscle', 'bone'] as const;
export type Material = (typeof materials)[number];

/** What radiation passes through: mass density, g/cm³, and material, voxel by voxel. */
export interface Medium {
  readonly grid: Grid;
  readonly densityGPerCm3: Float32Array;
  readonly material: Uint8Array;
}
