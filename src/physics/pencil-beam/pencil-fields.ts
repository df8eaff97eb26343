import { voxelCount, type Grid } from '../../patient/grid.ts';
import { materials, type Medium } from '../../patient/medium.ts';
import { squareField } from '../calibration.ts';
import { offAxisFactor } from '../off-axis.ts';
import type { BeamSetup } from '../beam-setup-types.ts';
import type { Machine } from '../machine.ts';
import { fitPencilKernel, type SquareFieldProfile } from './pencil-kernel.ts';

/** Square fields that a pencil kernel is found from: narrow ones for its core, wide ones for its tails. */
const fieldsMm = [10, 20, 50, 100, 200] as const;

/** Fine across the field, where the penumbra is, coarse along it. */
const spacingMm = [2.5, 5, 5] as const;
const isocentreDepthMm = 100;
const depthMm = 300;
/** Profiles end so far beyond the field's edges; of what lies beyond its other edges, so much scatters to them. At the isocentre plane. */
const [tailMm, besideMm] = [30, 10];

/** A square field, and water that has all of it that its profile needs: surface at y = 0. */
export interface PencilField {
  readonly fieldMm: number;
  readonly setup: BeamSetup;
  readonly tank: Medium;
}

export function pencilFields(machine: Machine): PencilField[] {
  const ssdMm = machine.sadMm - isocentreDepthMm;
  const widest = (ssdMm + depthMm) / machine.sadMm;
  return fieldsMm.map((fieldMm) => ({
    fieldMm,
    setup: squareField(machine, { fieldMm, ssdMm }),
    tank: waterTank((fieldMm / 2 + tailMm) * widest, (fieldMm / 2 + besideMm) * widest),
  }));
}

/** Water within so far of the axis, along x and z. */
function waterTank(halfXMm: number, halfZMm: number): Medium {
  // Odd numbers across, so that voxel centres lie on the axis.
  const across = (halfMm: number, axis: number): number => 2 * Math.ceil(halfMm / spacingMm[axis]) + 1;
  const size: [number, number, number] = [across(halfXMm, 0), depthMm / spacingMm[1], across(halfZMm, 2)];
  const grid: Grid = {
    size,
    spacingMm: [...spacingMm],
    originMm: [(-spacingMm[0] * (size[0] - 1)) / 2, spacingMm[1] / 2, (-spacingMm[2] * (size[2] - 1)) / 2],
  };
  return {
    grid,
    densityGPerCm3: new Float32Array(voxelCount(grid)).fill(1),
    material: new Uint8Array(voxelCount(grid)).fill(materials.indexOf('water')),
  };
}

/** The pencil kernel of a machine from the doses of its `pencilFields`, Gy per MU, and how near it comes to them: rms over all profiles, of the greatest dose. It goes in steps, so that its caller can pause. */
export function* pencilKernelOf(
  machine: Machine,
  fields: readonly PencilField[],
  gyPerMu: readonly Float32Array[],
): ReturnType<typeof fitPencilKernel> {
  const profileAt = offAxisFactor(machine);
  const profiles: SquareFieldProfile[] = [];
  for (const [f, { fieldMm, tank }] of fields.entries()) {
    const { size, originMm } = tank.grid;
    const [nx, ny, nz] = size;
    const middle = nx * ny * Math.floor(nz / 2);
    for (let j = 0; j < ny; j++) {
      const depth = originMm[1] + j * spacingMm[1];
      const scale = machine.sadMm / (machine.sadMm - isocentreDepthMm + depth);
      const positionsMm: number[] = [];
      const values: number[] = [];
      for (let i = 0; i < nx; i++) {
        const position = (originMm[0] + i * spacingMm[0]) * scale;
        if (Math.abs(position) > fieldMm / 2 + tailMm) continue;
        positionsMm.push(position);
        values.push(gyPerMu[f][i + nx * j + middle] / (scale * scale * profileAt(Math.abs(position))));
      }
      profiles.push({ fieldMm, depthMm: depth, positionsMm, gyPerMu: values });
    }
  }
  return yield* fitPencilKernel(profiles, { narrowestMm: [2, 2.5, 3, 3.5, 4], widerMm: [8, 22, 65] });
}
