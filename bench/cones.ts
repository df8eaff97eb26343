/**
 * What the number of cones is worth: differences from a dose of very many cones, for three fields of the point source on water.
 *
 *   npm run bench -- cones
 */
import { instantiate, loadKernelModules } from '../src/engine/kernel-modules.ts';
import { beamDose, defaultCones } from '../src/physics/beam-dose.ts';
import { squareField, waterTank } from '../src/physics/calibration.ts';
import { kernelMemory } from '../src/physics/kernels/dose-kernels.ts';
import { machines } from '../src/physics/machine.ts';

const kernels = instantiate(loadKernelModules().final, kernelMemory());
const machine = machines.get('std.point6MV')!;
const tank = waterTank([5, 5, 5]);
const [nx, ny, nz] = tank.grid.size;

for (const fieldMm of [30, 100, 200]) {
  const dose = (cones: number) =>
    beamDose(tank, squareField(machine, { fieldMm, ssdMm: 1000 }), machine, { cones, kernels });
  const reference = dose(2000);
  const max = reference.reduce((largest, value) => Math.max(largest, value), 0);
  for (const cones of [32, 40, 48, 96, defaultCones, 192, 480]) {
    const values = dose(cones);
    let squares = 0;
    let count = 0;
    reference.forEach((expected, voxel) => {
      if (expected < 0.02 * max) return;
      squares += (values[voxel] - expected) ** 2;
      count++;
    });
    let onAxis = 0;
    for (let j = 3; j < ny - 5; j++) {
      const voxel = nx / 2 + nx * (j + ny * (nz / 2));
      onAxis = Math.max(onAxis, Math.abs(values[voxel] - reference[voxel]));
    }
    const percent = (value: number) => `${((100 * value) / max).toFixed(2)} %`;
    console.log(
      `${fieldMm / 10} cm field, ${String(cones).padStart(3)} cones: ${percent(Math.sqrt(squares / count))} r.m.s., ${percent(onAxis)} at most on the axis`,
    );
  }
}
