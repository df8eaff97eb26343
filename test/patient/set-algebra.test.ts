import assert from 'node:assert/strict';
import fc from 'fast-check';
import { regionVolumeCc } from '../../src/patient/coverage.ts';
import { type Grid, voxelCount } from '../../src/patient/grid.ts';
import { cropped, isEmpty, type LevelSet, onGrid, subGrid } from '../../src/patient/level-set.ts';
import { redistance } from '../../src/patient/redistance.ts';
import { regionOf } from '../../src/patient/region.ts';
import { difference, intersection, union } from '../../src/patient/set-algebra.ts';
import { fieldOfShape, gridAbout, sphere } from './fields.ts';

const image: Grid = gridAbout([12, 10, 8], [1, 1.5, 2]);

/** A random region on a random box of the image. */
const region: fc.Arbitrary<LevelSet> = fc
  .tuple(
    fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 4 })),
    fc.infiniteStream(fc.integer({ min: -5, max: 5 })),
  )
  .map(([from, numbers]) => {
    const grid = subGrid(image, { from, to: [from[0] + 6, from[1] + 5, from[2] + 4] });
    const values = new Float32Array(voxelCount(grid));
    for (let o = 0; o < values.length; o++) values[o] = Number(numbers.next().value) + 0.5;
    return { grid, values };
  });

function mask(field: LevelSet): boolean[] {
  return [...onGrid(field, image, 1).values].map((value) => value <= 0);
}

describe('set algebra', () => {
  it('voxel by voxel it is that of sets (100 random pairs)', () => {
    fc.assert(
      fc.property(region, region, (a, b) => {
        const [inA, inB] = [mask(a), mask(b)];
        assert.deepEqual(
          mask(union([a, b], image)),
          inA.map((x, o) => x || inB[o]),
        );
        assert.deepEqual(
          mask(intersection([a, b], image)),
          inA.map((x, o) => x && inB[o]),
        );
        assert.deepEqual(
          mask(difference([a, b], image)),
          inA.map((x, o) => x && !inB[o]),
        );
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('the volume of a union is the sum without the intersection, sub-voxel', () => {
    const large = gridAbout([50, 40, 40], [1, 1, 1]);
    const [a, b] = [fieldOfShape(large, sphere(12, [-6, 0, 0])), fieldOfShape(large, sphere(10, [7, 2, 0]))];
    const volume = (field: LevelSet) => regionVolumeCc(regionOf('S', redistance(field)));
    const [whole, common, rest] = [union([a, b], large), intersection([a, b], large), difference([a, b], large)].map(
      volume,
    );
    assert.ok(Math.abs(whole - (volume(a) + volume(b) - common)) < 0.005 * whole);
    assert.ok(Math.abs(rest - (volume(a) - common)) < 0.005 * whole);
  });

  it('regions that do not meet have an empty intersection', () => {
    const large = gridAbout([50, 40, 40], [1, 1, 1]);
    const apart = [fieldOfShape(large, sphere(8, [-15, 0, 0])), fieldOfShape(large, sphere(8, [15, 0, 0]))];
    assert.ok(isEmpty(intersection(apart, large)));
  });

  it('an empty region changes nothing in a union and takes nothing away', () => {
    const some = fieldOfShape(image, sphere(4));
    const none = cropped({ grid: image, values: new Float32Array(voxelCount(image)).fill(1) }, image);
    assert.deepEqual(mask(union([none, some], image)), mask(some));
    assert.deepEqual(mask(difference([some, none], image)), mask(some));
    assert.ok(isEmpty(intersection([some, none], image)));
  });
});
