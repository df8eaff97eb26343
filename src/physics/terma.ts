import { materials } from '../patient/medium.ts';
import { massAttenuationCm2PerG } from './attenuation.ts';
import { depthTable, geometryBlock, paddedBins, paddedLength, spectrumBytes } from './kernels/blocks.ts';
import { energyShares } from './kernel.ts';
import { type FluenceFiller, leaks } from './fluence.ts';
import { spectrumOf } from './spectrum.ts';
import { voxelCount } from '../patient/grid.ts';
import { waterRatio } from './water-equivalent.ts';
import type { Grid } from '../patient/grid.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { BeamPlaces, MediumPlaces, ThreadPlaces } from './dose-places.ts';
import type { Fan } from './fan.ts';
import type { DoseKernels } from './kernels/dose-kernels.ts';
import type { Machine } from './machine.ts';

/**
 * Total energy released per unit mass (TERMA) at the voxel centres, per MU, as two arrays: what the first interaction's electrons deposit and what
 * everything after does. Fluence × energy × μ/ρ of the voxel's material, attenuated bin by bin of the spectrum along the ray from the source. Fills z
 * slices `fromSlice` up to `toSlice`, in both orders of the voxels; slices do not depend on one another. The fan has to be traced before.
 */
export function fillTerma(
  kernels: DoseKernels,
  work: { medium: MediumPlaces; beam: BeamPlaces; machine: Machine; fluence: FluenceFiller },
  thread: ThreadPlaces,
  range: { fromSlice: number; toSlice: number; cancelled?: () => boolean },
): void {
  const { medium, beam, machine, fluence } = work;
  const { buffer } = kernels.memory;
  fluence(range, new Float32Array(buffer, beam.fluence, voxelCount(medium.grid)));
  if (range.cancelled?.()) return;
  kernels.terma(
    beam.geometry,
    beam.spectrum,
    beam.fluence,
    medium.density,
    medium.material,
    beam.primary,
    beam.scatter,
    beam.parts[0],
    beam.depth,
    beam.fan,
    exactAbove(machine),
    localShare * openFluence(machine),
    thread.thickness,
    range.fromSlice,
    range.toSlice,
  );
  turnSlices(buffer, medium.grid, beam.primary, beam.primaryAlongY, range);
  turnSlices(buffer, medium.grid, beam.scatter, beam.scatterAlongY, range);
}

/** Whether anything goes through closed collimators, so that voxels far from the field need depths, which the fan gives. */
export function needsFan(machine: Machine): boolean {
  return exactAbove(machine) > 0;
}

/** Fluence × (distance from the source along the axis)², per MU, above which a voxel's ray is traced exactly: a tenth of the open field's. */
function exactAbove(machine: Machine): number {
  return leaks(machine) ? 0.1 * openFluence(machine) : 0;
}

/** The share of the open field's fluence below which all electrons stay where they are set free: leaves and jaws let less through. */
const localShare = 0.02;

function openFluence(machine: Machine): number {
  return machine.fluencePerMu * machine.sadMm ** 2;
}

/** Copies rows along x into rows along y, slice by slice. */
export function turnSlices(
  buffer: ArrayBufferLike,
  grid: Grid,
  alongX: number,
  alongY: number,
  { fromSlice, toSlice }: { fromSlice: number; toSlice: number },
): void {
  const [nx, ny, nz] = grid.size;
  const strideX = paddedLength(nx);
  const strideY = paddedLength(ny);
  const from = new Float32Array(buffer, alongX, strideX * ny * nz);
  const to = new Float32Array(buffer, alongY, strideY * nx * nz);
  for (let k = fromSlice; k < toSlice; k++) {
    // Tiles of 8 × 8, so that what is read and what is written both stay in the cache.
    for (let jFrom = 0; jFrom < ny; jFrom += 8) {
      const jTo = Math.min(jFrom + 8, ny);
      for (let iFrom = 0; iFrom < nx; iFrom += 8) {
        const iTo = Math.min(iFrom + 8, nx);
        for (let i = iFrom; i < iTo; i++)
          for (let j = jFrom; j < jTo; j++) to[j + strideY * (i + nx * k)] = from[i + strideX * (j + ny * k)];
      }
    }
  }
}

/** Writes the geometry block of a beam. */
export function writeGeometry(
  memory: ArrayBufferLike,
  place: number,
  grid: Grid,
  setup: BeamSetup,
  machine: Machine,
  fan: Fan,
): void {
  const f64 = new Float64Array(memory, place, geometryBlock.size / 2);
  const i32 = new Int32Array(memory, place, geometryBlock.bytes / 4);
  const at = geometryBlock;
  f64.set(grid.originMm, at.originMm);
  f64.set(grid.spacingMm, at.spacingMm);
  f64.set(setup.sourceMm, at.sourceMm);
  f64.set(setup.axes.x, at.axisX);
  f64.set(setup.axes.y, at.axisY);
  f64.set(setup.axes.z, at.axisZ);
  f64[at.sadMm] = machine.sadMm;
  f64[at.fanStepMm] = fan.stepMm;
  f64[at.fanFirstXMm] = fan.firstXMm;
  f64[at.fanFirstYMm] = fan.firstYMm;
  f64[at.fanFirstAxialMm] = fan.firstAxialMm;
  f64[at.fanAxialStepMm] = fan.axialStepMm;
  f64.set(materials.map(waterRatio), at.waterRatio);
  i32.set(grid.size, at.size);
  i32[at.stride] = paddedLength(grid.size[0]);
  i32[at.fanNx] = fan.nx;
  i32[at.fanNy] = fan.ny;
  i32[at.fanPlanes] = fan.planes;
}

/** Writes the spectrum block of a machine; `kernels/blocks.ts` has its layout. */
export function writeSpectrum(memory: ArrayBufferLike, place: number, machine: Machine): void {
  let block = spectrumBlocks.get(machine);
  if (!block) spectrumBlocks.set(machine, (block = spectrumBlock(machine)));
  new Uint8Array(memory, place, block.byteLength).set(block);
}

/** All beams of a machine have the same block, and its exponentials take a while. */
const spectrumBlocks = new WeakMap<Machine, Uint8Array>();

function spectrumBlock(machine: Machine): Uint8Array {
  const { bins } = spectrumOf(machine);
  const padded = paddedBins(bins.length);
  const memory = new ArrayBuffer(spectrumBytes(bins.length));
  new Int32Array(memory, 0, 1)[0] = padded;
  const table = new Float32Array(memory, 16, 3 * materials.length * padded);
  for (const [m, material] of materials.entries()) {
    for (const [b, { fromMeV, toMeV, fluence }] of bins.entries()) {
      const energyMeV = (fromMeV + toMeV) / 2;
      const mu = massAttenuationCm2PerG(material, energyMeV);
      const shares = energyShares(material, energyMeV);
      table[m * padded + b] = mu;
      table[(materials.length + m) * padded + b] = fluence * energyMeV * mu * shares.primary;
      table[(2 * materials.length + m) * padded + b] = fluence * energyMeV * mu * shares.scatter;
    }
  }
  writeDepthTables(
    table,
    padded,
    new Float32Array(memory, 16 + 4 * table.length, 2 * materials.length * depthTable.rows),
  );
  return new Uint8Array(memory);
}

/** What the whole spectrum releases in each material behind water, from the bins' table. */
function writeDepthTables(bins: Float32Array, padded: number, out: Float32Array): void {
  const water = materials.indexOf('water');
  for (let row = 0; row < depthTable.rows; row++) {
    const gPerCm2 = row / depthTable.perGPerCm2;
    const left = Array.from({ length: padded }, (_, b) => Math.exp(-bins[water * padded + b] * gPerCm2));
    for (let m = 0; m < materials.length; m++) {
      const released = (component: 1 | 2): number =>
        left.reduce((sum, share, b) => sum + share * bins[(component * materials.length + m) * padded + b], 0);
      out[2 * (row + depthTable.rows * m)] = released(1);
      out[2 * (row + depthTable.rows * m) + 1] = released(2);
    }
  }
}

/** Energy released in water per mass and MU in the open, unattenuated beam at the isocentre, MeV/g: what small energies are measured by. */
export function openTermaMeVPerG(machine: Machine): number {
  return spectrumOf(machine).bins.reduce((sum, { fromMeV, toMeV, fluence }) => {
    const energyMeV = (fromMeV + toMeV) / 2;
    return sum + machine.fluencePerMu * fluence * energyMeV * massAttenuationCm2PerG('water', energyMeV);
  }, 0);
}
