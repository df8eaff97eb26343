import assert from 'node:assert/strict';
import { connectedParts, withoutMinorParts, withoutSmallParts } from '../../src/patient/connected-parts.ts';
import { regionVolumeCc } from '../../src/patient/coverage.ts';
import { withFilledCavities } from '../../src/patient/fill-cavities.ts';
import type { LevelSet } from '../../src/patient/level-set.ts';
import { redistance } from '../../src/patient/redistance.ts';
import { isInside, regionOf, regionVoxels } from '../../src/patient/region.ts';
import { difference, union } from '../../src/patient/set-algebra.ts';
import { smoothed } from '../../src/patient/smooth.ts';
import { box, cylinder, fieldOf, fieldOfShape, gridAbout, sphere } from './fields.ts';

const image = gridAbout([60, 60, 60], [1, 1, 1], 0);
const voxels = (field: LevelSet) => regionVoxels(regionOf('S', field));

describe('dropping small parts', () => {
  const parts = union([fieldOfShape(image, sphere(8, [-15, 0, 0])), fieldOfShape(image, sphere(3, [15, 0, 0]))], image);

  it('drops parts below the volume and keeps the others whole', () => {
    const [large, small] = [sphere(8, [-15, 0, 0]), sphere(3, [15, 0, 0])].map((s) => voxels(fieldOfShape(image, s)));
    assert.equal(voxels(withoutSmallParts(parts, (small + 0.5) / 1000)), large);
    assert.equal(voxels(withoutSmallParts(parts, (small - 0.5) / 1000)), large + small);
    assert.equal(voxels(withoutMinorParts(parts, 0.5)), large);
  });

  it('voxels that touch at a corner are one part', () => {
    const grid = gridAbout([4, 4, 4], [1, 1, 1]);
    const values = new Float32Array(64).fill(1);
    values[0] = values[1 + 4 + 16] = -1;
    assert.equal(connectedParts({ grid, values }).voxels.length, 1);
    values[1 + 4 + 16] = 1;
    values[2 + 8] = -1;
    assert.equal(connectedParts({ grid, values }).voxels.length, 2);
  });
});

describe('filling cavities', () => {
  it('a tube is filled, though it is open at its ends', () => {
    const tube = fieldOf(image, (x, y, z) => Math.max(Math.abs(Math.hypot(x, y) - 15) - 5, Math.abs(z) - 25));
    assert.equal(
      voxels(withFilledCavities(tube)),
      voxels(fieldOf(image, (x, y, z) => Math.max(Math.hypot(x, y) - 20, Math.abs(z) - 25))),
    );
  });

  it('a bay that is open within the slice is not', () => {
    const bay = difference(
      [fieldOfShape(image, box([40, 40, 40])), fieldOfShape(image, box([10, 60, 60], [15, 0, 0]))],
      image,
    );
    assert.equal(voxels(withFilledCavities(bay)), voxels(bay));
  });
});

describe('smoothing', () => {
  it('takes away a spike thinner than the ball and closes a crack, but leaves a large smooth region', () => {
    const spiked = union(
      [fieldOfShape(image, sphere(16)), fieldOfShape(image, cylinder(1.5, 24, { centreMm: [0, 0, 16] }))],
      image,
    );
    const cracked = difference([spiked, fieldOfShape(image, box([2, 40, 12], [0, 0, -12]))], image);
    const result = regionOf('S', redistance(smoothed(cracked, 3, image)));
    assert.ok(isInside(regionOf('S', cracked), [0, 0, 22]) && !isInside(result, [0, 0, 22]));
    assert.ok(!isInside(regionOf('S', cracked), [0, 0, -8]) && isInside(result, [0, 0, -8]));
    const exact = ((4 / 3) * Math.PI * 16 ** 3) / 1000;
    assert.ok(Math.abs(regionVolumeCc(result) / exact - 1) < 0.05, `${regionVolumeCc(result)} against ${exact}`);
  });

  it('a ball larger than the region leaves nothing', () => {
    assert.equal(voxels(smoothed(fieldOfShape(image, sphere(4)), 5, image)), 0);
  });
});
