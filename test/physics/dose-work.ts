import { createArena } from '../../src/physics/arena.ts';
import {
  beamNeeds,
  clearBeam,
  grayPerMeVPerGram,
  sumParts,
  writeBeam,
  writeMedium,
} from '../../src/physics/beam-dose.ts';
import { allocateBeam, allocateMedium, allocateThread } from '../../src/physics/dose-places.ts';
import { growTo, kernelMemory, typescriptKernels } from '../../src/physics/kernels/dose-kernels.ts';
import { fluenceOf } from '../../src/physics/fluence.ts';
import { paddedLength } from '../../src/physics/kernels/blocks.ts';
import { planSweeps } from '../../src/physics/sweep-plan.ts';
import { fillTerma } from '../../src/physics/terma.ts';
import { transportGroup } from '../../src/physics/transport.ts';
import { voxelCount } from '../../src/patient/grid.ts';
import type { BeamSetup } from '../../src/physics/beam-setup-types.ts';
import type { Cone } from '../../src/physics/cones.ts';
import type { Machine } from '../../src/physics/machine.ts';
import type { Grid, Vec3 } from '../../src/patient/grid.ts';
import type { Medium } from '../../src/patient/medium.ts';

/** The parts of a dose calculation, each to be run alone, by the TypeScript twins on a memory of their own unless others are given. */
export function termaWork(medium: Medium, setup: BeamSetup, machine: Machine) {
  const kernels = typescriptKernels(kernelMemory());
  const { grid } = medium;
  const arena = createArena();
  const places = allocateMedium(arena, grid);
  const beam = allocateBeam(arena, grid, beamNeeds(grid, setup, machine, 20));
  const thread = allocateThread(arena, grid);
  growTo(kernels.memory, arena.used());
  const { buffer } = kernels.memory;
  writeMedium(buffer, places, medium);
  clearBeam(buffer, places, beam);
  const work = { medium: places, beam, setup, machine, fluence: fluenceOf(grid, setup, machine) };
  const { fanRows } = writeBeam(buffer, work, 20);
  return {
    /** TERMA of the components over the grid, MeV/g, filled in the given ranges of slices. */
    filled(ranges: readonly (readonly [number, number])[] = [[0, grid.size[2]]]) {
      kernels.traceFan(beam.geometry, places.density, places.material, beam.fan, 0, fanRows);
      for (const [fromSlice, toSlice] of ranges) fillTerma(kernels, work, thread, { fromSlice, toSlice });
      return {
        primary: unpadded(buffer, beam.primary, grid),
        scatter: unpadded(buffer, beam.scatter, grid),
        local: unpadded(buffer, beam.parts[0], grid),
      };
    },
  };
}

/** Dose, in the unit of the energy released, that cones bring from where energy is released to both components. */
export function carried(
  grid: Grid,
  density: Float32Array,
  released: Float32Array,
  cones: readonly Cone[],
  options: { sourceMm: Vec3 },
): Float32Array {
  const kernels = typescriptKernels(kernelMemory());
  const arena = createArena();
  const places = allocateMedium(arena, grid);
  const beam = allocateBeam(arena, grid, { cones: 4 * cones.length, bins: 4, fanBytes: 0 });
  const thread = allocateThread(arena, grid);
  growTo(kernels.memory, arena.used());
  const { buffer } = kernels.memory;
  // The two components are carried like a medium's density: padded, in both orders.
  const material = new Uint8Array(voxelCount(grid));
  const asMedium = (values: Float32Array) => ({ grid, densityGPerCm3: values, material });
  writeMedium(buffer, { ...places, density: beam.primary, densityAlongY: beam.primaryAlongY }, asMedium(released));
  writeMedium(buffer, { ...places, density: beam.scatter, densityAlongY: beam.scatterAlongY }, asMedium(released));
  writeMedium(buffer, places, asMedium(density));
  const sweeps = planSweeps(grid, cones, buffer, beam.cones);
  const work = { medium: places, beam, sourceMm: options.sourceMm, floors: { primary: 1e-12, scatter: 1e-12 } };
  sweeps.forEach((ofGroup, group) => transportGroup(kernels, work, group, ofGroup, thread));
  const dose = new Float32Array(voxelCount(grid));
  sumParts(buffer, { ...work, sweeps }, { fromSlice: 0, toSlice: grid.size[2] }, dose);
  return dose.map((value) => value / grayPerMeVPerGram);
}

function unpadded(buffer: ArrayBufferLike, place: number, { size: [nx, ny, nz] }: Grid): Float32Array {
  const stride = paddedLength(nx);
  const padded = new Float32Array(buffer, place, stride * ny * nz);
  return Float32Array.from({ length: nx * ny * nz }, (_, v) => padded[(v % nx) + stride * Math.floor(v / nx)]);
}
