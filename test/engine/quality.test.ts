import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type DoseWork,
  finalQuality,
  isWorthwhile,
  previewCones,
  previewQuality,
  workOf,
} from '../../src/engine/quality.ts';
import { estimatedDifference } from '../../src/engine/quality-estimate.ts';
import type { PlacedBeam } from '../../src/physics/beam-setup-types.ts';
import type { Plan } from '../../src/plan/plan.ts';

const final = (gridMm: number) => finalQuality({ compute: { gridMm } as Plan['compute'] });
const beam = (setups: number) => ({ setups: Array.from({ length: setups }) }) as unknown as PlacedBeam;

function work(sizeCm: readonly [number, number, number], gridMm: number, beams: number, setups = 1): DoseWork {
  const [nx, ny, nz] = sizeCm.map((cm) => Math.round((10 * cm) / gridMm));
  return {
    grid: { size: [nx, ny, nz], originMm: [0, 0, 0], spacingMm: [gridMm, gridMm, gridMm] },
    beams: Array.from({ length: beams }, () => beam(setups)),
  };
}

describe('the quality of a dose', () => {
  it('is as the plan says for the final dose', () => {
    const { kind, gridMm, kernel } = final(2.5);
    assert.deepEqual([kind, gridMm, kernel], ['final', 2.5, 'final']);
  });

  it('is a grid of 4.5 to 6.5 mm for the preview of nine beams on a large body, and much less work', () => {
    const body = work([50, 50, 32], 3, 9);
    const preview = previewQuality(final(3), body);
    assert.ok(preview.gridMm >= 4.5 && preview.gridMm <= 6.5, `${preview.gridMm} mm`);
    assert.ok(workOf(final(3), body) > 6 * workOf(preview, body));
    assert.ok(isWorthwhile(preview, final(3), body));
  });

  it('is never finer in a preview than in the final dose, and coarser for more beams or a larger body', () => {
    const centimetres = fc.integer({ min: 5, max: 60 });
    fc.assert(
      fc.property(
        centimetres,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(1, 1.5, 2, 3, 5, 8, 12),
        (cm, n, mm) => {
          const preview = previewQuality(final(mm), work([cm, cm, cm], mm, n));
          assert.ok(preview.gridMm >= mm);
          assert.ok(previewQuality(final(mm), work([cm, cm, cm], mm, n + 3)).gridMm >= preview.gridMm);
          assert.ok(previewQuality(final(mm), work([cm + 10, cm, cm], mm, n)).gridMm >= preview.gridMm);
        },
      ),
      { seed: 8, numRuns: 200 },
    );
  });

  it('counts the set-ups of an arc', () => {
    const one = work([40, 40, 40], 3, 1);
    const arc = work([40, 40, 40], 3, 1, 90);
    assert.ok(workOf(final(3), arc) > 20 * workOf(final(3), one));
  });

  it('comes in two only where a preview shows something sooner', () => {
    const small = work([16, 16, 16], 5, 2);
    assert.ok(!isWorthwhile(previewQuality(final(5), small), final(5), small), 'the final dose is there at once');
    const coarse = work([60, 60, 60], 8, 15);
    assert.ok(isWorthwhile(previewQuality(final(8), coarse), final(8), coarse), 'long enough to wait for');
  });

  it('has a measured estimate for every preview, and for final doses of 2 to 6 mm', () => {
    for (let gridMm = 4; gridMm <= 8; gridMm += 0.5)
      assert.ok(estimatedDifference({ kind: 'preview', gridMm, cones: previewCones }), `preview ${gridMm} mm`);
    for (const gridMm of [1, 2, 2.5, 3, 4, 5, 6])
      assert.ok(estimatedDifference({ ...final(gridMm) }), `final ${gridMm} mm: run tools/measure-qualities.ts`);
  });

  it('is not guessed where nothing was measured', () => {
    assert.equal(estimatedDifference({ kind: 'preview', gridMm: 12, cones: previewCones }), undefined);
    assert.equal(estimatedDifference({ kind: 'preview', gridMm: 5, cones: 7 }), undefined);
  });

  it('is estimated worse on a coarser grid, and between those measured in between', () => {
    const rms = (gridMm: number) => estimatedDifference({ kind: 'preview', gridMm, cones: previewCones })!.rmsPercent;
    assert.ok(rms(4) < rms(5) && rms(5) < rms(6) && rms(6) < rms(8));
    assert.ok(Math.abs(rms(4.5) - (rms(4) + rms(5)) / 2) < 1e-9);
  });
});
