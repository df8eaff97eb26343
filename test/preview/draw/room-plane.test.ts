import assert from 'node:assert/strict';
import { planeLetters, roomPlane } from '../../../src/preview/draw/room-plane.ts';
import { radialModel } from './phantoms.ts';

const view = { window: { level: 0, width: 100 }, levelsPercent: [95], measure: () => 10 };

describe('the slice in the 3D view', () => {
  const loaded = radialModel({ dose: { ...radialModel().model.dose, hundredPercentGy: 1e6 } });

  it('stands at the crosshair across all of the body, its letters on the patient’s sides', () => {
    const plane = roomPlane(loaded, { ...view, crosshairMm: [3, 4, 10] });
    assert.ok(plane.cornersMm.every(([, , z]) => z === 10));
    const [[left, top], , [right, bottom]] = plane.cornersMm;
    assert.ok(left <= -45 && right >= 45 && top <= -45 && bottom >= 45, JSON.stringify(plane.cornersMm));
    const letters = Object.fromEntries(planeLetters(plane).map(({ letter, atMm }) => [letter, atMm]));
    assert.ok(letters['L'][0] > 40 && letters['R'][0] < -40);
    assert.ok(letters['P'][1] > 40 && letters['A'][1] < -40);
  });

  it('shows the image as the slices do, and nothing of the air around the body', () => {
    const { raster, cornersMm } = roomPlane(loaded, { ...view, crosshairMm: [0, 0, 0] });
    const at = (x: number, y: number) => {
      const [[left, top], , [right, bottom]] = cornersMm;
      const column = Math.floor(((x - left) / (right - left)) * raster.width);
      const row = Math.floor(((y - top) / (bottom - top)) * raster.height);
      return [...raster.data.subarray(4 * (row * raster.width + column), 4 * (row * raster.width + column) + 4)];
    };
    // HU are equal to x: dark to the patient's right, bright to the left.
    for (const x of [-30, 0, 30]) assert.ok(Math.abs(at(x, 5)[0] - 2.55 * (x + 50)) < 3, `${x} ${at(x, 5).join()}`);
    assert.equal(at(0, 5)[3], 255);
    assert.equal(at(40, 40)[3], 0);
  });
});
