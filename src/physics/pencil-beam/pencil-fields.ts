import { voxelCount, type Grid } from '../../patient/grid.ts';
import { materials, type Medium } from '../../patient/medium.ts';
import { squareField } from '../calibration.ts';
import { offAxisFactor } from '../off-axis.ts';
import type { BeamSetup } from '../beam-setup-types.ts';
import type { Machine } from '../machine.ts';
import { fitPencilKernel, type SquareFieldProfile } from './pencil-kernel.ts';

/** Square fields that a pencil kernel is found from: narrow ones for its core, wide ones for its tails. */
export const pencilFieldsMm = [10, 20, 50, 100, 200] as const;

/** Fine across the field, where the penumbra is, coarse along it. */
const spacingMm = [2.5, 5, 5] as const;
const isocentreDepthMm = 100;

/** Water in which the fields are computed: surface at y = 0, so deep and wide that all of them fit. */
export function pencilTank(): Medium {
  const size = [121, 60, 61] as const;
  const grid: Grid = {
    size: [...size],
    spacingMm: [...spacingMm],
    // Odd numbers across, so that voxel centres lie on the axis.
    originMm: [(-spacingMm[0] * (size[0] - 1)) / 2, spacingMm[1] / 2, (-spacingMm[2] * (size[2] - 1)) / 2],
  };
  return {
    grid,
    densityGPerCm3: new Float32Array(voxelCount(grid)).fill(1),
    material: new Uint8Array(voxelCount(grid)).fill(materials.indexOf('water')),
  };
}

export function pencilSetups(machine: Machine): BeamSetup[] {
  const ssdMm = machine.sadMm - isocentreDepthMm;
  return pencilFieldsMm.map((fieldMm) => squareField(machine, { fieldMm, ssdMm }));
}

/** The pencil kernel of a machine from the doses of `pencilSetups` in `pencilTank`, Gy per MU, and how near it comes to them: rms over all profiles, of the greatest dose. It goes in steps, so that its caller can pause. */
export function* pencilKernelOf(
  machine: Machine,
  { grid }: Medium,
  gyPerMu: readonly Float32Array[],
): ReturnType<typeof fitPencilKernel> {
  const [nx, ny, nz] = grid.size;
  const profileAt = offAxisFactor(machine);
  const middle = nx * ny * Math.floor(nz / 2);
  const profiles: SquareFieldProfile[] = [];
  for (const [f, fieldMm] of pencilFieldsMm.entries())
    for (let j = 0; j < ny; j++) {
      const depthMm = grid.originMm[1] + j * grid.spacingMm[1];
      const scale = machine.sadMm / (machine.sadMm - isocentreDepthMm + depthMm);
      const positionsMm: number[] = [];
      const values: number[] = [];
      for (let i = 0; i < nx; i++) {
        const position = (grid.originMm[0] + i * grid.spacingMm[0]) * scale;
        if (Math.abs(position) > fieldMm / 2 + 30) continue;
        positionsMm.push(position);
        values.push(gyPerMu[f][i + nx * j + middle] / (scale * scale * profileAt(Math.abs(position))));
      }
      profiles.push({ fieldMm, depthMm, positionsMm, gyPerMu: values });
    }
  return yield* fitPencilKernel(profiles, { narrowestMm: [2, 2.5, 3, 3.5, 4], widerMm: [8, 22, 65] });
}
