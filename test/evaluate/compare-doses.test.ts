import assert from 'node:assert/strict';
import { compareDoses } from '../../src/evaluate/compare-doses.ts';
import { type Grid, positionOf, type Volume } from '../../src/patient/grid.ts';

const grid: Grid = { size: [4, 3, 2], originMm: [-3, -2, 0], spacingMm: [2, 2, 5] };

function volumeOf(on: Grid, doseGy: (x: number, y: number, z: number) => number): Volume {
  const [nx, ny, nz] = on.size;
  const values = Float32Array.from({ length: nx * ny * nz }, (_, o) =>
    doseGy(...positionOf(on, o % nx, Math.floor(o / nx) % ny, Math.floor(o / (nx * ny)))),
  );
  return { grid: on, values, quantity: 'Gy' };
}

describe('The difference of two doses', () => {
  it('is evaluated minus reference: its mean, root mean square and extremes, with their places', () => {
    const reference = volumeOf(grid, () => 10);
    const evaluated = volumeOf(grid, (x) => (x === 3 ? 14 : x === -3 ? 8 : 10));
    const { difference, referenceMaximum, evaluatedMaximum, compared } = compareDoses(reference, evaluated, 1);
    assert.equal(compared, 24);
    assert.equal(difference!.voxels, 24);
    assert.equal(difference!.meanGy, (6 * 4 - 6 * 2) / 24);
    assert.ok(Math.abs(difference!.rmsGy - Math.sqrt((6 * 16 + 6 * 4) / 24)) < 1e-12);
    assert.deepEqual(difference!.greatest, { gy: 4, positionMm: [3, -2, 0] });
    assert.deepEqual(difference!.least, { gy: -2, positionMm: [-3, -2, 0] });
    assert.deepEqual(
      [referenceMaximum, evaluatedMaximum],
      [
        { gy: 10, positionMm: [-3, -2, 0] },
        { gy: 14, positionMm: [3, -2, 0] },
      ],
    );
  });

  it('is of the voxels whose reference dose reaches the threshold', () => {
    const reference = volumeOf(grid, (x) => (x < 0 ? 1 : 10));
    const evaluated = volumeOf(grid, (x) => (x < 0 ? 9 : 11));
    const { difference, compared } = compareDoses(reference, evaluated, 5);
    assert.deepEqual([compared, difference!.voxels, difference!.meanGy], [24, 12, 1]);
    assert.equal(compareDoses(reference, evaluated, 50).difference, undefined);
  });

  it('interpolates, so that a linear dose on another grid differs nowhere', () => {
    const linear = (x: number, y: number, z: number): number => 50 + x - 3 * y + 0.7 * z;
    const other: Grid = { size: [9, 8, 7], originMm: [-4.3, -3.1, -0.9], spacingMm: [1.1, 0.9, 1.3] };
    const { difference, evaluatedOutside, referenceOutside } = compareDoses(
      volumeOf(grid, linear),
      volumeOf(other, linear),
      1,
    );
    assert.ok(difference!.rmsGy < 1e-5 && difference!.voxels === 24);
    assert.equal(referenceOutside, 0);
    // Between the reference's faces, x from −4 to 4 and y from −3 to 3, lie 7 of 9 and 6 of 8 planes; along z all.
    assert.equal(evaluatedOutside, 9 * 8 * 7 - 7 * 6 * 7);
  });

  it('counts voxels without a partner, and takes them for nothing: not for 0 Gy', () => {
    const reference = volumeOf(grid, () => 10);
    const half: Grid = { ...grid, size: [2, 3, 2] };
    const { compared, referenceOutside, evaluatedOutside, difference } = compareDoses(
      reference,
      volumeOf(half, () => 10),
      1,
    );
    assert.deepEqual([compared, referenceOutside, evaluatedOutside, difference!.meanGy], [12, 12, 0, 0]);
    const apart = compareDoses(
      reference,
      volumeOf({ ...grid, originMm: [100, 0, 0] }, () => 10),
      1,
    );
    assert.deepEqual(
      [apart.compared, apart.referenceOutside, apart.evaluatedOutside, apart.difference],
      [0, 24, 24, undefined],
    );
  });
});
