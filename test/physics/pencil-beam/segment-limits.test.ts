import assert from 'node:assert/strict';
import { openAreaMm2 } from '../../../src/physics/aperture.ts';
import { machines } from '../../../src/physics/machine.ts';
import type { BixelGrid } from '../../../src/physics/pencil-beam/bixels.ts';
import { leafAperture } from '../../../src/physics/pencil-beam/leaf-aperture.ts';
import { areaShortfall, isAllowed, leastSegmentMu } from '../../../src/physics/pencil-beam/segment-limits.ts';
import { hasLeaves } from '../../../src/physics/rectangular-aperture.ts';

const standard = machines.get('std.linac6MV')!;
if (!hasLeaves(standard)) throw new Error('the standard machine has leaves');
const withLimits = (segmentMu: number, segmentCm2: number) => ({
  ...standard,
  limits: {
    segmentMu: { value: segmentMu, source: 'this test' },
    segmentCm2: { value: segmentCm2, source: 'this test' },
  },
});
const first = standard.leaves.boundariesMm.value.indexOf(-10);
const grid: BixelGrid = {
  pairs: [0, 1, 2, 3].map((row) => first + row),
  rowEdgesMm: [-10, -5, 0, 5, 10],
  columnEdgesMm: [-15, -10, -5, 0, 5, 10, 15],
  isOpen: new Uint8Array(24).fill(1),
};
const jaws = { x1Mm: -15, x2Mm: 15, y1Mm: -10, y2Mm: 10 };
const ends = { left: Float64Array.from([0, 1.5, 2, 3]), right: Float64Array.from([6, 3.5, 3, 3]) };
const zeros = () => ({ left: new Float64Array(4), right: new Float64Array(4) });

describe('What a segment may be', () => {
  it('is measured between its leaf ends', () => {
    const offset = standard.leaves.endOffsetMm.value;
    const area = openAreaMm2(leafAperture(grid, ends, jaws, standard), standard);
    assert.ok(Math.abs(area - 5 * (30 + 10 + 5 - 6 * offset)) < 1e-9, `${area}`);
    assert.equal(openAreaMm2({ jaws }, standard), 600, 'between jaws alone');
    const behind = { ...jaws, y2Mm: -7 };
    assert.ok(
      Math.abs(openAreaMm2(leafAperture(grid, ends, behind, standard), standard) - 3 * (30 - 2 * offset)) < 1e-9,
    );
  });

  it('is what the machine says: so large, and so many MU a fraction, with some to spare for the normalisation', () => {
    const at = (machine: typeof standard, mu: number) => isAllowed({ machine, grid, ends, jaws, mu });
    assert.ok(at(withLimits(2, 2), 2.2));
    assert.ok(!at(withLimits(2, 2), 2.05));
    assert.ok(!at(withLimits(2, 2.1), 100));
    assert.ok(leastSegmentMu(withLimits(2, 2)) > 2);
    const { limits: _, ...silent } = standard;
    assert.ok(at(silent, 1.1) && !at(silent, 0.9), 'a choice where it says nothing');
  });

  it('costs by what is missing, with the derivatives of its finite differences', () => {
    const machine = withLimits(1, 3);
    const slopes = zeros();
    const value = areaShortfall({ machine, grid, ends }, 7, slopes);
    assert.ok(value > 0);
    for (const side of ['left', 'right'] as const)
      for (let row = 0; row < 4; row++) {
        const moved = (by: number) => ({ ...ends, [side]: ends[side].map((end, r) => (r === row ? end + by : end)) });
        const at = (by: number) => areaShortfall({ machine, grid, ends: moved(by) }, 7, zeros());
        const difference = (at(1e-4) - at(-1e-4)) / 2e-4;
        assert.ok(Math.abs(slopes[side][row] - difference) < 1e-6, `${side} of row ${row}`);
      }
    assert.deepEqual([slopes.left[3], slopes.right[3]], [0, 0], 'a closed row stays closed');
  });

  it('costs nothing where it is large enough', () => {
    const slopes = zeros();
    assert.equal(areaShortfall({ machine: withLimits(1, 1), grid, ends }, 7, slopes), 0);
    assert.deepEqual(slopes, zeros());
  });
});
