import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitFrame, planes, toMm, toPx, type Frame, type PlaneName } from '../../../src/preview/draw/plane.ts';

const names: readonly PlaneName[] = ['axial', 'coronal', 'sagittal'];
const frame = (plane: PlaneName): Frame => ({
  plane,
  positionMm: 7,
  centreMm: [10, -20],
  mmPerPx: 0.5,
  widthPx: 200,
  heightPx: 100,
});

describe('planes on the screen', () => {
  it('show the patient as radiologists look: right on the left, front up or left, head up', () => {
    // [axis that grows to the right, its letter there], in LPS: x to the patient's left, y to the back, z to the head.
    assert.deepEqual(
      toMm(frame('axial'), [101, 50])[0] > toMm(frame('axial'), [100, 50])[0],
      planes.axial.letters.right === 'L',
    );
    assert.deepEqual(
      toMm(frame('axial'), [100, 51])[1] > toMm(frame('axial'), [100, 50])[1],
      planes.axial.letters.bottom === 'P',
    );
    assert.deepEqual(
      toMm(frame('coronal'), [101, 50])[0] > toMm(frame('coronal'), [100, 50])[0],
      planes.coronal.letters.right === 'L',
    );
    assert.deepEqual(
      toMm(frame('coronal'), [100, 49])[2] > toMm(frame('coronal'), [100, 50])[2],
      planes.coronal.letters.top === 'H',
    );
    assert.deepEqual(
      toMm(frame('sagittal'), [101, 50])[1] > toMm(frame('sagittal'), [100, 50])[1],
      planes.sagittal.letters.right === 'P',
    );
    assert.deepEqual(
      toMm(frame('sagittal'), [100, 49])[2] > toMm(frame('sagittal'), [100, 50])[2],
      planes.sagittal.letters.top === 'H',
    );
    assert.deepEqual(
      names.map((n) => Object.values(planes[n].letters).join('')),
      ['RLAP', 'RLHF', 'APHF'],
    );
  });

  it('go from pixels to the patient and back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 100 }),
        (plane, x, y) => {
          const point = toMm(frame(plane), [x, y]);
          const back = toPx(frame(plane), [point[planes[plane].right], point[planes[plane].vertical]]);
          assert.ok(Math.hypot(back[0] - x, back[1] - y) < 1e-9);
          assert.equal(point[planes[plane].normal], 7);
        },
      ),
      { seed: 3 },
    );
  });

  it('fit a body whole into the room left for it, with square pixels', () => {
    const bounds = { min: [-100, -50, -300], max: [100, 70, 100] } as const;
    for (const plane of names) {
      const inside = { x: 30, y: 40, width: 240, height: 300 };
      const fitted = fitFrame(plane, 0, bounds, 320, 400, inside);
      const { right, vertical } = planes[plane];
      for (const corner of [bounds.min, bounds.max]) {
        const [x, y] = toPx(fitted, [corner[right], corner[vertical]]);
        assert.ok(x >= 30 - 1e-6 && x <= 270 + 1e-6 && y >= 40 - 1e-6 && y <= 340 + 1e-6, `${plane}: ${x}, ${y}`);
      }
    }
  });
});
