import assert from 'node:assert/strict';
import fc from 'fast-check';
import { carried } from './dose-work.ts';
import { indexOf, voxelCount } from '../../src/patient/grid.ts';
import { centredGrid } from './media.ts';
import type { Cone } from '../../src/physics/cones.ts';
import type { Grid, Vec3 } from '../../src/patient/grid.ts';

const grid = centredGrid([21, 19, 17], [4, 5, 6]);
const sourceMm: Vec3 = [0, -1000, 0];

describe('transport along a cone', () => {
  it('leaves all energy in a medium that absorbs it all, in any direction, through voids and dense voxels', () => {
    const direction = fc
      .tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 }))
      .filter((u) => u.some((value) => value !== 0));
    const density = patchyDensity(grid);
    fc.assert(
      fc.property(direction, (u) => {
        const released = spike(grid, [0, 0, 0]);
        // 30 cm²/g: nothing reaches the outer voxels, which are dense.
        const dose = transport(density, released, cone(u, 30));
        assert.ok(Math.abs(mass(density, dose) / (2 * mass(density, released)) - 1) < 1e-5);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('absorbs exponentially with the radiological distance, and lets the rest leave the grid', () => {
    const density = new Float32Array(voxelCount(grid)).fill(1);
    const dose = transport(density, spike(grid, [0, 0, 0]), cone([0, 0, 1], 0.5));
    const at = (k: number) => dose[10 + 21 * (9 + 19 * k)];
    // Slices are 0.6 cm; the energy sets out in slice 8 of 17.
    const x = 0.5 * 0.6;
    assert.equal(at(7), 0);
    for (let k = 10; k < 17; k++) assert.ok(Math.abs(at(k) / at(k - 1) / Math.exp(-x) - 1) < 1e-4);
    const leaves = ((1 - Math.exp(-x)) / x) * Math.exp(-8 * x);
    assert.ok(Math.abs(mass(density, dose) / 2 - (1 - leaves)) < 1e-4);
  });

  it('follows the direction: on the average over voxels the energy’s centre lies on the line through the voxel that released it', () => {
    const cube = centredGrid([51, 51, 51], [3, 3, 3]);
    const density = new Float32Array(voxelCount(cube)).fill(1);
    for (const u of [
      [1, 0.6, 0.3],
      [-0.4, -1, 0.7],
      [0.2, -0.5, 1],
    ]) {
      const away = [0, 0, 0];
      const from = Array.from({ length: 13 }, (_, n) => 3 * (n - 6));
      for (const mm of from) {
        const at: Vec3 = [mm, mm, mm];
        const centre = centreOfEnergy(cube, transport(density, spike(cube, at), cone(u, 0.8), cube));
        centre.forEach((value, axis) => (away[axis] += (value - at[axis]) / from.length));
        // A single line is up to a voxel beside the ideal one.
        const along = centre.reduce((sum, value, axis) => sum + (value - at[axis]) * u[axis], 0) / Math.hypot(...u);
        const beside = centre.map((value, axis) => value - at[axis] - (along * u[axis]) / Math.hypot(...u));
        assert.ok(Math.hypot(...beside) < 3, `${beside}`);
      }
      const length = Math.hypot(...away);
      const cosine = (away[0] * u[0] + away[1] * u[1] + away[2] * u[2]) / length / Math.hypot(...u);
      assert.ok(cosine > 0.998, `${away} is not along ${u}`);
      // The mean range of an exponential is 1/μ.
      assert.ok(Math.abs(length / 12.5 - 1) < 0.03, `${length} mm`);
    }
  });

  it('mirrors with the direction', () => {
    const density = new Float32Array(voxelCount(grid)).fill(1);
    const there = transport(density, spike(grid, [0, 0, 0]), cone([0.37, 0.2, 1], 0.3));
    const back = transport(density, spike(grid, [0, 0, 0]), cone([-0.37, -0.2, -1], 0.3));
    for (let i = 0; i < there.length; i++) assert.ok(Math.abs(there[i] - back[there.length - 1 - i]) < 1e-7);
  });

  it('drops energy in flight before it becomes denormal', () => {
    const long = centredGrid([4, 4, 400], [3, 3, 3]);
    const density = new Float32Array(voxelCount(long)).fill(1);
    const released = new Float32Array(voxelCount(long)).fill(1, 0, 16);
    const dose = carried(long, density, released, [cone([0, 0, 1], 20)], { sourceMm });
    for (const value of dose) assert.ok(value === 0 || value > 1e-14, `${value} is denormal, or nearly`);
    assert.equal(dose.at(-1), 0);
  });
});

/** A cone that takes a share 1 of each component's energy, whatever the photon's direction. */
function cone(along: readonly number[], attenuationCm2PerG: number): Cone {
  const length = Math.hypot(...along);
  return {
    direction: [along[0] / length, along[1] / length, along[2] / length],
    ring: {
      primaryCm2PerG: attenuationCm2PerG,
      scatterCm2PerG: attenuationCm2PerG,
      energy: new Float32Array(6).fill(1),
      cosineFrom: -1,
      rowsPerCosine: 1,
    },
  };
}

function transport(density: Float32Array, released: Float32Array, along: Cone, on: Grid = grid): Float32Array {
  return carried(on, density, released, [along], { sourceMm });
}

function spike(on: Grid, at: Vec3): Float32Array {
  const values = new Float32Array(voxelCount(on));
  const [i, j, k] = indexOf(on, at).map(Math.round);
  values[i + on.size[0] * (j + on.size[1] * k)] = 1;
  return values;
}

/** Lung, void and bone in a pattern, tissue round the middle, three dense voxels at the outside. */
function patchyDensity(on: Grid): Float32Array {
  const values = new Float32Array(voxelCount(on));
  forEachIndex(on, (i, j, k, voxel) => {
    const outer = [i, j, k].some((index, axis) => index < 4 || index >= on.size[axis] - 4);
    values[voxel] = outer ? 3 : [1, 0.26, 0, 1.8][(i + 2 * j + k) % 4];
  });
  values[10 + on.size[0] * (9 + on.size[1] * 8)] = 1;
  return values;
}

/** Energy over the grid per voxel volume: dose × density. */
function mass(density: Float32Array, dose: Float32Array): number {
  return dose.reduce((sum, value, i) => sum + value * density[i], 0);
}

function centreOfEnergy(on: Grid, dose: Float32Array): number[] {
  const sums = [0, 0, 0];
  let total = 0;
  forEachIndex(on, (i, j, k, voxel) => {
    total += dose[voxel];
    [i, j, k].forEach((index, axis) => (sums[axis] += dose[voxel] * (on.originMm[axis] + index * on.spacingMm[axis])));
  });
  return sums.map((value) => value / total);
}

function forEachIndex(on: Grid, visit: (i: number, j: number, k: number, voxel: number) => void): void {
  let voxel = 0;
  for (let k = 0; k < on.size[2]; k++) {
    for (let j = 0; j < on.size[1]; j++) for (let i = 0; i < on.size[0]; i++) visit(i, j, k, voxel++);
  }
}
