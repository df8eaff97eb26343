import assert from 'node:assert/strict';
import { addOpenFluence } from '../../../src/physics/pencil-beam/leaf-aperture.ts';
import type { BixelGrid } from '../../../src/physics/pencil-beam/bixels.ts';
import { leafSweep } from '../../../src/physics/pencil-beam/leaf-sweep.ts';
import { seededRandom } from '../../support/random.ts';

const grid: BixelGrid = {
  pairs: [3, 4, 5],
  rowEdgesMm: [0, 5, 10, 15],
  columnEdgesMm: [0, 5, 10, 15, 20, 25, 30],
  isOpen: new Uint8Array(18).fill(1),
};

describe('A leaf sweep', () => {
  it('gives a map of whole numbers exactly, in as many steps as it has MU', () => {
    const random = seededRandom(7);
    const fluence = Float64Array.from({ length: 18 }, () => Math.floor(6 * random()));
    const { totalMu, openings } = leafSweep(grid, fluence, 1);
    assert.equal(openings.length, 1);
    const exact = leafSweep(grid, fluence, totalMu);
    const sum = new Float64Array(18);
    for (const opening of exact.openings) addOpenFluence(grid, opening, 1, sum);
    assert.deepEqual([...sum], [...fluence]);
  });

  it('takes the MU of the row with the greatest sum of rises, as is known of sliding windows', () => {
    const fluence = new Float64Array(18);
    fluence.set([1, 3, 2, 5, 0, 4], 6);
    assert.equal(leafSweep(grid, fluence, 10).totalMu, 1 + 2 + 3 + 4);
  });

  it('misses by no more than one step of MU', () => {
    const random = seededRandom(11);
    const fluence = Float64Array.from({ length: 18 }, () => random());
    const { totalMu, openings } = leafSweep(grid, fluence, 20);
    const sum = new Float64Array(18);
    for (const opening of openings) addOpenFluence(grid, opening, totalMu / 20, sum);
    assert.ok(sum.every((value, b) => Math.abs(value - fluence[b]) <= totalMu / 20));
  });

  it('of nothing has no openings', () => {
    assert.deepEqual(leafSweep(grid, new Float64Array(18), 10), { totalMu: 0, openings: [] });
  });
});
