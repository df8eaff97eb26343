import assert from 'node:assert/strict';
import { clipLines } from '../../../src/preview/draw/clip-lines.ts';
import { lengthOf } from '../../../src/preview/draw/polyline.ts';
import type { Point } from '../../../src/preview/draw/scene.ts';

describe('lines clipped to a region', () => {
  // The half space x ≤ 0, as a signed distance on a grid of 1 mm around the origin.
  const grid = { size: [41, 41, 3], originMm: [-20, -20, -1], spacingMm: [1, 1, 1] } as const;
  const left = Float32Array.from({ length: 41 * 41 * 3 }, (_, o) => (o % 41) - 20);
  const circle = (radius: number, centreX: number): Point[] =>
    Array.from({ length: 360 }, (_, n) => [
      centreX + radius * Math.cos((n * Math.PI) / 180),
      radius * Math.sin((n * Math.PI) / 180),
    ]);

  it('keeps the half of a circle that lies inside, as one open line that ends on the surface', () => {
    const [half, ...rest] = clipLines([{ points: circle(10, 0), closed: true }], grid, left, 'axial', 0);
    assert.equal(rest.length, 0);
    assert.equal(half.closed, false);
    assert.ok(Math.abs(lengthOf(half) - Math.PI * 10) < 0.01, `${lengthOf(half)} mm`);
    for (const end of [half.points[0], half.points.at(-1)!])
      assert.ok(Math.abs(end[0]) < 1e-6 && Math.abs(Math.abs(end[1]) - 10) < 0.01, `${end}`);
  });

  it('keeps a ring whole that lies inside, and nothing of one outside', () => {
    const inside = { points: circle(5, -8), closed: true };
    assert.deepEqual(clipLines([inside, { points: circle(5, 8), closed: true }], grid, left, 'axial', 0), [inside]);
  });

  it('cuts an open line that crosses twice into two', () => {
    const line = {
      points: [
        [-5, 0],
        [5, 1],
        [-5, 2],
      ] as Point[],
      closed: false,
    };
    const parts = clipLines([line], grid, left, 'axial', 0);
    assert.deepEqual(
      parts.map((part) => part.points),
      [
        [
          [-5, 0],
          [0, 0.5],
        ],
        [
          [0, 1.5],
          [-5, 2],
        ],
      ],
    );
  });

  it('takes what lies beyond the grid as outside', () => {
    assert.deepEqual(clipLines([{ points: circle(5, 100), closed: true }], grid, left, 'axial', 0), []);
  });
});
