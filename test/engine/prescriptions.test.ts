import assert from 'node:assert/strict';
import { prescriptionOrder } from '../../src/engine/prescriptions.ts';
import type { Region } from '../../src/patient/grid.ts';
import type { Phase, Prescription } from '../../src/plan/plan.ts';
import { placeAt } from '../support/plan-parts.ts';

/** The voxels from..to (exclusive) of a line of voxels, as a region. */
function segment(name: string, from: number, to: number): Region {
  const signedDistanceMm = Float32Array.from({ length: 20 }, (_, i) => Math.max(from - i, i - (to - 1)) - 0.5);
  return { name, grid: { size: [20, 1, 1], originMm: [0, 0, 0], spacingMm: [1, 1, 1] }, signedDistanceMm };
}

function order(
  regions: Region[],
  precedence: Phase['precedence'] = [],
): { names: string[]; codes: string[]; message: string } {
  const prescriptions = regions.map(({ name }, n): Prescription => ({
    region: name,
    doseGy: 50 + n,
    metric: { kind: 'mean' },
    at: placeAt(n),
  }));
  const found = prescriptionOrder({ prescriptions, precedence }, (name) =>
    regions.find((region) => region.name === name),
  );
  return {
    names: found.order.map((p) => p.region),
    codes: found.diagnostics.map((d) => d.code),
    message: found.diagnostics[0]?.message ?? '',
  };
}

describe('one prescription a voxel', () => {
  const [outer, middle, inner] = [segment('Outer', 0, 20), segment('Middle', 2, 15), segment('Inner', 5, 9)];

  it('lets the innermost of nested regions win, in whatever order they are written', () => {
    for (const written of [
      [outer, middle, inner],
      [inner, middle, outer],
      [middle, outer, inner],
    ])
      assert.deepEqual(order(written), { names: ['Outer', 'Middle', 'Inner'], codes: [], message: '' });
  });

  it('refuses overlapping siblings, and says how much they share and what to write', () => {
    const { codes, message } = order([segment('Left', 0, 12), segment('Right', 10, 20)]);
    assert.deepEqual(codes, ['RT4201']);
    assert.match(message, /Left \(50 Gy\) and Right \(51 Gy\) share 0\.0 cc.*"precedence Right over Left"/);
  });

  it('takes siblings in the order that precedence gives, through other regions too', () => {
    const [a, b, c] = [segment('A', 0, 10), segment('B', 5, 15), segment('C', 8, 20)];
    const chain = [
      { inner: 'C', outer: 'B' },
      { inner: 'B', outer: 'A' },
    ];
    assert.deepEqual(order([c, b, a], chain), { names: ['A', 'B', 'C'], codes: [], message: '' });
  });

  it('does not take two statements of precedence for one order of all their regions', () => {
    const [a, b, c, d] = [segment('A', 0, 6), segment('B', 4, 10), segment('C', 8, 14), segment('D', 12, 20)];
    assert.deepEqual(
      order(
        [a, b, c, d],
        [
          { inner: 'A', outer: 'B' },
          { inner: 'C', outer: 'D' },
        ],
      ).codes,
      ['RT4201'],
    );
  });

  it('asks nothing of regions that lie apart', () => {
    assert.deepEqual(order([segment('A', 0, 5), segment('B', 6, 10)]).codes, []);
  });
});
