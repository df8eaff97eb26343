import assert from 'node:assert/strict';
import fc from 'fast-check';
import { regionVolumeCc } from '../../src/patient/coverage.ts';
import { regionOf } from '../../src/patient/region.ts';
import type { Shape } from '../../src/plan/plan.ts';
import { box, cylinder, fieldOfShape, gridAbout, sphere } from './fields.ts';

function volumeOf(shape: Shape, spacing: readonly [number, number, number], shiftMm: number): number {
  const n = spacing.map((s) => Math.ceil(48 / s)) as [number, number, number];
  return regionVolumeCc(regionOf('S', fieldOfShape(gridAbout(n, spacing, shiftMm), shape)));
}

describe('sub-voxel volume', () => {
  it('spheres and cylinders of 8 to 16 mm are within 1 %, however they lie on voxels of 1 to 2.5 mm (25 cases)', () => {
    const spacing = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 1, max: 2.5, noNaN: true }))) as fc.Arbitrary<
      [number, number, number]
    >;
    fc.assert(
      fc.property(
        fc.double({ min: 8, max: 16, noNaN: true }),
        spacing,
        fc.double({ min: -1, max: 1, noNaN: true }),
        (radius, voxel, shift) => {
          const ball = (4 / 3) * Math.PI * radius ** 3;
          assert.ok(Math.abs((1000 * volumeOf(sphere(radius), voxel, shift)) / ball - 1) < 0.005);
          const drum = Math.PI * radius ** 2 * 24;
          assert.ok(Math.abs((1000 * volumeOf(cylinder(radius, 24), voxel, shift)) / drum - 1) < 0.0125);
        },
      ),
      { seed: 11, numRuns: 25 },
    );
  });

  it('a box whose faces lie on voxel faces is exact to a thousandth', () => {
    assert.ok(Math.abs(volumeOf(box([40, 40, 40]), [2, 2, 2], 0) / 64 - 1) < 1e-3);
  });

  it('a tube has the volume of its wall', () => {
    const tube = cylinder(20, 30, { innerRadiusMm: 12 });
    const exact = (Math.PI * (20 ** 2 - 12 ** 2) * 30) / 1000;
    assert.ok(Math.abs(volumeOf(tube, [1, 1, 2], 0.3) / exact - 1) < 0.01);
  });
});
