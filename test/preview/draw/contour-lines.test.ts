import assert from 'node:assert/strict';
import { isodoseLines, regionLines } from '../../../src/preview/draw/contour-lines.ts';
import { areaOf, distanceToLine, lengthOf, pointsAlong } from '../../../src/preview/draw/polyline.ts';
import { fill } from '../synthetic-model.ts';
import { grid, radialDose } from './phantoms.ts';

const fine = { size: [81, 81, 41], originMm: [-40, -40, -40], spacingMm: [1, 1, 2] } as const;
const sphere = fill(fine, (x, y, z) => Math.hypot(x, y, z) - 20);

describe('isodose lines', () => {
  it('of a radial dose are circles of the right radius, in every plane and off the middle', () => {
    for (const plane of ['axial', 'coronal', 'sagittal'] as const) {
      for (const offset of [0, 5, -10]) {
        const [{ lines }] = isodoseLines(grid, radialDose, plane, offset, [40]);
        assert.equal(lines.length, 1);
        assert.ok(lines[0].closed);
        const radius = Math.sqrt(20 ** 2 - offset ** 2);
        // Linear interpolation of a cone: at most a fraction of the coarsest spacing (5 mm) off.
        for (const [h, v] of lines[0].points)
          assert.ok(
            Math.abs(Math.hypot(h, v) - radius) < 0.35,
            `${plane} ${offset}: ${Math.hypot(h, v)} for ${radius}`,
          );
      }
    }
  });

  it('lie between slices where the interpolated dose says so', () => {
    const [{ lines }] = isodoseLines(
      grid,
      fill(grid, (x, _y, z) => x + z),
      'axial',
      2.5,
      [10],
    );
    for (const [h] of lines[0].points) assert.ok(Math.abs(h - 7.5) < 1e-3);
  });

  it('are left open where they leave the dose grid: its edge is no isodose', () => {
    const [{ lines }] = isodoseLines(
      grid,
      fill(grid, (x) => x),
      'axial',
      0,
      [10],
    );
    assert.equal(lines.length, 1);
    assert.equal(lines[0].closed, false);
    for (const [h] of lines[0].points) assert.ok(Math.abs(h - 10) < 1e-3);
  });

  it('are none where the whole grid lies above the level, or beyond the grid', () => {
    assert.deepEqual(
      isodoseLines(
        grid,
        fill(grid, () => 5),
        'axial',
        0,
        [3],
      ),
      [{ levelGy: 3, lines: [] }],
    );
    assert.deepEqual(isodoseLines(grid, radialDose, 'axial', 500, [40]), [{ levelGy: 40, lines: [] }]);
  });
});

describe('outlines of regions', () => {
  it('of a sphere have the area of its circle', () => {
    for (const plane of ['axial', 'coronal', 'sagittal'] as const) {
      const lines = regionLines(fine, sphere, plane, 12);
      assert.equal(lines.length, 1);
      const expected = Math.PI * (20 ** 2 - 12 ** 2);
      assert.ok(Math.abs(areaOf(lines[0]) / expected - 1) < 0.01, `${plane}: ${areaOf(lines[0])} for ${expected}`);
    }
  });

  it('of a shell are two lines', () => {
    const shell = fill(fine, (x, y, z) => Math.abs(Math.hypot(x, y, z) - 20) - 4);
    const radii = regionLines(fine, shell, 'axial', 0).map((line) => Math.sqrt(areaOf(line) / Math.PI));
    assert.deepEqual(
      radii.map((r) => Math.round(r)).sort((a, b) => a - b),
      [16, 24],
    );
  });

  it('close at the edge of the region’s box, beyond which it is not', () => {
    const slab = { size: [11, 11, 5], originMm: [-5, -5, -2], spacingMm: [1, 1, 1] } as const;
    const [line] = regionLines(
      slab,
      fill(slab, () => -10),
      'axial',
      0,
    );
    assert.ok(line.closed);
    // Half a voxel beyond the outermost centres, with corners cut across that half voxel.
    assert.ok(Math.abs(areaOf(line) - 121) <= 0.5 + 1e-6);
  });

  it('are none beyond the box', () => {
    assert.deepEqual(regionLines(fine, sphere, 'axial', 60), []);
  });
});

describe('lines', () => {
  const square = {
    points: [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ] as [number, number][],
    closed: true,
  };
  it('have length, area and distance', () => {
    assert.equal(lengthOf(square), 40);
    assert.equal(areaOf(square), 100);
    assert.equal(distanceToLine(square, [5, 3]), 3);
  });
  it('are walked in equal steps', () => {
    const steps = pointsAlong(square, 4);
    assert.equal(steps.length, 10);
    for (const p of steps) assert.ok(distanceToLine(square, p) < 1e-9);
  });
});
