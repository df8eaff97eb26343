import assert from 'node:assert/strict';
import fc from 'fast-check';
import { doseDifference } from '../../src/evaluate/dose-difference.ts';
import { type Grid, type Region, positionOf, voxelCount } from '../../src/patient/grid.ts';

const fine: Grid = { size: [40, 12, 12], originMm: [0, 0, 0], spacingMm: [2, 2, 2] };
const coarse: Grid = { size: [18, 6, 6], originMm: [1, 1, 1], spacingMm: [5, 5, 5] };

function doseOn(grid: Grid, at: (xMm: number, yMm: number) => number) {
  const values = new Float32Array(voxelCount(grid));
  for (let k = 0, o = 0; k < grid.size[2]; k++)
    for (let j = 0; j < grid.size[1]; j++)
      for (let i = 0; i < grid.size[0]; i++, o++) {
        const [x, y] = positionOf(grid, i, j, k);
        values[o] = at(x, y);
      }
  return { grid, values };
}

/** Everything with x from `fromMm` to `toMm`. */
function slab(name: string, fromMm: number, toMm: number): Region {
  const { values } = doseOn(fine, (x) => Math.max(fromMm - x, x - toMm));
  return { name, grid: fine, signedDistanceMm: values };
}

const body = slab('body', -1, 79);
const where = { body, targets: [], hundredPercentGy: 50 };

describe('the difference of two doses', () => {
  it('of a dose with itself is none', () => {
    const dose = doseOn(fine, (x) => 50 - x / 4);
    const found = doseDifference(dose, dose, { ...where, targets: [slab('PTV', 20, 40)] });
    assert.deepEqual(found, { rmsPercent: 0, maxPercent: 0, targetsPercent: 0, edgesMm: undefined });
  });

  it('of a dose that lies off by a constant is that constant, in per cent of the 100 % dose', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (offsetGy) => {
        const found = doseDifference(
          doseOn(fine, () => 40),
          doseOn(coarse, () => 40 + offsetGy),
          where,
        )!;
        for (const percent of [found.rmsPercent, found.maxPercent])
          assert.ok(Math.abs(percent - 2 * Math.abs(offsetGy)) < 1e-4, `${percent} for ${offsetGy} Gy`);
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  it('at an edge is the distance by which the edge is shifted', () => {
    // 4 % a millimetre: steep.
    const edge = (shiftMm: number) => (x: number) => 100 - 2 * (x - shiftMm);
    const found = doseDifference(doseOn(fine, edge(0)), doseOn(fine, edge(1.5)), { ...where, hundredPercentGy: 50 })!;
    assert.ok(Math.abs(found.edgesMm! - 1.5) < 1e-4, `${found.edgesMm} mm`);
    assert.ok(Math.abs(found.maxPercent - 6) < 1e-3);
  });

  it('leaves an edge that is not steep out of the distances', () => {
    const found = doseDifference(
      doseOn(fine, (x) => 50 - x / 4),
      doseOn(fine, (x) => 51 - x / 4),
      where,
    )!;
    assert.equal(found.edgesMm, undefined);
  });

  it('is judged in the body alone, above 10 % of the 100 % dose', () => {
    // Wrong where x > 40 mm, which is outside the body; wrong in y where the dose is 4 Gy of 50.
    const right = doseOn(fine, (_x, y) => (y > 12 ? 4 : 50));
    const wrong = doseOn(fine, (x, y) => (x > 40 ? 0 : y > 12 ? 30 : 50));
    const found = doseDifference(right, wrong, { ...where, body: slab('body', -1, 40) })!;
    assert.deepEqual([found.rmsPercent, found.maxPercent], [0, 0]);
    assert.equal(
      doseDifference(
        doseOn(fine, () => 4.9),
        wrong,
        where,
      ),
      undefined,
      'nothing to compare',
    );
  });

  it('in targets is what nineteen of twenty voxels do not exceed', () => {
    // Of 20 planes in the target one is off by 10 Gy, the others by 1 Gy.
    const found = doseDifference(
      doseOn(fine, () => 50),
      doseOn(fine, (x) => (x === 30 ? 60 : 51)),
      { ...where, targets: [slab('PTV', 19.5, 58.5)] },
    )!;
    assert.ok(Math.abs(found.targetsPercent! - 2) < 1e-4, `${found.targetsPercent} %`);
    assert.ok(Math.abs(found.maxPercent - 20) < 1e-4);
  });

  it('of voxels that the other grid does not reach is not told', () => {
    const half: Grid = { ...fine, size: [20, 12, 12] };
    const found = doseDifference(
      doseOn(fine, () => 50),
      doseOn(half, () => 49),
      where,
    )!;
    assert.ok(Math.abs(found.maxPercent - 2) < 1e-4);
  });
});
