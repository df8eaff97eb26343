import { engineIdOf, instantiate, loadKernelModules } from '../../src/engine/kernel-modules.ts';
import { beamDose, defaultCones } from '../../src/physics/beam-dose.ts';
import { squareField, waterTank } from '../../src/physics/calibration.ts';
import { kernelMemory } from '../../src/physics/kernels/dose-kernels.ts';
import { machines } from '../../src/physics/machine.ts';
import { materials } from '../../src/patient/medium.ts';
import { parseLayers } from '../ideal/cases.ts';
import type { Grid, Vec3 } from '../../src/patient/grid.ts';
import type { Medium } from '../../src/patient/medium.ts';

/** The engine's dose of the reference beam on a phantom, 1e-15 Gy cm² per photon/cm² on the axis at the surface; y of the grid is depth. */
export interface EngineDose {
  readonly grid: Grid;
  readonly femtoGyCm2: Float32Array;
}

/** The voxels of the reference tables, and their number across the phantom of 300 mm. */
export const referenceVoxelMm = 2.5;

const { final } = loadKernelModules();

/** What final doses of the product are computed with. */
export const finalOptions = { cones: defaultCones, kernels: instantiate(final, kernelMemory()) };
export const engineId = engineIdOf(final.build);

const machine = machines.get('std.point6MV')!;
const densities = { water: 1, lung: 0.26, bone: 1.85 };

export function engineDose(options: { fieldCm: number; layers: string; voxelMm: Vec3 }): EngineDose {
  const medium = slabs(options.layers, options.voxelMm);
  const setup = squareField(machine, { fieldMm: 10 * options.fieldCm, ssdMm: 1000 });
  const dose = beamDose(medium, setup, machine, finalOptions);
  return { grid: medium.grid, femtoGyCm2: dose.map((value) => (value * 1e15) / machine.fluencePerMu) };
}

/** Mean over the columns with |x|, |z| ≤ half width, by voxel of depth. */
export function axisDose({ grid, femtoGyCm2 }: EngineDose, halfWidthMm: number): number[] {
  const [nx, ny, nz] = grid.size;
  const columns: number[] = [];
  for (let k = 0; k < nz; k++) {
    for (let i = 0; i < nx; i++) if (inside(grid, i, k, halfWidthMm)) columns.push(i + nx * ny * k);
  }
  return Array.from({ length: ny }, (_, j) => {
    const sum = columns.reduce((total, column) => total + femtoGyCm2[column + nx * j], 0);
    return sum / columns.length;
  });
}

/** From the axis outwards at one voxel of depth: mean of both sides, and of the two rows next to the plane through the axis. */
export function profileDose({ grid, femtoGyCm2 }: EngineDose, j: number): number[] {
  const [nx, ny, nz] = grid.size;
  const rows = [nz / 2 - 1, nz / 2].map((k) => nx * (j + ny * k));
  return Array.from({ length: nx / 2 }, (_, i) => {
    const sum = rows.reduce((total, row) => total + femtoGyCm2[row + nx / 2 + i] + femtoGyCm2[row + nx / 2 - 1 - i], 0);
    return sum / 4;
  });
}

/** Energy absorbed in the phantom, 1e-15 Gy cm² · g. */
export function absorbedEnergy({ grid, femtoGyCm2 }: EngineDose, layers: string): number {
  const { densityGPerCm3 } = slabs(layers, grid.spacingMm);
  const voxelCm3 = grid.spacingMm.reduce((volume, side) => (volume * side) / 10, 1);
  return femtoGyCm2.reduce((sum, value, voxel) => sum + value * densityGPerCm3[voxel] * voxelCm3, 0);
}

/** Slabs 30 cm wide that fill 30 cm, from text like `water:3,lung:5,water:22`. Interfaces lie between voxels. */
function slabs(layers: string, voxelMm: Vec3): Medium {
  const tank = waterTank([voxelMm[0], voxelMm[1], voxelMm[2]]);
  const [nx, ny, nz] = tank.grid.size;
  let from = 0;
  for (const { material, thicknessCm } of parseLayers(layers)) {
    const to = from + Math.round((10 * thicknessCm) / voxelMm[1]);
    for (let k = 0; k < nz; k++) {
      tank.densityGPerCm3.fill(densities[material], nx * (from + ny * k), nx * (to + ny * k));
      tank.material.fill(materials.indexOf(material), nx * (from + ny * k), nx * (to + ny * k));
    }
    from = to;
  }
  return tank;
}

function inside(grid: Grid, i: number, k: number, halfWidthMm: number): boolean {
  const x = grid.originMm[0] + i * grid.spacingMm[0];
  const z = grid.originMm[2] + k * grid.spacingMm[2];
  return Math.abs(x) < halfWidthMm && Math.abs(z) < halfWidthMm;
}
