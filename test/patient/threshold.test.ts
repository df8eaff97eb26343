import assert from 'node:assert/strict';
import { regionVolumeCc } from '../../src/patient/coverage.ts';
import type { Grid, Volume } from '../../src/patient/grid.ts';
import { redistance } from '../../src/patient/redistance.ts';
import { regionOf, regionVoxels } from '../../src/patient/region.ts';
import { imageStatistic, thresholdLevelSet } from '../../src/patient/threshold.ts';
import { fieldOf, fieldOfShape, gridAbout, sphere } from './fields.ts';

const planning = gridAbout([60, 60, 30], [1, 1, 2], 0);

function gaussian(grid: Grid, sigmaMm: number): Volume {
  const { values } = fieldOf(grid, (x, y, z) => 10 * Math.exp(-(x * x + y * y + z * z) / (2 * sigmaMm * sigmaMm)));
  return { grid, values, quantity: 'SUVbw' };
}

describe('image thresholds', () => {
  for (const [label, grid, tolerance] of [
    ['on the planning image’s own voxels', planning, 0.01],
    ['on coarser voxels of its own', gridAbout([32, 32, 32], [2.3, 2.3, 2.3], 0.4), 0.02],
  ] as const) {
    it(`half the maximum of a Gaussian is a sphere of its half width, ${label}`, () => {
      const region = regionOf('S', redistance(thresholdLevelSet(gaussian(grid, 10), '>=', 5, planning)));
      const exact = ((4 / 3) * Math.PI * (10 * Math.sqrt(2 * Math.LN2)) ** 3) / 1000;
      assert.ok(Math.abs(regionVolumeCc(region) / exact - 1) < tolerance, `${regionVolumeCc(region)} against ${exact}`);
    });
  }

  it('>= takes voxels at the very value and > does not', () => {
    const grid: Grid = { size: [3, 1, 1], originMm: [0, 0, 0], spacingMm: [1, 1, 1] };
    const image: Volume = { grid, values: Float32Array.of(1, 2, 3), quantity: 'raw' };
    const count = (comparison: '>=' | '>' | '<=' | '<') =>
      regionVoxels(regionOf('S', thresholdLevelSet(image, comparison, 2, grid)));
    assert.deepEqual([count('>='), count('>'), count('<='), count('<')], [2, 1, 2, 1]);
  });

  it('where the image does not reach, or has no number, is outside', () => {
    const half: Grid = { ...planning, size: [30, 60, 30] };
    const values = new Float32Array(30 * 60 * 30).fill(7);
    values[0] = NaN;
    const region = regionOf('S', thresholdLevelSet({ grid: half, values, quantity: 'raw' }, '>=', 1, planning));
    assert.equal(regionVoxels(region), 30 * 60 * 30 - 1);
  });
});

describe('statistics of an image in a region', () => {
  const image = gaussian(gridAbout([33, 33, 33], [2, 2, 2], 0), 10);
  const region = regionOf('S', fieldOfShape(planning, sphere(8.6)));

  it('the maximum is the value of the image’s own hottest voxel', () => {
    assert.equal(imageStatistic(image, region, 'max'), 10);
  });

  it('minimum, mean and median are over the image’s voxels with their centre in the region', () => {
    const inside = [...image.values].filter((value) => value >= 10 * Math.exp(-(8.6 ** 2) / 200)).sort((a, b) => a - b);
    const mean = inside.reduce((a, b) => a + b) / inside.length;
    assert.equal(imageStatistic(image, region, 'min'), inside[0]);
    assert.ok(Math.abs(imageStatistic(image, region, 'mean')! - mean) < 1e-6);
    assert.equal(imageStatistic(image, region, 'median'), inside[(inside.length - 1) / 2]);
  });

  it('there is none where the region holds no voxel of the image', () => {
    const away: Volume = { ...image, grid: { ...image.grid, originMm: [500, 0, 0] } };
    assert.equal(imageStatistic(away, region, 'mean'), undefined);
  });
});
