import { squareField } from './calibration.ts';
import { sampleAt, voxelCount } from '../patient/grid.ts';
import { materials } from '../patient/medium.ts';
import type { Grid } from '../patient/grid.ts';
import type { Medium } from '../patient/medium.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/** Computes the dose of one set-up, Gy per MU: on this thread or on many. */
export type DoseOf = (medium: Medium, setup: BeamSetup, machine: Machine) => Promise<Float32Array>;

/** A square field from above on a tank of water. `fieldMm` is at the isocentre plane. */
export interface TankField {
  readonly fieldMm: number;
  readonly ssdMm: number;
  readonly widthMm: number;
  readonly depthMm: number;
  readonly lateralStepMm: number;
  readonly depthStepMm: number;
}

export interface WaterScan {
  readonly field: TankField;
  readonly grid: Grid;
  readonly gyPerMu: Float32Array;
}

/** The whole dose in a tank of water, surface at y = 0, the axis through its middle. */
export async function scanWater(machine: Machine, field: TankField, doseOf: DoseOf): Promise<WaterScan> {
  const medium = waterBox(field);
  return { field, grid: medium.grid, gyPerMu: await doseOf(medium, squareField(machine, field), machine) };
}

/** Water in voxels that divide the tank; an even number of them across, so that the axis runs between voxels. */
function waterBox({ widthMm, depthMm, lateralStepMm, depthStepMm }: TankField): Medium {
  const across = 2 * Math.max(1, Math.round(widthMm / lateralStepMm / 2));
  const down = Math.max(2, Math.round(depthMm / depthStepMm));
  const lateral = widthMm / across;
  const grid: Grid = {
    size: [across, down, across],
    spacingMm: [lateral, depthMm / down, lateral],
    originMm: [-widthMm / 2 + lateral / 2, depthMm / down / 2, -widthMm / 2 + lateral / 2],
  };
  return {
    grid,
    densityGPerCm3: new Float32Array(voxelCount(grid)).fill(1),
    material: new Uint8Array(voxelCount(grid)).fill(materials.indexOf('water')),
  };
}

/** Gy per MU on the axis, at a depth between the first and the last voxel centre; nearer to the faces it is that of the outermost voxel. */
export function onAxis(scan: WaterScan, depthMm: number): number {
  return offAxis(scan, 'x', depthMm, 0);
}

/** Gy per MU along x or y of the collimator, at rest at 0°: to the right of the tank, or to its head. */
export function offAxis({ grid, gyPerMu }: WaterScan, axis: 'x' | 'y', depthMm: number, atMm: number): number {
  const inside = (value: number, of: 0 | 1 | 2): number => {
    const first = grid.originMm[of];
    return Math.min(Math.max(value, first), first + (grid.size[of] - 1) * grid.spacingMm[of]);
  };
  const [x, z] = axis === 'x' ? [atMm, 0] : [0, atMm];
  return sampleAt(grid, gyPerMu, [inside(x, 0), inside(depthMm, 1), inside(z, 2)])!;
}

/** Depths of the voxel centres, mm. */
export function depthsOf({ grid }: WaterScan): number[] {
  return Array.from({ length: grid.size[1] }, (_, j) => grid.originMm[1] + j * grid.spacingMm[1]);
}

/** Positions of the voxel centres across, mm. */
export function positionsOf({ grid }: WaterScan): number[] {
  return Array.from({ length: grid.size[0] }, (_, i) => grid.originMm[0] + i * grid.spacingMm[0]);
}
