import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isodoseVolumeCc } from '../../src/evaluate/isodose-volume.ts';
import type { Grid, Region } from '../../src/patient/grid.ts';

const grid: Grid = { size: [41, 41, 41], originMm: [-40, -40, -40], spacingMm: [2, 2, 2] };
type Of = (x: number, y: number, z: number) => number;

function sampled({ size: [nx, ny, nz], originMm: [x0, y0, z0], spacingMm: [dx, dy, dz] }: Grid, of: Of): Float32Array {
  const values = new Float32Array(nx * ny * nz);
  for (let k = 0, o = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) values[o++] = of(x0 + dx * i, y0 + dy * j, z0 + dz * k);
  return values;
}
const region = (of: Of, on = grid): Region => ({ name: 'Body', grid: on, signedDistanceMm: sampled(on, of) });
const body = region((x, y, z) => Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) - 39);
/** 39 voxels of 2 mm have their centres within 39 mm of the middle. */
const bodyCc = (39 * 2) ** 3 / 1000;
const ballCc = (radiusMm: number) => ((4 / 3) * Math.PI * radiusMm ** 3) / 1000;
const near = (found: number, expected: number, share: number) =>
  assert.ok(Math.abs(found - expected) <= share * expected, `${found}, expected ${expected}`);

describe('The volume of an isodose', () => {
  it('of a dose that falls evenly from a point is a ball', () => {
    const dose = { grid, values: sampled(grid, (x, y, z) => 60 - Math.hypot(x, y, z)) };
    // Interpolation cuts a little off a curved surface: the less, the more voxels there are along its radius.
    for (const [radiusMm, share] of [
      [8, 0.04],
      [16, 0.01],
      [24, 0.005],
      [33, 0.003],
    ])
      near(isodoseVolumeCc(dose, body, 60 - radiusMm), ballCc(radiusMm), share);
  });

  it('is the same wherever the ball lies between the voxels, and on a grid of longer voxels', () => {
    fc.assert(
      fc.property(fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true }))), ([a, b, c]) => {
        const dose = { grid, values: sampled(grid, (x, y, z) => 60 - Math.hypot(x - a, y - b, z - c)) };
        near(isodoseVolumeCc(dose, body, 42), ballCc(18), 0.01);
      }),
      { numRuns: 20 },
    );
    const slices: Grid = { size: [41, 41, 28], originMm: [-40, -40, -40.5], spacingMm: [2, 2, 3] };
    const dose = { grid: slices, values: sampled(slices, (x, y, z) => 60 - Math.hypot(x, y, z)) };
    const around = region((x, y, z) => Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) - 39, slices);
    near(isodoseVolumeCc(dose, around, 42), ballCc(18), 0.01);
  });

  it('of an even gradient is cut by a plane, to a quarter of a voxel', () => {
    const dose = { grid, values: sampled(grid, (x) => 50 + 0.5 * x) };
    // From x = 9 mm on, at 54.5 Gy: voxels of the body reach to 39 mm.
    near(isodoseVolumeCc(dose, body, 54.5), ((39 - 9) * 78 ** 2) / 1000, 1e-6);
    near(isodoseVolumeCc(dose, body, 54.25), ((39 - 8.5) * 78 ** 2) / 1000, 1e-6);
  });

  it('is all of the region below its least dose, nothing above its greatest, and no part of what lies outside', () => {
    const dose = { grid, values: sampled(grid, (x) => 50 + 0.5 * x) };
    near(isodoseVolumeCc(dose, body, 10), bodyCc, 1e-9);
    assert.equal(isodoseVolumeCc(dose, body, 71), 0);
    const half = region((_, y) => y);
    near(isodoseVolumeCc(dose, half, 10), (21 * 41 ** 2 * 8) / 1000, 1e-9);
  });
});
