import type { Grid } from '../../../src/patient/grid.ts';
import type { LoadedModel } from '../../../src/preview/loaded.ts';
import type { PreviewModel } from '../../../src/preview/model.ts';
import type { Vec3 } from '../../../src/patient/grid.ts';
import { fill } from '../synthetic-model.ts';

/** A cube of 1 dm around the origin with unequal voxels, so that no axis can be taken for another. */
export const grid: Grid = { size: [41, 33, 21], originMm: [-50, -48, -50], spacingMm: [2.5, 3, 5] };

/** Dose falls by 1 Gy a millimetre from 60 Gy in the middle: every isodose is a sphere. */
export const radialDose = fill(grid, (x, y, z) => 60 - Math.hypot(x, y, z));

/** HU equal to x: tells left from right. */
export const imageOfX = fill(grid, (x) => x);

/** A model whose dose is radial, with a sphere of 20 mm as its target, around the origin or elsewhere. */
export function radialModel(change: Partial<PreviewModel> = {}, [bx, by, bz]: Vec3 = [0, 0, 0]): LoadedModel {
  return {
    model: {
      title: 'Radial',
      patientId: 'P',
      images: [{ name: 'CT', quantity: 'HU', grid, values: 'ct' }],
      dose: { grid, values: 'dose', maxGy: 60, hundredPercentGy: 50, hundredPercentText: '100 % = 50 Gy, Ball D50%' },
      maps: [],
      regions: [
        { name: 'Body', role: 'body', derived: false, grid, signedDistance: 'body' },
        { name: 'Ball', role: 'target', derived: false, grid, signedDistance: 'ball' },
        { name: 'Shell', role: 'target', derived: true, grid, signedDistance: 'shell' },
      ],
      dvhs: [],
      goals: [],
      outcome: [],
      beams: [],
      baselines: [],
      quality: { kind: 'final', gridMm: 3, cones: 60 },
      ...change,
    },
    volumes: new Map([
      ['ct', imageOfX],
      ['dose', radialDose],
      ['body', fill(grid, (x, y, z) => Math.hypot(x, y, z) - 45)],
      ['ball', fill(grid, (x, y, z) => Math.hypot(x - bx, y - by, z - bz) - 20)],
      ['shell', fill(grid, (x, y, z) => Math.hypot(x, y, z) - 26)],
    ]),
  };
}
