import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type GammaCriteria, gammaCap, gammaIndex } from '../../src/evaluate/gamma.ts';
import { windowExtremes } from '../../src/evaluate/window-extremes.ts';
import { type Grid, positionOf, sampleAt, type Vec3, type Volume } from '../../src/patient/grid.ts';
import { seededRandom } from '../support/random.ts';

const global32: GammaCriteria = { dosePercent: 3, distanceMm: 2, local: false, thresholdPercent: 10 };

function volumeOf(grid: Grid, doseGy: (x: number, y: number, z: number) => number): Volume {
  const [nx, ny, nz] = grid.size;
  const values = new Float32Array(nx * ny * nz);
  for (let k = 0, o = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) values[o++] = doseGy(...positionOf(grid, i, j, k));
  return { grid, values, quantity: 'Gy' };
}

const cube = (n: number, spacingMm: number): Grid => ({
  size: [n, n, n],
  originMm: [(-spacingMm * (n - 1)) / 2, (-spacingMm * (n - 1)) / 2, (-spacingMm * (n - 1)) / 2],
  spacingMm: [spacingMm, spacingMm, spacingMm],
});

/** Gamma at the voxel nearest to the centre. */
function centre({ gamma }: { gamma: Float32Array }, { size: [nx, ny, nz] }: Grid): number {
  return gamma[(nx >> 1) + nx * ((ny >> 1) + ny * (nz >> 1))];
}

/** Unit vectors in all kinds of directions: along axes, in planes, oblique. */
const direction = fc
  .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }))
  .filter((v) => v.some((c) => c !== 0))
  .map((v): Vec3 => {
    const length = Math.hypot(...v);
    return [v[0] / length, v[1] / length, v[2] / length];
  });

describe('The gamma index', () => {
  it('of a dose and itself is 0 everywhere', () => {
    const grid = cube(9, 2.5);
    const dose = volumeOf(grid, (x, y, z) => 50 + x - 2 * y + 0.1 * z * z);
    const { passPercent, mean, worst, judged } = gammaIndex(dose, dose, global32);
    assert.deepEqual([passPercent, mean, worst?.gamma, judged], [100, 0, 0, 729]);
  });

  it('of a uniform dose that is x % too high is x divided by the criterion, up to the cap', () => {
    const grid = cube(5, 3);
    const reference = volumeOf(grid, () => 60);
    for (const percent of [-4, -1.5, 0.3, 1, 3, 5.9]) {
      const scaled = volumeOf(grid, () => 60 * (1 + percent / 100));
      const { mean, passPercent } = gammaIndex(reference, scaled, global32);
      assert.ok(Math.abs(mean - Math.abs(percent) / 3) < 1e-4, `${percent} %: ${mean}`);
      assert.equal(passPercent, Math.abs(percent) <= 3 ? 100 : 0);
    }
    assert.equal(
      gammaIndex(
        reference,
        volumeOf(grid, () => 70),
        global32,
      ).worst?.gamma,
      gammaCap,
    );
  });

  it('of a linear gradient that is shifted, or raised, is the one of the geometry of Low', () => {
    fc.assert(
      fc.property(
        direction,
        fc.double({ min: 0.01, max: 14, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (along, gradient, shiftMm) => {
          const grid = cube(13, 2.5);
          const dose = (offset: number) =>
            volumeOf(grid, (x, y, z) => 300 + gradient * (along[0] * x + along[1] * y + along[2] * z - offset));
          const criteria = { ...global32, normalisationGy: 70 };
          const result = gammaIndex(dose(0), dose(shiftMm), criteria);
          // The point (0, −g·s) to the line of slope g, in units of the criteria: 2 mm and 2.1 Gy.
          const steepness = (gradient * 2) / 2.1;
          const exact = Math.min(gammaCap, ((Math.abs(shiftMm) / 2) * steepness) / Math.hypot(1, steepness));
          const found = centre(result, grid);
          assert.ok(found > exact - 1e-3, `${found} is less than ${exact}`);
          assert.ok(found < exact + 0.01, `${found} is more than ${exact}`);
        },
      ),
      { seed: 3, numRuns: 150 },
    );
  });

  it('of a sharp edge that is moved is the distance, at the edge', () => {
    const grid = cube(41, 1);
    const edge = (axis: number, at: number) =>
      volumeOf(grid, (...p) => 60 * Math.min(1, Math.max(0, (p[axis] - at) / 0.1 + 0.5)));
    for (const axis of [0, 1, 2]) {
      const { worst, passPercent } = gammaIndex(edge(axis, 0.1), edge(axis, 2.1), { ...global32, distanceMm: 2 });
      assert.ok(Math.abs(worst!.gamma - 1) < 0.05, `${worst!.gamma}`);
      const further = gammaIndex(edge(axis, 0.1), edge(axis, 3.1), { ...global32, distanceMm: 2 });
      assert.ok(further.worst!.gamma > 1.4 && further.passPercent! < passPercent! + 1e-9);
    }
  });

  it('takes its criterion from the dose at the voxel where it is local', () => {
    const grid = cube(5, 3);
    const reference = volumeOf(grid, (x) => (x < 0 ? 20 : 60));
    const evaluated = { ...reference, values: reference.values.map((gy) => gy + 0.6) };
    const local = gammaIndex(reference, evaluated, { ...global32, distanceMm: 0.1, local: true });
    // The outermost voxels along x: between the others the dose changes, and lies near.
    assert.ok(Math.abs(local.gamma[0] - 1) < 1e-3 && Math.abs(local.gamma[4] - 1 / 3) < 1e-3);
    const global = gammaIndex(reference, evaluated, { ...global32, distanceMm: 0.1 });
    assert.ok(Math.abs(global.worst!.gamma - 1 / 3) < 1e-3);
  });

  it('judges neither voxels below the threshold nor those outside the other grid, and counts both', () => {
    const grid = cube(6, 2);
    const reference = volumeOf(grid, (x) => (x < 0 ? 5 : 60));
    const part: Grid = { ...grid, size: [6, 6, 4] };
    const evaluated = volumeOf(part, (x) => (x < 0 ? 50 : 60));
    const result = gammaIndex(reference, evaluated, { ...global32, distanceMm: 0.5 });
    assert.deepEqual([result.belowThreshold, result.outside, result.judged], [108, 36, 72]);
    assert.equal(result.passed, 72);
    assert.equal([...result.gamma].filter(Number.isNaN).length, 144);
    const none = gammaIndex(reference, { ...evaluated, grid: { ...part, originMm: [500, 0, 0] } }, global32);
    assert.deepEqual([none.judged, none.passPercent, none.worst], [0, undefined, undefined]);
    const zero = volumeOf(grid, () => 0);
    assert.equal(gammaIndex(zero, zero, global32).judged, 0, 'where there is no dose there is no criterion');
  });

  const random = seededRandom(17);
  const blobs = Array.from({ length: 4 }, () => ({
    at: [0, 1, 2].map(() => 16 * (random() - 0.5)),
    width: 4 + 6 * random(),
    gy: 20 + 30 * random(),
  }));
  const smooth = (x: number, y: number, z: number): number =>
    blobs.reduce(
      (sum, { at, width, gy }) => sum + gy * Math.exp(-(Math.hypot(x - at[0], y - at[1], z - at[2]) ** 2) / width ** 2),
      5,
    );

  it('is what a plain search of all points finds, on grids that do not coincide', () => {
    const grid = cube(9, 2.5);
    const reference = volumeOf(grid, smooth);
    const other: Grid = { size: [12, 8, 14], originMm: [-13.3, -12.1, -12.7], spacingMm: [2.3, 3.1, 1.9] };
    const evaluated = volumeOf(other, (x, y, z) => 1.015 * smooth(x - 0.7, y + 0.5, z - 0.4));
    const { gamma, normalisationGy } = gammaIndex(reference, evaluated, global32);
    const tolerance = 0.03 * normalisationGy;
    let judged = 0;
    for (let k = 0, voxel = 0; k < 9; k++)
      for (let j = 0; j < 9; j++)
        for (let i = 0; i < 9; i++, voxel++) {
          if (Number.isNaN(gamma[voxel]) || voxel % 7 !== 0) continue;
          judged++;
          const plain = plainGamma(evaluated, positionOf(grid, i, j, k), reference.values[voxel], tolerance, 0.1);
          assert.ok(gamma[voxel] <= plain + 0.005, `${gamma[voxel]} is more than a coarse search finds, ${plain}`);
          assert.ok(gamma[voxel] >= plain - 0.05, `${gamma[voxel]} is less than ${plain}`);
        }
    assert.ok(judged > 50);
  });

  it('does not change where both doses are scaled, moved together, mirrored, or their axes exchanged', () => {
    const grid: Grid = { size: [7, 8, 6], originMm: [-8, -9, -7], spacingMm: [2.5, 2.5, 2.5] };
    const moved = (x: number, y: number, z: number): number => 1.01 * smooth(x + 0.6, y - 0.9, z + 0.3);
    const plain = gammaIndex(volumeOf(grid, smooth), volumeOf(grid, moved), global32);
    const close = (result: { mean: number; passed: number }, what: string): void => {
      assert.ok(Math.abs(result.mean - plain.mean) < 0.003, `${what}: ${result.mean}, not ${plain.mean}`);
      assert.ok(Math.abs(result.passed - plain.passed) <= 1, what);
    };
    assert.ok(plain.mean > 0.1 && plain.passed < plain.judged, 'the case is neither perfect nor empty');
    const scaled = [smooth, moved].map((f) => volumeOf(grid, (x, y, z) => 3 * f(x, y, z)));
    close(gammaIndex(scaled[0], scaled[1], global32), 'scaled');
    const shifted = [smooth, moved].map((f) => ({
      ...volumeOf(grid, f),
      grid: { ...grid, originMm: [92, -9, -7] as const },
    }));
    close(gammaIndex(shifted[0], shifted[1], global32), 'moved');
    const mirrored: Grid = { ...grid, originMm: [-7, -9, -7] };
    const mirror = [smooth, moved].map((f) => volumeOf(mirrored, (x, y, z) => f(-x, y, z)));
    close(gammaIndex(mirror[0], mirror[1], global32), 'mirrored');
    const turned: Grid = { ...grid, size: [6, 7, 8], originMm: [-7, -8, -9] };
    const turn = [smooth, moved].map((f) => volumeOf(turned, (z, x, y) => f(x, y, z)));
    close(gammaIndex(turn[0], turn[1], global32), 'axes exchanged');
  });

  it('does not grow where a criterion is loosened', () => {
    const grid = cube(8, 2.5);
    const [reference, evaluated] = [volumeOf(grid, smooth), volumeOf(grid, (x, y, z) => smooth(x + 1, y, z) + 1)];
    const strict = gammaIndex(reference, evaluated, { ...global32, dosePercent: 2, distanceMm: 2 });
    for (const looser of [
      { dosePercent: 3, distanceMm: 2 },
      { dosePercent: 2, distanceMm: 3 },
    ]) {
      const { gamma } = gammaIndex(reference, evaluated, { ...global32, ...looser });
      gamma.forEach((g, i) => assert.ok(Number.isNaN(g) || g <= strict.gamma[i] + 0.02));
    }
  });
});

/** Every point of a fine lattice within reach, one after the other. */
function plainGamma({ grid, values }: Volume, at: Vec3, doseGy: number, toleranceGy: number, stepMm: number): number {
  let best = gammaCap ** 2;
  const most = Math.ceil((2 * gammaCap) / stepMm);
  for (let c = -most; c <= most; c++)
    for (let b = -most; b <= most; b++)
      for (let a = -most; a <= most; a++) {
        const distance = ((a * a + b * b + c * c) * stepMm * stepMm) / 4;
        if (distance >= best) continue;
        const gy = sampleAt(grid, values, [at[0] + a * stepMm, at[1] + b * stepMm, at[2] + c * stepMm]);
        if (gy === undefined) continue;
        best = Math.min(best, distance + ((gy - doseGy) / toleranceGy) ** 2);
      }
  return Math.sqrt(best);
}

describe('The extremes of a sliding box', () => {
  it('are those of its voxels', () => {
    fc.assert(
      fc.property(
        fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 6 }))),
        fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 8 }))),
        fc.integer(),
        (sizes, reaches, seed) => {
          const [nx, ny, nz] = sizes;
          const [rx, ry, rz] = reaches;
          const random = seededRandom(seed);
          const values = Float32Array.from({ length: nx * ny * nz }, () => random());
          const { least, greatest } = windowExtremes([nx, ny, nz], values, [rx, ry, rz]);
          for (let o = 0; o < values.length; o++) {
            const [i, j, k] = [o % nx, Math.floor(o / nx) % ny, Math.floor(o / (nx * ny))];
            const box = [...values].filter(
              (_, p) =>
                Math.abs((p % nx) - i) <= rx &&
                Math.abs((Math.floor(p / nx) % ny) - j) <= ry &&
                Math.abs(Math.floor(p / (nx * ny)) - k) <= rz,
            );
            assert.deepEqual([least[o], greatest[o]], [Math.min(...box), Math.max(...box)]);
          }
        },
      ),
      { seed: 23, numRuns: 60 },
    );
  });
});
