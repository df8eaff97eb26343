import assert from 'node:assert/strict';
import fc from 'fast-check';
import { forEachPart, regionVolumeCc } from '../../src/patient/coverage.ts';
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

describe('the parts of a region', () => {
  it('of a ball on voxels of 3 mm stand within it, and its outermost 2 and 5 % where they are, to 0.02 mm', () => {
    const radiusMm = 10;
    const region = regionOf('Ball', fieldOfShape(gridAbout([12, 12, 12], [3, 3, 3], 0.4), sphere(radiusMm)));
    const { originMm, spacingMm } = region.grid;
    const parts: { readonly fromCentreMm: number; readonly share: number }[] = [];
    forEachPart(region, { perVoxel: 27, atSurface: 27 }, (i, j, k, share) => {
      const fromCentreMm = Math.hypot(...[i, j, k].map((at, axis) => originMm[axis] + at * spacingMm[axis]));
      parts.push({ fromCentreMm, share });
    });
    parts.sort((a, b) => b.fromCentreMm - a.fromCentreMm);
    assert.ok(parts[0].fromCentreMm < radiusMm + 0.05, `${parts[0].fromCentreMm}`);
    const total = parts.reduce((sum, { share }) => sum + share, 0);
    for (const outermost of [0.02, 0.05]) {
      let sum = 0;
      const { fromCentreMm } = parts.find(({ share }) => (sum += share) >= outermost * total)!;
      assert.ok(Math.abs(fromCentreMm - radiusMm * Math.cbrt(1 - outermost)) < 0.02, `${outermost}: ${fromCentreMm}`);
    }
  });
});
