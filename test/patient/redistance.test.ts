import assert from 'node:assert/strict';
import fc from 'fast-check';
import { distanceBandMm, subGrid } from '../../src/patient/level-set.ts';
import { redistance } from '../../src/patient/redistance.ts';
import { differences, fieldOf, fieldOfShape, gridAbout, sphere } from './fields.ts';
import { shapeDistance } from '../../src/patient/shape-distance.ts';

describe('true distances from a level set', () => {
  const spacings: [number, number, number][] = [
    [1, 1, 1],
    [2.5, 2.5, 2.5],
    [1, 1, 3],
    [1.2, 0.8, 2],
  ];
  for (const spacing of spacings) {
    for (const radius of [8, 20]) {
      it(`a sphere of ${radius} mm on ${spacing.join(' × ')} mm voxels, given by a field that is no distance, is right to 0.06 voxel near it`, () => {
        const n = spacing.map((s) => Math.ceil((2 * radius + 16) / s)) as [number, number, number];
        const grid = gridAbout(n, spacing);
        const found = redistance(fieldOf(grid, (x, y, z) => 0.3 * (x * x + y * y + z * z - radius * radius)));
        const exact = fieldOf(grid, shapeDistance(sphere(radius)));
        const voxel = Math.max(...spacing);
        const near = differences(found, exact, voxel);
        assert.ok(near.greatest < 0.06 * voxel, `greatest ${near.greatest}`);
        assert.ok(Math.abs(near.mean) < 0.01 * voxel, `mean ${near.mean}`);
        assert.ok(differences(found, exact, 7).greatest < 0.2 * voxel);
      });
    }
  }

  it('the surface follows an ellipsoid with a different curvature everywhere', () => {
    const shape = { kind: 'ellipsoid', centreMm: [0, 0, 0], radiiMm: [15, 10, 6] } as const;
    const grid = gridAbout([48, 38, 30], [1, 1, 1]);
    const level = fieldOf(grid, (x, y, z) => (x / 15) ** 2 + (y / 10) ** 2 + (z / 6) ** 2 - 1);
    const exact = fieldOf(grid, shapeDistance({ ...shape, centreMm: [0, 0, 0], radiiMm: [15, 10, 6] }));
    assert.ok(differences(redistance(level), exact, 1.5).greatest < 0.05);
  });

  it('signs stay as they are, whatever the field (200 random fields)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 125, maxLength: 125 }),
        (numbers) => {
          const values = Float32Array.from(numbers);
          const grid = gridAbout([5, 5, 5], [1, 2, 3]);
          const { values: distance } = redistance({ grid, values });
          return distance.every((d, o) => Number.isFinite(d) && d <= 0 === values[o] <= 0);
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });

  it('distances on a larger box of the lattice are those of the sphere there', () => {
    const large = gridAbout([60, 60, 60], [1, 1, 1]);
    const small = fieldOfShape(large, sphere(8));
    assert.ok(small.grid.size[0] < 30);
    const found = redistance(small, { grid: large, bandMm: 20 });
    assert.ok(differences(found, fieldOf(large, shapeDistance(sphere(8))), 19).greatest < 0.2);
  });

  it('distances are held at the band', () => {
    const grid = gridAbout([50, 50, 50], [1, 1, 1]);
    const { values } = redistance(fieldOf(grid, shapeDistance(sphere(20))));
    const band = distanceBandMm(grid);
    assert.equal(Math.max(...values.subarray(0, 50)), band);
    assert.equal(values[25 + 50 * (25 + 50 * 25)], -band);
  });

  it('a region cut by the edge of the image has no surface there', () => {
    const whole = gridAbout([40, 40, 40], [1, 1, 1]);
    const lower = subGrid(whole, { from: [0, 0, 0], to: [40, 40, 20] });
    const found = redistance(fieldOf(lower, shapeDistance(sphere(15))));
    const middleOfCut = 20 + 40 * (20 + 40 * 19);
    assert.equal(found.values[middleOfCut], -10);
  });
});
