import { beamDose } from '../../src/physics/beam-dose.ts';
import { squareField, waterTank } from '../../src/physics/calibration.ts';
import { beamAxes } from '../../src/physics/coordinates.ts';
import { machines } from '../../src/physics/machine.ts';
import { positionOf, sampleAt, voxelCount } from '../../src/patient/grid.ts';
import { materials } from '../../src/patient/medium.ts';
import type { Grid, Vec3 } from '../../src/patient/grid.ts';
import type { Medium } from '../../src/patient/medium.ts';
import type { BeamSetup } from '../../src/physics/beam-setup-types.ts';

/** How the engine is to compute: cones and kernels. */
export type DoseOptions = Parameters<typeof beamDose>[3];

const point = machines.get('std.point6MV')!;

/**
 * Largest change, % of the maximum, of the dose on the axis of a 5 × 5 cm field and 12 mm beside it, from 20 to 150 mm deep, when the lattice of
 * voxels is moved by parts of a voxel in all three directions while the water stays where it is.
 */
export function gridOriginChange(voxelMm: number, options: DoseOptions): number {
  const setup = squareField(point, { fieldMm: 50, ssdMm: 1000 });
  const points = grid3([-12, 0, 12], [20, 35, 50, 75, 100, 150], [0]);
  const doses = [0, 1 / 3, 1 / 2].map((share) => {
    const shift = share * voxelMm;
    const size = Math.round(200 / voxelMm);
    const at = (first: number) => first + voxelMm / 2 - shift;
    const medium = waterWhere(
      { size: [size, size + 1, size], originMm: [at(-100), at(0), at(-100)], spacingMm: [voxelMm, voxelMm, voxelMm] },
      // The surface cuts voxels in two; the far side is that of the grid.
      ([, y]) => clampShare(y / voxelMm + 0.5),
    );
    const dose = beamDose(medium, setup, point, options);
    return points.map((p) => sampleAt(medium.grid, dose, p)!);
  });
  return largestChange(doses);
}

/**
 * Largest change, % of the maximum, of the dose on the axis of a 6 × 6 cm field through the middle of a cylinder of water, 2 cm beneath its
 * surface and on, as the gantry turns.
 */
export function rotationChange(voxelMm: number, options: DoseOptions): number {
  const radiusMm = 80;
  const across = 2 * Math.round(100 / voxelMm);
  const along = 2 * Math.round(60 / voxelMm);
  const grid: Grid = {
    size: [across, across, along],
    originMm: [across, across, along].map((n) => ((1 - n) / 2) * voxelMm) as unknown as Vec3,
    spacingMm: [voxelMm, voxelMm, voxelMm],
  };
  const round = waterWhere(grid, ([x, y]) => shareInside(x, y, voxelMm, radiusMm));
  const doses = [0, 18, 45, 70, 90, 217].map((gantryDeg) => {
    const axes = beamAxes({ gantryDeg, couchDeg: 0, collimatorDeg: 0 }, 'HFS');
    const setup: BeamSetup = {
      ...squareField(point, { fieldMm: 60, ssdMm: 1000 }),
      gantryDeg,
      axes,
      isocentreMm: [0, 0, 0],
      sourceMm: [axes.z[0] * 1000, axes.z[1] * 1000, axes.z[2] * 1000],
    };
    const dose = beamDose(round, setup, point, options);
    return [60, 40, 20, 0, -20, -40, -60].map((s) =>
      sampleAt(grid, dose, [axes.z[0] * s, axes.z[1] * s, axes.z[2] * s])!,
    );
  });
  return largestChange(doses);
}

/**
 * Reciprocity in a uniform medium under a parallel beam: the dose on the axis of a broad field is the sum, over the area of that field, of the
 * dose of a pencil beam at the same depth. Largest difference, %, local, from 15 to 150 mm. `voxelMm` is to go evenly into 150 mm.
 */
export function reciprocityDifference(voxelMm: number, options: DoseOptions): number {
  const farMm = 1e6;
  const parallel = { ...point, sadMm: farMm };
  const tank = waterTank([voxelMm, voxelMm, voxelMm]);
  const halfVoxels = Math.round(40 / voxelMm);
  const field = (fieldMm: number) =>
    beamDose(tank, squareField(parallel, { fieldMm, ssdMm: farMm }), parallel, options);
  const broad = field(2 * halfVoxels * voxelMm);
  // As wide as the two middle voxels.
  const pencil = field(2 * voxelMm);
  const [nx, ny, nz] = tank.grid.size;
  const sum = (values: Float32Array, j: number, half: number) => {
    let total = 0;
    for (let k = nz / 2 - half; k < nz / 2 + half; k++) {
      for (let i = nx / 2 - half; i < nx / 2 + half; i++) total += values[i + nx * (j + ny * k)];
    }
    return total;
  };
  const depths = Array.from({ length: Math.round(135 / voxelMm) }, (_, j) => j + Math.round(15 / voxelMm));
  return Math.max(...depths.map((j) => 100 * Math.abs(sum(pencil, j, halfVoxels) / sum(broad, j, 1) - 1)));
}

/** Largest difference, % of the maximum, between a field and the sum of its two unequal halves, over a bone slab in water. */
export function superpositionDifference(voxelMm: number, options: DoseOptions): number {
  const tank = waterTank([voxelMm, voxelMm, voxelMm]);
  const [nx, ny, nz] = tank.grid.size;
  for (let k = 0; k < nz; k++) {
    const [from, to] = [30, 80].map((mm) => nx * (Math.round(mm / voxelMm) + ny * k));
    tank.densityGPerCm3.fill(1.85, from, to);
    tank.material.fill(materials.indexOf('bone'), from, to);
  }
  const whole = squareField(point, { fieldMm: 80, ssdMm: 1000 });
  const part = (x1Mm: number, x2Mm: number): BeamSetup => ({
    ...whole,
    apertures: [{ share: 1, aperture: { jaws: { x1Mm, x2Mm, y1Mm: -40, y2Mm: 40 } } }],
  });
  const [all, left, right] = [whole, part(-40, 7), part(7, 40)].map((setup) => beamDose(tank, setup, point, options));
  const maximum = all.reduce((most, value) => Math.max(most, value), 0);
  return all.reduce((worst, value, i) => Math.max(worst, (100 * Math.abs(left[i] + right[i] - value)) / maximum), 0);
}

/** Largest difference of any row from the first, % of the first row's maximum. */
function largestChange([first, ...others]: readonly (readonly number[])[]): number {
  const maximum = Math.max(...first);
  return Math.max(...others.flatMap((row) => row.map((value, i) => (100 * Math.abs(value - first[i])) / maximum)));
}

/** Water in a share of each voxel, and vacuum in the rest. */
function waterWhere(grid: Grid, share: (position: Vec3) => number): Medium {
  const densityGPerCm3 = new Float32Array(voxelCount(grid));
  const [nx, ny, nz] = grid.size;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) densityGPerCm3[i + nx * (j + ny * k)] = share(positionOf(grid, i, j, k));
    }
  }
  const material = new Uint8Array(voxelCount(grid)).fill(materials.indexOf('water'));
  return { grid, densityGPerCm3, material };
}

function shareInside(x: number, y: number, voxelMm: number, radiusMm: number): number {
  const parts = 8;
  let inside = 0;
  for (let a = 0; a < parts; a++) {
    for (let b = 0; b < parts; b++) {
      const [u, v] = [a, b].map((part) => ((part + 0.5) / parts - 0.5) * voxelMm);
      if (Math.hypot(x + u, y + v) < radiusMm) inside++;
    }
  }
  return inside / parts ** 2;
}

function clampShare(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function grid3(x: readonly number[], y: readonly number[], z: readonly number[]): Vec3[] {
  return x.flatMap((a) => y.flatMap((b) => z.map((c): Vec3 => [a, b, c])));
}
