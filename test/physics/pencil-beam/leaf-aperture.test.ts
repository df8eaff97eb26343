import assert from 'node:assert/strict';
import { apertureLimits } from '../../../src/physics/aperture-limits.ts';
import { machines } from '../../../src/physics/machine.ts';
import type { BixelGrid } from '../../../src/physics/pencil-beam/bixels.ts';
import { addOpenFluence, leafAperture, openingGradient } from '../../../src/physics/pencil-beam/leaf-aperture.ts';
import { hasLeaves } from '../../../src/physics/rectangular-aperture.ts';
import { placeAt } from '../../support/plan-parts.ts';
import { seededRandom } from '../../support/random.ts';

const machine = machines.get('std.linac6MV')!;
if (!hasLeaves(machine)) throw new Error('the standard machine has leaves');
const first = machine.leaves.boundariesMm.value.indexOf(-10);
const grid: BixelGrid = {
  pairs: [0, 1, 2, 3].map((row) => first + row),
  rowEdgesMm: [-10, -5, 0, 5, 10],
  columnEdgesMm: [-15, -10, -5, 0, 5, 10, 15],
  isOpen: new Uint8Array(24).fill(1),
};
const jaws = { x1Mm: -15, x2Mm: 15, y1Mm: -10, y2Mm: 10 };
const random = seededRandom(9);
const ends = {
  left: Float64Array.from([0.3, 1.6, 2.2, 3]),
  right: Float64Array.from([5.5, 3.4, 2.9, 3]),
};

describe('An opening between leaf ends', () => {
  it('lets through each bixel by the share of it that is open', () => {
    const fluence = new Float64Array(24);
    addOpenFluence(grid, ends, 10, fluence);
    const expected = [7, 10, 10, 10, 10, 5, 0, 4, 10, 4, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert.ok(
      fluence.every((mu, b) => Math.abs(mu - expected[b]) < 1e-9),
      `${[...fluence]}`,
    );
  });

  it('has the derivatives of its finite differences, by MU and by each leaf end', () => {
    const weights = Float64Array.from({ length: 24 }, () => random() - 0.5);
    const valueOf = (at: typeof ends, mu: number): number => {
      const fluence = new Float64Array(24);
      addOpenFluence(grid, at, mu, fluence);
      return fluence.reduce((sum, one, b) => sum + one * weights[b], 0);
    };
    const slopes = { left: new Float64Array(4), right: new Float64Array(4) };
    const perMu = openingGradient(grid, ends, 7, weights, slopes);
    assert.ok(Math.abs(perMu - (valueOf(ends, 8) - valueOf(ends, 7))) < 1e-12);
    for (let row = 0; row < 3; row++)
      for (const side of ['left', 'right'] as const) {
        const moved = (by: number) => ({ ...ends, [side]: ends[side].map((end, r) => (r === row ? end + by : end)) });
        const difference = (valueOf(moved(1e-5), 7) - valueOf(moved(-1e-5), 7)) / 2e-5;
        assert.ok(Math.abs(slopes[side][row] - difference) < 1e-6, `${side} of row ${row}`);
      }
    assert.deepEqual([slopes.left[3], slopes.right[3]], [0, 0], 'a closed row stays closed');
  });

  it('is given by leaves to a tenth of a millimetre, that stand nearer by what the field reaches beyond them', () => {
    const aperture = leafAperture(grid, ends, jaws, machine);
    const offset = machine.leaves.endOffsetMm.value;
    assert.ok(Math.abs(aperture.leaves!.leftMm[first] - (-13.5 + offset)) < 1e-9);
    assert.ok(Math.abs(aperture.leaves!.rightMm[first] - (12.5 - offset)) < 1e-9);
    assert.deepEqual(apertureLimits('A', aperture, machine, placeAt(1)), []);
  });

  it('is closed where the leaves would leave less than a millimetre', () => {
    const narrow = { left: Float64Array.from([2, 2, 2, 2]), right: Float64Array.from([2.2, 3, 2, 4]) };
    const { leftMm, rightMm } = leafAperture(grid, narrow, jaws, machine).leaves!;
    const openRows = [0, 1, 2, 3].filter((row) => rightMm[first + row] - leftMm[first + row] > 0.5);
    assert.deepEqual(openRows, [1, 3]);
  });
});
