import assert from 'node:assert/strict';
import { estimateMemoryBytes, largestGridThatFits } from '../../src/physics/memory.ts';
import { voxelCount } from '../../src/patient/grid.ts';
import { centredGrid } from './media.ts';

const grid = centredGrid([100, 100, 80], [3, 3, 3]);

describe('memory of a dose calculation', () => {
  it('grows with voxels, beams and threads', () => {
    const one = estimateMemoryBytes(grid, 1, 1);
    assert.ok(estimateMemoryBytes(grid, 9, 1) > one);
    assert.ok(estimateMemoryBytes(grid, 9, 4) > estimateMemoryBytes(grid, 9, 1));
    // Eight times the voxels: seven times more of at least one dose, one TERMA and four partial doses.
    const finer = estimateMemoryBytes(centredGrid([200, 200, 160], [1.5, 1.5, 1.5]), 1, 1);
    assert.ok(finer - one > 7 * voxelCount(grid) * 4 * (1 + 3 + 4));
    // At least the doses themselves.
    assert.ok(estimateMemoryBytes(grid, 9, 2) > 4 * 9 * voxelCount(grid));
  });

  it('names the finest grid over the same box that fits', () => {
    const available = 400e6;
    const finest = largestGridThatFits(grid, 9, 2, available)!;
    assert.ok(estimateMemoryBytes(finest.grid, 9, 2) <= available);
    const finer = finest.spacingMm - 0.1;
    const finerGrid = centredGrid(
      [Math.ceil(300 / finer), Math.ceil(300 / finer), Math.ceil(240 / finer)],
      [finer, finer, finer],
    );
    assert.ok(estimateMemoryBytes(finerGrid, 9, 2) > available);
    // The box does not move: lower faces coincide.
    const face = (g: typeof grid, axis: number) => g.originMm[axis] - g.spacingMm[axis] / 2;
    for (const axis of [0, 1, 2]) assert.ok(Math.abs(face(finest.grid, axis) - face(grid, axis)) < 1e-9);
  });

  it('has no answer where nothing fits', () => {
    assert.equal(largestGridThatFits(grid, 9, 2, 1e6), undefined);
  });
});
