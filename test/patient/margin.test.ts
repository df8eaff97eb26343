import assert from 'node:assert/strict';
import fc from 'fast-check';
import { regionVolumeCc } from '../../src/patient/coverage.ts';
import type { Vec3 } from '../../src/patient/grid.ts';
import { isEmpty, type LevelSet } from '../../src/patient/level-set.ts';
import { isotropic, type Margin, withMargin } from '../../src/patient/margin.ts';
import { redistance } from '../../src/patient/redistance.ts';
import { boundingBoxMm, isInside, regionOf } from '../../src/patient/region.ts';
import { box, cylinder, fieldOfShape, gridAbout, sphere } from './fields.ts';

const image = gridAbout([60, 60, 60], [1, 1, 1], 0);
const volume = (field: LevelSet) => 1000 * regionVolumeCc(regionOf('S', redistance(field)));
const ball = (radius: number) => (4 / 3) * Math.PI * radius ** 3;
const sides = (mm: Partial<Margin>): Margin => ({ ...isotropic(0), ...mm });

describe('margins', () => {
  it('a sphere grown by a margin is the larger sphere, shrunk the smaller one', () => {
    const start = fieldOfShape(image, sphere(12));
    for (const mm of [1, 3.4, 8, -2.5, -6]) {
      const grown = volume(withMargin(start, isotropic(mm), image));
      const exact = ball(12 + mm);
      // A thirtieth of a voxel of radius.
      assert.ok(Math.abs(grown - exact) < (0.035 * 3 * exact) / (12 + mm), `${mm} mm: ${grown} against ${exact}`);
    }
  });

  it('a box grown by a margin has rounded edges and corners (Steiner formula)', () => {
    const [a, b, c, m] = [20, 14, 10, 6];
    const grown = volume(withMargin(fieldOfShape(image, box([a, b, c])), isotropic(m), image));
    const exact = a * b * c + 2 * m * (a * b + b * c + c * a) + Math.PI * m * m * (a + b + c) + ball(m);
    assert.ok(Math.abs(grown / exact - 1) < 0.01, `${grown} against ${exact}`);
  });

  it('keeps the edges of a region of true distances, on voxels that are coarse for it (Steiner formula)', () => {
    const coarse = gridAbout([34, 34, 34], [3, 3, 3], 0.37);
    const m = 6;
    const grown = (shape: Parameters<typeof fieldOfShape>[1]) =>
      volume(withMargin(fieldOfShape(coarse, shape), isotropic(m), coarse, { trueDistances: true }));
    /** Volume, surface and integral of mean curvature of the convex body that grows. */
    const steiner = (v: number, s: number, h: number) => v + s * m + h * m * m + ball(m);

    const [a, b, c] = [23, 31, 17];
    const exactBox = steiner(a * b * c, 2 * (a * b + b * c + c * a), Math.PI * (a + b + c));
    assert.ok(Math.abs(grown(box([a, b, c])) / exactBox - 1) < 0.01, `${grown(box([a, b, c]))} against ${exactBox}`);

    const [r, l] = [13, 50];
    const exactDrum = steiner(Math.PI * r * r * l, 2 * Math.PI * r * (l + r), Math.PI * l + Math.PI ** 2 * r);
    const drum = grown(cylinder(r, l));
    assert.ok(Math.abs(drum / exactDrum - 1) < 0.005, `${drum} against ${exactDrum}`);
  });

  it('shrinking and growing again loses nothing of a sphere', () => {
    const start = fieldOfShape(image, sphere(15));
    const back = withMargin(withMargin(start, isotropic(-5), image), isotropic(5), image);
    assert.ok(Math.abs(volume(back) / ball(15) - 1) < 0.01);
  });

  it('shrinking by more than the radius leaves nothing', () => {
    assert.ok(isEmpty(withMargin(fieldOfShape(image, sphere(8)), isotropic(-9), image)));
  });

  it('each side moves by its own margin, the patient’s left being +x, posterior +y and superior +z', () => {
    const margin: Margin = { left: 2, right: 4, anterior: 6, posterior: 8, superior: 10, inferior: 12 };
    const grown = withMargin(fieldOfShape(image, box([20, 20, 20])), margin, image);
    assert.deepEqual(boundingBoxMm(regionOf('S', grown)), { fromMm: [-14, -16, -22], toMm: [12, 18, 20] });
  });

  it('between the axes the margin is an octant of an ellipsoid', () => {
    const margin: Margin = { left: 4, right: 8, anterior: 6, posterior: 12, superior: 10, inferior: 5 };
    const corner: Vec3 = [10, 10, 10];
    const region = regionOf('S', redistance(withMargin(fieldOfShape(image, box([20, 20, 20])), margin, image)));
    for (const direction of [
      [1, 1, 1],
      [-1, 1, 1],
      [1, -1, -1],
      [-1, -1, 1],
    ] as Vec3[]) {
      const semi = [
        direction[0] > 0 ? margin.left : margin.right,
        direction[1] > 0 ? margin.posterior : margin.anterior,
        direction[2] > 0 ? margin.superior : margin.inferior,
      ];
      const at = (share: number): Vec3 =>
        [0, 1, 2].map((a) => direction[a] * (corner[a] + (share * semi[a]) / Math.sqrt(3))) as unknown as Vec3;
      assert.ok(isInside(region, at(0.85)), `${direction} inside`);
      assert.ok(!isInside(region, at(1.1)), `${direction} outside`);
    }
  });

  it('a margin to one side leaves the other sides where they are', () => {
    const start = fieldOfShape(image, sphere(12));
    const grown = regionOf('S', redistance(withMargin(start, sides({ superior: 10 }), image)));
    for (const [point, inside] of [
      [[0, 0, 21.7], true],
      [[0, 0, 22.3], false],
      [[0, 0, -11.7], true],
      [[0, 0, -12.3], false],
      [[11.7, 0, 0], true],
      [[12.3, 0, 0], false],
      [[0, -12.3, 0], false],
    ] as [Vec3, boolean][])
      assert.equal(isInside(grown, point), inside, point.join());
  });

  it('a margin to one side is as large to every side: the ball with the cylinder that it sweeps', () => {
    const coarse = gridAbout([30, 30, 30], [4, 4, 4], 0);
    const exact = ball(20) + Math.PI * 20 ** 2 * 20;
    for (const side of ['left', 'right', 'anterior', 'posterior', 'superior', 'inferior'] as const) {
      const swept = withMargin(fieldOfShape(coarse, sphere(20)), sides({ [side]: 20 }), coarse);
      const grown = 1000 * regionVolumeCc(regionOf('S', swept));
      assert.ok(Math.abs(grown / exact - 1) < 0.015, `${side}: ${grown} against ${exact}`);
    }
  });

  it('negative sides shrink, together with positive ones that grow', () => {
    const moved = withMargin(fieldOfShape(image, box([20, 20, 20])), sides({ left: -4, right: 4 }), image);
    assert.deepEqual(boundingBoxMm(regionOf('S', moved)), { fromMm: [-14, -10, -10], toMm: [6, 10, 10] });
    const exact = 20 * 20 * 20;
    assert.ok(Math.abs(volume(moved) / exact - 1) < 0.02, `${volume(moved)}`);
  });

  it('six numbers that are nearly equal give what one number gives', () => {
    const start = fieldOfShape(image, sphere(12));
    const margin = { ...isotropic(5), left: 5.000001 };
    assert.ok(
      Math.abs(volume(withMargin(start, margin, image)) / volume(withMargin(start, isotropic(5), image)) - 1) < 0.005,
    );
  });

  it('a larger margin never makes a smaller region (10 cases)', () => {
    const start = fieldOfShape(image, sphere(9, [0.2, -0.4, 0.3]));
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        (mm, more) => {
          const [small, large] = [mm, mm + more].map((m) => volume(withMargin(start, isotropic(m), image)));
          return large > small;
        },
      ),
      { seed: 3, numRuns: 10 },
    );
  });

  it('a margin ends at the edge of the image', () => {
    const grown = withMargin(fieldOfShape(image, sphere(10, [0, 0, 15])), isotropic(8), image);
    assert.equal(boundingBoxMm(regionOf('S', grown))?.toMm[2], 30);
  });
});
