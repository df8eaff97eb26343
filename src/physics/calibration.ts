import { beamDose } from './beam-dose.ts';
import { beamAxes } from './coordinates.ts';
import { rectangularAperture } from './rectangular-aperture.ts';
import { sampleAt, voxelCount } from '../patient/grid.ts';
import { materials } from '../patient/medium.ts';
import type { Grid } from '../patient/grid.ts';
import type { Medium } from '../patient/medium.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { DoseKernels } from './kernels/dose-kernels.ts';
import type { Machine } from './machine.ts';
import type { DoseOf } from './water-scan.ts';

/**
 * Dose on the axis of a square field on a 30 × 30 × 30 cm water tank, beam from above, Gy per MU, as the engine computes it: what a machine's
 * calibration is stated for. The field is defined at the isocentre plane.
 */
export function waterTankDoseGyPerMu(
  machine: Machine,
  geometry: { fieldMm: number; ssdMm: number; depthMm: number; cones: number; kernels?: DoseKernels },
): number {
  const medium = waterTank([5, 2, 5]);
  const dose = beamDose(medium, squareField(machine, geometry), machine, geometry);
  return sampleAt(medium.grid, dose, [0, geometry.depthMm, 0])!;
}

/**
 * The machine with the output that gives its reference dose, and what it gave before: dose is proportional to the fluence per MU, electrons
 * included. The one way in which machines are calibrated.
 */
export async function calibratedBy(
  machine: Machine,
  reference: NonNullable<Machine['calibration']['reference']>,
  doseOf: DoseOf,
): Promise<{ machine: Machine; gyPerMuBefore: number }> {
  const medium = waterTank([5, 2, 5]);
  const dose = await doseOf(medium, squareField(machine, reference), machine);
  const gyPerMuBefore = sampleAt(medium.grid, dose, [0, reference.depthMm, 0])!;
  const fluencePerMu = Number(((machine.fluencePerMu * reference.gyPerMu) / gyPerMuBefore).toPrecision(6));
  return { machine: { ...machine, fluencePerMu }, gyPerMuBefore };
}

/** Water from y = 0 (the surface) to y = 300 mm, x and z from −150 to 150 mm, in voxels that divide 300 mm. */
export function waterTank(spacingMm: readonly [number, number, number]): Medium {
  const count = spacingMm.map((spacing) => Math.round(300 / spacing));
  const grid: Grid = {
    size: [count[0], count[1], count[2]],
    originMm: [-150 + spacingMm[0] / 2, spacingMm[1] / 2, -150 + spacingMm[2] / 2],
    spacingMm,
  };
  return {
    grid,
    densityGPerCm3: new Float32Array(voxelCount(grid)).fill(1),
    material: new Uint8Array(voxelCount(grid)).fill(materials.indexOf('water')),
  };
}

/** A beam from above at gantry 0 whose axis meets the surface of the tank in its middle. */
export function squareField(machine: Machine, { fieldMm, ssdMm }: { fieldMm: number; ssdMm: number }): BeamSetup {
  const axes = beamAxes({ gantryDeg: 0, couchDeg: 0, collimatorDeg: 0 }, 'HFS');
  const half = fieldMm / 2;
  return {
    name: 'square field',
    gantryDeg: 0,
    couchDeg: 0,
    collimatorDeg: 0,
    isocentreMm: [0, machine.sadMm - ssdMm, 0],
    sourceMm: [0, -ssdMm, 0],
    axes,
    apertures: [
      { share: 1, aperture: rectangularAperture(machine, { x1Mm: -half, x2Mm: half, y1Mm: -half, y2Mm: half }) },
    ],
    ssdMm,
    isocentreDepthMm: machine.sadMm - ssdMm,
    isocentreWaterEquivalentDepthMm: machine.sadMm - ssdMm,
    fieldSizeMm: { x: fieldMm, y: fieldMm },
    notDosimetric: false,
  };
}
