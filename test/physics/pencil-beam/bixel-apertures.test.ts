import assert from 'node:assert/strict';
import { apertureFluence } from '../../../src/physics/aperture-fluence.ts';
import { machines } from '../../../src/physics/machine.ts';
import { bixelApertures, perfectLeaves } from '../../../src/physics/pencil-beam/bixel-apertures.ts';
import type { BixelGrid } from '../../../src/physics/pencil-beam/bixels.ts';
import { leafAperture } from '../../../src/physics/pencil-beam/leaf-aperture.ts';
import { leafSweep } from '../../../src/physics/pencil-beam/leaf-sweep.ts';
import { hasLeaves } from '../../../src/physics/rectangular-aperture.ts';
import { seededRandom } from '../../support/random.ts';

const machine = machines.get('std.linac6MV')!;
assert.ok(hasLeaves(machine));
const pairs = [38, 39, 40, 41, 42];
const boundaries = machine.leaves.boundariesMm.value;
const grid: BixelGrid = {
  pairs,
  rowEdgesMm: [...pairs.map((pair) => boundaries[pair]), boundaries[43]],
  columnEdgesMm: [-25, -20, -15, -10, -5, 0, 5, 10, 15, 20, 25],
  isOpen: new Uint8Array(50).fill(1),
};
const jaws = { x1Mm: -25, x2Mm: 25, y1Mm: boundaries[38], y2Mm: boundaries[43] };
const perfect = perfectLeaves(machine);
const sharp = { endOffsetMm: { ...machine.leaves.endOffsetMm, value: 0 } };
const pointsMm = Array.from({ length: 15 }, (_, j) => Array.from({ length: 25 }, (_, i) => [2 * i - 24, 2 * j - 14]));

describe('The apertures of bixels', () => {
  it('give through perfect leaves what a leaf sweep gives that is exact', () => {
    const random = seededRandom(3);
    const fluence = Float64Array.from({ length: 50 }, () => Math.floor(5 * random()));
    const made = bixelApertures(grid, fluence, jaws, machine.leaves);
    assert.equal(made.mu, 4);
    assert.equal(made.apertures.length, fluence.filter((mu) => mu > 0).length);
    const { totalMu } = leafSweep(grid, fluence, 1);
    const swept = leafSweep(grid, fluence, totalMu).openings.map((ends) => ({
      share: 1 / totalMu,
      aperture: leafAperture(grid, ends, jaws, { ...machine, leaves: { ...machine.leaves, ...sharp } }),
    }));
    const [own, same] = [made.apertures, swept].map((apertures) =>
      apertureFluence({ apertures, collimatorDeg: 0 }, perfect),
    );
    for (const [x, y] of pointsMm.flat()) {
      const [a, b] = [made.mu * own(x, y, 1000, 3, 3), totalMu * same(x, y, 1000, 3, 3)];
      assert.ok(Math.abs(a - b) < 1e-9, `${a}, not ${b}, at ${x}, ${y}`);
    }
  });

  it('give in the middle of a wide even part the MU that it has', () => {
    const { mu, apertures } = bixelApertures(grid, new Float64Array(50).fill(0.7), jaws, machine.leaves);
    const middle = mu * apertureFluence({ apertures, collimatorDeg: 0 }, perfect)(0, 0, 1000, 3, 3);
    assert.ok(Math.abs(middle - 0.7) < 1e-6, `${middle}`);
  });

  it('of a map without MU are none', () => {
    assert.deepEqual(bixelApertures(grid, new Float64Array(50), jaws, machine.leaves), { mu: 0, apertures: [] });
  });
});
