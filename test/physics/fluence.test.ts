import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apertureFluence } from '../../src/physics/aperture-fluence.ts';
import { squareField } from '../../src/physics/calibration.ts';
import { beamAxes, dot, subtract } from '../../src/physics/coordinates.ts';
import { fluenceOf } from '../../src/physics/fluence.ts';
import { offAxisFactor } from '../../src/physics/off-axis.ts';
import { machines } from '../../src/physics/machine.ts';
import { positionOf, voxelCount } from '../../src/patient/grid.ts';
import { centredGrid } from './media.ts';
import type { Grid, Vec3 } from '../../src/patient/grid.ts';
import type { BeamSetup } from '../../src/physics/beam-setup-types.ts';
import type { Machine } from '../../src/physics/machine.ts';

const linac = machines.get('std.linac6MV')!;
const point = machines.get('std.point6MV')!;
const none = { value: 0, source: 'this test' };
/** The linac without what lies outside its field, so that rows are left out as for the point source, and with penumbra. */
const opaque: Machine = {
  ...linac,
  headScatter: undefined,
  jaws: { x: { ...linac.jaws.x!, transmission: none }, y: { ...linac.jaws.y!, transmission: none } },
};
const withoutScatter: Machine = { ...linac, headScatter: undefined };

describe('fluence over a grid', () => {
  it('of the point source is 1e10 photons/cm² per MU at 100 cm, falls with the square of the distance, and is nothing outside', () => {
    const grid = centredGrid([41, 41, 41], [5, 5, 5]);
    const out = filled(grid, squareField(point, { fieldMm: 100, ssdMm: 1000 }), point);
    const at = (i: number, j: number, k: number) => out[i + 41 * (j + 41 * k)];
    assert.equal(at(20, 20, 20), 1e10);
    for (const j of [0, 10, 30, 40])
      assert.ok(Math.abs(at(20, j, 20) / (1e10 * (1000 / (900 + 5 * j)) ** 2) - 1) < 1e-6);
    // Isotropic: off the axis the square of the whole distance counts.
    assert.ok(Math.abs(at(28, 20, 20) / (1e10 / (1 + 0.04 ** 2)) - 1) < 1e-6);
    assert.equal(at(31, 20, 20), 0);
    assert.equal(at(20, 20, 9), 0);
  });

  it('is, voxel by voxel, that of its apertures, from any side, whatever rows are left out', () => {
    const angle = fc.integer({ min: 0, max: 359 });
    fc.assert(
      fc.property(
        angle,
        angle,
        angle,
        fc.constantFrom(withoutScatter, opaque, point),
        (gantryDeg, couchDeg, collimatorDeg, machine) => {
          const setup = turned({ gantryDeg, couchDeg, collimatorDeg }, machine);
          const grid = centredGrid([17, 14, 12], [12, 15, 17], [10, -20, 30]);
          const out = filled(grid, setup, machine);
          const expected = pointByPoint(grid, setup, machine);
          out.forEach((value, voxel) => {
            assert.ok(
              Math.abs(value - expected[voxel]) <= 2e-6 * machine.fluencePerMu,
              `voxel ${voxel}: ${value}, ${expected[voxel]}`,
            );
          });
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  it('does not change with how the slices are shared out', () => {
    const grid = centredGrid([20, 16, 11], [9, 9, 9]);
    const setup = turned({ gantryDeg: 70, couchDeg: 20, collimatorDeg: 10 }, opaque);
    const whole = filled(grid, setup, opaque);
    const parts = new Float32Array(voxelCount(grid)).fill(-1);
    for (const [fromSlice, toSlice] of [[7, 11], [0, 3], [3, 7]]) fluenceOf(grid, setup, opaque)({ fromSlice, toSlice }, parts); // prettier-ignore
    assert.deepEqual(parts, whole);
  });

  it('is nothing behind the source', () => {
    const grid = centredGrid([5, 5, 5], [5, 5, 5], [0, -1000, 0]);
    const out = filled(grid, squareField(linac, { fieldMm: 100, ssdMm: 1000 }), linac);
    for (const voxel of [0, 1, 2].map((j) => 2 + 5 * (j + 5 * 2))) assert.equal(out[voxel], 0);
    assert.ok(out[2 + 5 * (4 + 5 * 2)] > 0);
  });
});

function filled(grid: Grid, setup: BeamSetup, machine: Machine): Float32Array {
  const out = new Float32Array(voxelCount(grid)).fill(-1);
  fluenceOf(grid, setup, machine)({ fromSlice: 0, toSlice: grid.size[2] }, out);
  return out;
}

/** Two segments with jaws of their own, turned about the origin. */
function turned(angles: { gantryDeg: number; couchDeg: number; collimatorDeg: number }, machine: Machine): BeamSetup {
  const axes = beamAxes(angles, 'HFS');
  const isocentreMm: Vec3 = [0, 0, 0];
  return {
    ...squareField(machine, { fieldMm: 100, ssdMm: 900 }),
    ...angles,
    axes,
    isocentreMm,
    sourceMm: [1000 * axes.z[0], 1000 * axes.z[1], 1000 * axes.z[2]],
    apertures: [
      { share: 0.7, aperture: { jaws: { x1Mm: -60, x2Mm: 20, y1Mm: -15, y2Mm: 70 } } },
      { share: 0.3, aperture: { jaws: { x1Mm: 5, x2Mm: 40, y1Mm: -50, y2Mm: 10 } } },
    ],
  };
}

function pointByPoint(grid: Grid, setup: BeamSetup, machine: Machine): number[] {
  const at = apertureFluence(setup, machine);
  const width = (axis: Vec3) => Math.hypot(...axis.map((u, n) => u * grid.spacingMm[n]));
  const values: number[] = [];
  for (let k = 0; k < grid.size[2]; k++) {
    for (let j = 0; j < grid.size[1]; j++) {
      for (let i = 0; i < grid.size[0]; i++) {
        const ray = subtract(positionOf(grid, i, j, k), setup.sourceMm);
        const axial = -dot(ray, setup.axes.z);
        const scale = 1000 / axial;
        const distance = machine.profile.kind === 'isotropic' ? Math.hypot(...ray) : axial;
        const relative = at(dot(ray, setup.axes.x) * scale, dot(ray, setup.axes.y) * scale, axial, width(setup.axes.x) * scale, width(setup.axes.y) * scale); // prettier-ignore
        const offAxis = offAxisFactor(machine)(Math.hypot(dot(ray, setup.axes.x), dot(ray, setup.axes.y)) * scale);
        values.push(relative * offAxis * machine.fluencePerMu * (1000 / distance) ** 2);
      }
    }
  }
  return values;
}
