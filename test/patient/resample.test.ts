import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Grid,
  positionOf,
  sampleAt,
  type Vec3,
  type Volume,
  voxelCount,
  voxelVolumeMm3,
} from '../../src/patient/grid.ts';
import { averageOnto, resampleTrilinear } from '../../src/patient/resample.ts';

const grid: Grid = { size: [9, 7, 5], originMm: [-4, 10, 100], spacingMm: [1, 1.5, 3] };
const finer: Grid = { size: [30, 20, 22], originMm: [-4.6, 9.1, 98.3], spacingMm: [0.31, 0.55, 0.63] };

function volumeOf(on: Grid, value: (p: Vec3) => number): Volume {
  const values = new Float32Array(voxelCount(on));
  forEachVoxel(on, (n, p) => (values[n] = value(p)));
  return { grid: on, values, quantity: 'raw' };
}

function forEachVoxel(on: Grid, visit: (n: number, p: Vec3) => void) {
  const [nx, ny, nz] = on.size;
  for (let k = 0, n = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) visit(n++, positionOf(on, i, j, k));
}

const bumpy = ([x, y, z]: Vec3) => 100 * Math.sin(x) + 17 * y * Math.cos(z / 5);

describe('Trilinear resampling', () => {
  it('gives back a linear field exactly within the outermost centres', () => {
    const linear = ([x, y, z]: Vec3) => 3 * x - 2 * y + 0.5 * z + 7;
    const out = resampleTrilinear(volumeOf(grid, linear), finer, NaN);
    forEachVoxel(finer, (n, [x, y, z]) => {
      const within = x >= -4 && x <= 4 && y >= 10 && y <= 19 && z >= 100 && z <= 112;
      if (within) assert.ok(Math.abs(out.values[n] - linear([x, y, z])) < 1e-4);
    });
  });

  it('agrees with sampling point by point, half-voxel rim and outside included', () => {
    const volume = volumeOf(grid, bumpy);
    const out = resampleTrilinear(volume, finer, -1000);
    let outside = 0;
    forEachVoxel(finer, (n, p) => {
      const expected = sampleAt(grid, volume.values, p);
      if (expected === undefined) outside++;
      assert.ok(Math.abs(out.values[n] - (expected ?? -1000)) < 1e-3);
    });
    assert.ok(outside > 0 && outside < voxelCount(finer));
  });

  it('is the identity on the same grid, and copes with a single slice', () => {
    const volume = volumeOf(grid, bumpy);
    assert.deepEqual(resampleTrilinear(volume, grid, 0).values, volume.values);
    const slice = volumeOf({ ...grid, size: [9, 7, 1] }, bumpy);
    assert.deepEqual(resampleTrilinear(slice, slice.grid, 0).values, slice.values);
  });
});

describe('Averaging onto a grid', () => {
  it('keeps sums on any grid that covers the volume', () => {
    const volume = volumeOf(grid, bumpy);
    const sum = (v: Volume) => v.values.reduce((a, b) => a + b, 0) * voxelVolumeMm3(v.grid);
    const scale = volume.values.reduce((a, b) => a + Math.abs(b), 0) * voxelVolumeMm3(grid);
    fc.assert(
      fc.property(
        fc.double({ min: 0.7, max: 6, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (mm, shift) => {
          const size = grid.size.map((n, a) => Math.ceil((n * grid.spacingMm[a]) / mm) + 1) as [number, number, number];
          const originMm = grid.originMm.map(
            (o, a) => o - grid.spacingMm[a] / 2 - shift * mm + mm / 2,
          ) as unknown as Vec3;
          const out = averageOnto(volume, { size, originMm, spacingMm: [mm, mm, mm] }, 0);
          assert.ok(Math.abs(sum(out) - sum(volume)) < 1e-5 * scale);
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  it('is the mean of whole voxels where faces coincide', () => {
    const volume = volumeOf({ size: [4, 2, 1], originMm: [0, 0, 0], spacingMm: [1, 1, 1] }, ([x, y]) => x + 10 * y);
    const out = averageOnto(volume, { size: [2, 1, 1], originMm: [0.5, 0.5, 0], spacingMm: [2, 2, 1] }, 0);
    assert.deepEqual([...out.values], [5.5, 7.5]);
  });

  it('counts the part beyond the volume as outside', () => {
    const volume = volumeOf({ size: [2, 1, 1], originMm: [0, 0, 0], spacingMm: [1, 1, 1] }, () => 8);
    const out = averageOnto(volume, { size: [2, 1, 1], originMm: [1.5, 0, 0], spacingMm: [2, 1, 1] }, -2);
    assert.deepEqual([...out.values], [3, -2]);
  });
});
