import assert from 'node:assert/strict';
import { sampleAt } from '../../../src/patient/grid.ts';
import { toMm, type Frame, type PlaneName } from '../../../src/preview/draw/plane.ts';
import { doseScale, drawSlice, washAt } from '../../../src/preview/draw/raster.ts';
import { reslice } from '../../../src/preview/draw/reslice.ts';
import type { Raster } from '../../../src/preview/draw/scene.ts';
import { fill } from '../synthetic-model.ts';
import { grid, imageOfX, radialDose } from './phantoms.ts';

const frame = (plane: PlaneName): Frame => ({
  plane,
  positionMm: 3.3,
  centreMm: [4, -6],
  mmPerPx: 1,
  widthPx: 120,
  heightPx: 90,
});

function pixel(raster: Raster, x: number, y: number): number[] {
  const o = 4 * (y * raster.width + x);
  return [...raster.data.subarray(o, o + 4)];
}

describe('a slice through a volume', () => {
  it('holds the trilinear value at every pixel, and nothing outside the grid', () => {
    for (const plane of ['axial', 'coronal', 'sagittal'] as const) {
      const values = reslice(grid, radialDose, frame(plane), 60, 45);
      for (let r = 0; r < 45; r++) {
        for (let c = 0; c < 60; c++) {
          const expected = sampleAt(grid, radialDose, toMm(frame(plane), [(c + 0.5) * 2, (r + 0.5) * 2]));
          const got = values[r * 60 + c];
          if (expected === undefined) assert.ok(Number.isNaN(got));
          else assert.ok(Math.abs(got - expected) < 1e-4, `${plane} ${c},${r}: ${got} for ${expected}`);
        }
      }
    }
  });

  it('is empty where the plane lies beyond the grid', () => {
    assert.ok(reslice(grid, radialDose, { ...frame('axial'), positionMm: 60 }, 8, 8).every(Number.isNaN));
  });
});

describe('the pixels of a slice', () => {
  const image = { grid, values: imageOfX };

  it('go from black to white across the window, brighter towards the patient’s left on the right of the screen', () => {
    const flat: Frame = { plane: 'axial', positionMm: 0, centreMm: [0, 0], mmPerPx: 1, widthPx: 101, heightPx: 21 };
    const raster = drawSlice(image, { level: 0, width: 80 }, undefined, flat, 1);
    assert.deepEqual(pixel(raster, 5, 10), [0, 0, 0, 255]);
    assert.deepEqual(pixel(raster, 95, 10), [255, 255, 255, 255]);
    assert.deepEqual(pixel(raster, 50, 10).slice(0, 3), [128, 128, 128]);
  });

  it('are black outside the image whatever the window', () => {
    const wide: Frame = { plane: 'axial', positionMm: 0, centreMm: [0, 0], mmPerPx: 2, widthPx: 100, heightPx: 100 };
    assert.deepEqual(pixel(drawSlice(image, { level: -500, width: 10 }, undefined, wide, 1), 2, 2), [0, 0, 0, 255]);
  });

  it('carry the wash of their dose: clear below the lower limit, a third of its colour above', () => {
    const scale = doseScale(70, 70);
    const dose = { grid, values: fill(grid, (x) => (x < 0 ? 4.9 : 60)), scale };
    // Half way up the window is a grey of 127.5, which is stored as one of its neighbours.
    const flat: Frame = { plane: 'axial', positionMm: 0, centreMm: [0, 0], mmPerPx: 1, widthPx: 101, heightPx: 21 };
    const raster = drawSlice({ grid, values: fill(grid, () => 0) }, { level: 0, width: 100 }, dose, flat, 1);
    for (const c of pixel(raster, 10, 10).slice(0, 3)) assert.ok(Math.abs(c - 127.5) <= 0.5);
    const { colour, opacity } = washAt(scale, 60);
    assert.equal(opacity, 0.34);
    const expected = colour.map((c) => 127.5 * 0.66 + c * 0.34);
    pixel(raster, 90, 10)
      .slice(0, 3)
      .forEach((got, c) => assert.ok(Math.abs(got - expected[c]) <= 1.5, `${got} for ${expected[c]}`));
  });

  it('come as many to a pixel of the page as the screen has', () => {
    const raster = drawSlice(image, { level: 0, width: 1 }, undefined, frame('coronal'), 2);
    assert.deepEqual([raster.width, raster.height, raster.pixelRatio], [240, 180, 2]);
  });
});

describe('the scale of the dose wash', () => {
  it('runs from 4 to 80 Gy for a prescription of 70 Gy, opaque from 14 Gy', () => {
    const scale = doseScale(70, 75);
    assert.deepEqual(
      [scale.low, scale.high, scale.clearBelow, scale.fullFrom].map((v) => Math.round(v * 10) / 10),
      [4, 80, 5, 14],
    );
  });

  it('reaches up to the hot spot within 30 %, no further', () => {
    assert.equal(doseScale(50, 62).high, 65);
    assert.equal(doseScale(50, 500).high, 65);
  });
});
