import { createArena } from './arena.ts';
import { makeCones } from './cones.ts';
import { type ContaminationAdder, contaminationOf } from './contamination.ts';
import { fluenceOf } from './fluence.ts';
import { dot, subtract } from './coordinates.ts';
import { allocateBeam, allocateMedium, allocateThread } from './dose-places.ts';
import { fanBytes, fanFor } from './fan.ts';
import { paddedLength } from './kernels/blocks.ts';
import { growTo, kernelMemory, typescriptKernels } from './kernels/dose-kernels.ts';
import { beamQualities } from './kernel.ts';
import { spectrumOf } from './spectrum.ts';
import { planSweeps } from './sweep-plan.ts';
import { fillTerma, needsFan, openTermaMeVPerG, turnSlices, writeGeometry, writeSpectrum } from './terma.ts';
import { transportGroup, writes } from './transport.ts';
import type { EnergyFloors } from './transport.ts';
import { positionOf, voxelCount } from '../patient/grid.ts';
import type { Grid } from '../patient/grid.ts';
import type { Medium } from '../patient/medium.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Cone } from './cones.ts';
import type { BeamPlaces, MediumPlaces } from './dose-places.ts';
import type { DoseKernels } from './kernels/dose-kernels.ts';
import type { Machine } from './machine.ts';
import type { Sweep } from './sweep-plan.ts';

/** Cones of a final dose; see `makeCones` for what they are worth. */
export const defaultCones = 128;

/**
 * Absorbed dose to medium per MU, Gy/MU, at the voxels of `medium.grid`, of one beam: TERMA by collapsed-cone superposition. The grid has to
 * hold everything that the beam passes on its way, since what lies outside counts as vacuum. Returns what it has when `cancelled` says so:
 * the caller then throws it away. `onProgress` is told the done share, 0 to 1. `kernels` are the TypeScript twins unless given.
 *
 * The pool runs the same parts in the same order on several threads, and gives the same bits.
 */
export function beamDose(
  medium: Medium,
  setup: BeamSetup,
  machine: Machine,
  options: {
    cones: number;
    kernels?: DoseKernels;
    onProgress?: (share: number) => void;
    cancelled?: () => boolean;
  },
): Float32Array {
  const { cancelled, onProgress, kernels = typescriptKernels(kernelMemory()) } = options;
  const { grid } = medium;
  const arena = createArena();
  const mediumPlaces = allocateMedium(arena, grid);
  const needs = beamNeeds(grid, setup, machine, options.cones);
  const beam = allocateBeam(arena, grid, needs);
  const thread = allocateThread(arena, grid);
  growTo(kernels.memory, arena.used());
  writeMedium(kernels.memory.buffer, mediumPlaces, medium);
  clearBeam(kernels.memory.buffer, mediumPlaces, beam);
  const work = { medium: mediumPlaces, beam, setup, machine };
  const { sweeps, fanRows, floors } = writeBeam(kernels.memory.buffer, work, options.cones);

  kernels.traceFan(beam.geometry, mediumPlaces.density, mediumPlaces.material, beam.fan, 0, fanRows);
  const open = {
    ...work,
    sweeps,
    fluence: fluenceOf(grid, setup, machine),
    electrons: contaminationOf(grid, setup, machine),
  };
  fillTerma(kernels, open, thread, { fromSlice: 0, toSlice: grid.size[2], cancelled });
  const total = sweeps.flat().reduce((sum, { cones }) => sum + cones.length, 0);
  let done = 0;
  const transport = { medium: mediumPlaces, beam, sourceMm: setup.sourceMm, floors };
  for (const [group, ofGroup] of sweeps.entries())
    transportGroup(kernels, transport, group, ofGroup, thread, {
      cancelled,
      onCone: () => onProgress?.(++done / total),
    });
  const dose = new Float32Array(voxelCount(grid));
  fillDose(kernels.memory.buffer, open, { fromSlice: 0, toSlice: grid.size[2] }, dose);
  return dose;
}

/** What has to be known of a beam before its arrays can be placed. */
export function beamNeeds(
  grid: Grid,
  setup: BeamSetup,
  machine: Machine,
  cones: number,
): { cones: number; bins: number; fanBytes: number } {
  return {
    cones: beamCones(grid, setup, machine, cones).length,
    bins: spectrumOf(machine).bins.length,
    fanBytes: needsFan(machine) ? fanBytes(fanFor(grid, setup, machine.sadMm)) : 0,
  };
}

/** Writes all that the kernels have to know of a beam; `fanRows` is 0 where no fan is needed. */
export function writeBeam(
  memory: ArrayBufferLike,
  { medium, beam, setup, machine }: { medium: MediumPlaces; beam: BeamPlaces; setup: BeamSetup; machine: Machine },
  cones: number,
): { sweeps: Sweep[][]; fanRows: number; floors: EnergyFloors } {
  const fan = fanFor(medium.grid, setup, machine.sadMm);
  writeGeometry(memory, beam.geometry, medium.grid, setup, machine, fan);
  writeSpectrum(memory, beam.spectrum, machine);
  const open = openTermaMeVPerG(machine);
  return {
    sweeps: planSweeps(medium.grid, beamCones(medium.grid, setup, machine, cones), memory, beam.cones),
    fanRows: needsFan(machine) ? fan.ny : 0,
    floors: { primary: 1e-8 * open, scatter: 1e-9 * open },
  };
}

/** Empties what a beam's arrays held before: their padding is never written, and has to be zero. */
export function clearBeam(memory: ArrayBufferLike, { grid }: MediumPlaces, beam: BeamPlaces): void {
  const [nx, ny, nz] = grid.size;
  for (const place of [beam.primary, beam.scatter]) new Float32Array(memory, place, paddedLength(nx) * ny * nz).fill(0);
  for (const place of [beam.primaryAlongY, beam.scatterAlongY])
    new Float32Array(memory, place, paddedLength(ny) * nx * nz).fill(0);
}

/** Copies a medium into the memory, in both orders of the voxels. Padding, and what is lighter than nothing, has no mass. */
export function writeMedium(memory: ArrayBufferLike, places: MediumPlaces, { densityGPerCm3, material }: Medium): void {
  const [nx, ny, nz] = places.grid.size;
  const stride = paddedLength(nx);
  const density = new Float32Array(memory, places.density, stride * ny * nz).fill(0);
  for (let row = 0; row < ny * nz; row++)
    for (let i = 0; i < nx; i++) density[i + row * stride] = Math.max(0, densityGPerCm3[i + row * nx]);
  new Float32Array(memory, places.densityAlongY, paddedLength(ny) * nx * nz).fill(0);
  turnSlices(memory, places.grid, places.density, places.densityAlongY, { fromSlice: 0, toSlice: nz });
  new Uint8Array(memory, places.material, material.length).set(material);
}

/** The dose of a set-up, Gy per MU, into slices of `out`, an array over the grid: the sum of the groups of cones, and contaminating electrons. */
export function fillDose(
  memory: ArrayBufferLike,
  work: {
    medium: MediumPlaces;
    beam: BeamPlaces;
    sweeps: readonly (readonly Sweep[])[];
    electrons?: ContaminationAdder;
  },
  range: { fromSlice: number; toSlice: number },
  out: Float32Array,
): void {
  const { medium, beam, electrons } = work;
  sumParts(memory, work, range, out);
  const voxels = voxelCount(medium.grid);
  const depthGPerCm2 = new Float32Array(memory, beam.depth, voxels);
  electrons?.({ depthGPerCm2, material: new Uint8Array(memory, medium.material, voxels) }, range, out);
}

/** Sums the groups' doses in their order, from MeV/g to Gy, into slices of `out`, an array over the grid. */
export function sumParts(
  memory: ArrayBufferLike,
  { medium, beam, sweeps }: { medium: MediumPlaces; beam: BeamPlaces; sweeps: readonly (readonly Sweep[])[] },
  { fromSlice, toSlice }: { fromSlice: number; toSlice: number },
  out: Float32Array,
): void {
  const [nx, ny, nz] = medium.grid.size;
  const strideX = paddedLength(nx);
  const strideY = paddedLength(ny);
  const alongX = beam.parts
    .filter((_, group) => writes(sweeps[group], group, 'alongX'))
    .map((place) => new Float32Array(memory, place, strideX * ny * nz));
  const alongY = beam.partsAlongY
    .filter((_, group) => writes(sweeps[group], group, 'alongY'))
    .map((place) => new Float32Array(memory, place, strideY * nx * nz));
  const slice = new Float32Array(nx * ny);
  const row = new Float64Array(nx);
  for (let k = fromSlice; k < toSlice; k++) {
    slice.fill(0);
    if (alongY.length > 0) sumTurned(alongY, { nx, ny, stride: strideY, from: strideY * nx * k }, slice);
    for (let j = 0; j < ny; j++) {
      const from = strideX * (j + ny * k);
      row.fill(0);
      for (const part of alongX) addTo(row, part, from);
      const to = nx * (j + ny * k);
      for (let i = 0; i < nx; i++) out[to + i] = (row[i] + slice[i + nx * j]) * grayPerMeVPerGram;
    }
  }
}

function addTo(row: Float64Array, part: Float32Array, from: number): void {
  for (let i = 0; i < row.length; i++) row[i] += part[from + i];
}

/** The sum of rows along y, as rows along x; in tiles of 8 × 8, so that what is read across rows stays in the cache. */
function sumTurned(
  parts: readonly Float32Array[],
  { nx, ny, stride, from }: { nx: number; ny: number; stride: number; from: number },
  slice: Float32Array,
): void {
  const tile = new Float64Array(64);
  for (let jFrom = 0; jFrom < ny; jFrom += 8) {
    const jCount = Math.min(8, ny - jFrom);
    for (let iFrom = 0; iFrom < nx; iFrom += 8) {
      const iCount = Math.min(8, nx - iFrom);
      tile.fill(0);
      for (const part of parts) addTile(tile, part, from + jFrom + stride * iFrom, stride, iCount);
      for (let j = 0; j < jCount; j++)
        for (let i = 0; i < iCount; i++) slice[iFrom + i + nx * (jFrom + j)] = tile[8 * i + j];
    }
  }
}

/** Rows are padded to whole tiles. */
function addTile(tile: Float64Array, part: Float32Array, from: number, stride: number, rows: number): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < 8; j++) tile[8 * i + j] += part[from + stride * i + j];
}

export function beamCones(grid: Grid, setup: BeamSetup, machine: Machine, count: number): Cone[] {
  return makeCones(beamQualities[machine.beamQuality].kernel, setup, count, farthestOffAxisRad(grid, setup));
}

/** By the definition of the electronvolt in the SI, 2019. */
export const grayPerMeVPerGram = 1.602176634e-10;

/** The largest angle between the beam's axis and the line from the source to any voxel: that of a corner. */
function farthestOffAxisRad(grid: Grid, setup: BeamSetup): number {
  let cosine = 1;
  for (const i of [-0.5, grid.size[0] - 0.5]) {
    for (const j of [-0.5, grid.size[1] - 0.5]) {
      for (const k of [-0.5, grid.size[2] - 0.5]) {
        const ray = subtract(positionOf(grid, i, j, k), setup.sourceMm);
        cosine = Math.min(cosine, -dot(ray, setup.axes.z) / Math.hypot(ray[0], ray[1], ray[2]));
      }
    }
  }
  return Math.acos(Math.max(-1, cosine));
}
