import assert from 'node:assert/strict';
import { squareField } from '../../src/physics/calibration.ts';
import { contaminationOf, contaminationOnAxis } from '../../src/physics/contamination.ts';
import { machines, type Machine } from '../../src/physics/machine.ts';
import { positionOf, voxelCount } from '../../src/patient/grid.ts';
import { materials } from '../../src/patient/medium.ts';
import { centredGrid } from './media.ts';

const linac = machines.get('std.linac6MV')!;
const grid = centredGrid([41, 30, 41], [10, 2, 10], [0, 30, 0]);

describe('contaminating electrons', () => {
  it('fall exponentially with the radiological depth and with the square of the distance, from the dose at the surface', () => {
    const dose = doseOf(linac, 400);
    const { surfaceGyCm2, depthMm } = linac.electrons!;
    for (const j of [0, 5, 20]) {
      const depth = 1 + 2 * j;
      const wide =
        surfaceGyCm2.value * linac.fluencePerMu * Math.exp(-depth / depthMm.value) * (1000 / (1000 + depth)) ** 2;
      const found = dose[20 + 41 * (j + 30 * 20)];
      // At 40 × 40 cm and σ 80 mm all but 2.5 % of the blur is open.
      assert.ok(found / wide > 0.97 && found / wide < 0.98, `${found / wide}`);
      assert.ok(Math.abs(found / contaminationOnAxis(linac, { fieldMm: 400, ssdMm: 1000 }, depth) - 1) < 0.005);
    }
  });

  it('grow with the field, and reach beyond it', () => {
    const surface = [30, 100, 200, 400].map((fieldMm) => doseOf(linac, fieldMm)[20 + 41 * 30 * 20]);
    surface.forEach((value, i) => assert.ok(i === 0 || value > surface[i - 1]));
    const small = doseOf(linac, 100);
    const beside = grid.size[0] - 5;
    assert.ok(positionOf(grid, beside, 0, 20)[0] > 150);
    assert.ok(small[beside + 41 * 30 * 20] > 0.1 * small[20 + 41 * 30 * 20]);
  });

  it('are in denser matter as in as much water, and nowhere in air, where no photons come, or where the machine has none', () => {
    const adder = contaminationOf(grid, squareField(linac, { fieldMm: 100, ssdMm: 1000 }), linac)!;
    const dose = new Float32Array(voxelCount(grid));
    const depth = new Float32Array(voxelCount(grid)).fill(0.5);
    depth[20 + 41 * (29 + 30 * 20)] = 0;
    const material = new Uint8Array(depth.length).fill(materials.indexOf('water'));
    material[20 + 41 * (28 + 30 * 20)] = materials.indexOf('air');
    adder({ depthGPerCm2: depth, material }, { fromSlice: 20, toSlice: 21 }, dose);
    const at = (j: number) => dose[20 + 41 * (j + 30 * 20)];
    assert.ok(Math.abs(at(20) / at(0) / (1001 / 1041) ** 2 - 1) < 0.01, `${at(20) / at(0)}`);
    assert.deepEqual([at(29), at(28)], [0, 0]);
    assert.equal(dose[20], 0, 'another slice');
    const none: Machine = { ...linac, electrons: undefined };
    assert.equal(contaminationOf(grid, squareField(none, { fieldMm: 100, ssdMm: 1000 }), none), undefined);
  });
});

function doseOf(machine: Machine, fieldMm: number): Float32Array {
  const depth = new Float32Array(voxelCount(grid));
  for (let voxel = 0; voxel < depth.length; voxel++) depth[voxel] = (1 + 2 * (Math.floor(voxel / 41) % 30)) / 10;
  const material = new Uint8Array(depth.length).fill(materials.indexOf('water'));
  const dose = new Float32Array(depth.length);
  contaminationOf(grid, squareField(machine, { fieldMm, ssdMm: 1000 }), machine)!({ depthGPerCm2: depth, material }, { fromSlice: 0, toSlice: 41 }, dose); // prettier-ignore
  return dose;
}
