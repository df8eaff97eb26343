import assert from 'node:assert/strict';
import fc from 'fast-check';
import { arealDensities, traceToSource } from '../../src/physics/ray-trace.ts';
import { waterEquivalentDepthMm } from '../../src/physics/water-equivalent.ts';
import { materials } from '../../src/patient/medium.ts';
import { makeMedium } from './media.ts';
import type { Medium } from '../../src/patient/medium.ts';
import type { Vec3 } from '../../src/patient/grid.ts';

const water = materials.indexOf('water');
const bone = materials.indexOf('bone');

describe('ray trace', () => {
  const slabs = makeMedium({
    size: [20, 20, 20],
    spacingMm: [5, 5, 5],
    fill: ([, y]) => (y > -10 && y < 10 ? { density: 1.8, material: 'bone' } : { density: 1, material: 'water' }),
  });

  it('adds density × length of every material along a straight ray', () => {
    const found = arealDensities();
    traceToSource(slabs, [0, 47.5, 2.5], [0, -1000, 2.5], found);
    // 97.5 mm from the point to the upper face: 20 mm of bone, the rest water.
    assert.ok(Math.abs(found[bone] - 3.6) < 1e-6);
    assert.ok(Math.abs(found[water] - 7.75) < 1e-6);
  });

  it('is longer by 1/cos θ on a slanting ray', () => {
    const found = arealDensities();
    const source: Vec3 = [300, -1000, -150];
    traceToSource(slabs, [0, 0, 0], source, found);
    const slant = Math.hypot(300, 1000, 150) / 1000;
    assert.ok(Math.abs(found[bone] - 1.8 * slant) < 1e-6);
    assert.ok(Math.abs(found[water] - 4 * slant) < 1e-6);
  });

  it('follows a ray along voxel faces and through corners without loss', () => {
    const cube = makeMedium({
      size: [10, 10, 10],
      spacingMm: [4, 4, 4],
      fill: () => ({ density: 1, material: 'water' }),
    });
    const found = arealDensities();
    traceToSource(cube, [0, 18, 0], [0, -500, 0], found);
    assert.ok(Math.abs(found[water] - 3.8) < 1e-9);
    traceToSource(cube, [-18, -18, -18], [182, 182, 182], found);
    assert.ok(Math.abs(found[water] - 3.8 * Math.sqrt(3)) < 1e-9);
  });

  it('meets the medium from outside, or misses it', () => {
    const found = arealDensities();
    traceToSource(slabs, [0, 200, 2.5], [0, -1000, 2.5], found);
    assert.ok(Math.abs(found[water] - 8) < 1e-6);
    traceToSource(slabs, [80, 200, 0], [80, -1000, 0], found);
    assert.deepEqual(
      [...found],
      materials.map(() => 0),
    );
  });

  it('agrees with fine steps along the ray through random voxels, from any point to any source', () => {
    const random = randomMedium();
    // Off the faces, where which of two voxels a ray touches is a matter of taste.
    const coordinate = fc.integer({ min: -60, max: 60 }).map((n) => n * 0.37 + 0.0123);
    const far = fc.integer({ min: -900, max: 900 }).map((n) => n * 1.0071 + 0.0317);
    fc.assert(
      fc.property(fc.tuple(coordinate, coordinate, coordinate), fc.tuple(far, far, far), (point, source) => {
        if (Math.hypot(...source) < 100) return;
        const found = arealDensities();
        traceToSource(random, point, source, found);
        const exact = found.reduce((sum, value) => sum + value, 0);
        assert.ok(Math.abs(exact - stepped(random, point, source)) < 0.03, `${exact}`);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe('water-equivalent depth', () => {
  it('is the depth in water, and counts bone by its attenuation', () => {
    const tank = makeMedium({
      size: [8, 20, 8],
      spacingMm: [5, 5, 5],
      fill: () => ({ density: 1, material: 'water' }),
    });
    assert.ok(Math.abs(waterEquivalentDepthMm(tank, [0, 0, 0], [0, -1000, 0]) - 50) < 1e-6);
    const withBone = makeMedium({
      size: [8, 20, 8],
      spacingMm: [5, 5, 5],
      fill: ([, y]) => (y < -30 ? { density: 1.85, material: 'bone' } : { density: 1, material: 'water' }),
    });
    // 20 mm of bone: × 1.85 in mass, × 0.04653/0.049309 in μ/ρ at 2 MeV.
    const expected = 30 + 20 * 1.85 * (0.04653 / 0.049309);
    assert.ok(Math.abs(waterEquivalentDepthMm(withBone, [0, 0, 0], [0, -1000, 0]) - expected) < 0.01);
  });
});

function randomMedium(): Medium {
  let state = 12345;
  const next = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  return makeMedium({
    size: [12, 10, 8],
    spacingMm: [4, 5, 6],
    fill: () => ({ density: 2 * next(), material: 'water' }),
  });
}

function stepped(medium: Medium, point: Vec3, source: Vec3): number {
  const length = Math.hypot(source[0] - point[0], source[1] - point[1], source[2] - point[2]);
  const stepMm = 0.02;
  let sum = 0;
  for (let t = stepMm / 2; t < Math.min(length, 120); t += stepMm) {
    const index = [0, 1, 2].map((axis) =>
      Math.round(
        (point[axis] + (t / length) * (source[axis] - point[axis]) - medium.grid.originMm[axis]) /
          medium.grid.spacingMm[axis],
      ),
    );
    if (index.some((i, axis) => i < 0 || i >= medium.grid.size[axis])) continue;
    sum +=
      medium.densityGPerCm3[index[0] + medium.grid.size[0] * (index[1] + medium.grid.size[1] * index[2])] *
      (stepMm / 10);
  }
  return sum;
}
