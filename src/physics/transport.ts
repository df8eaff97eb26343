import { densityLevel } from './density-levels.ts';
import { sweepBuffers, sweepCone } from './sweep.ts';
import type { Grid, Vec3 } from '../patient/grid.ts';
import type { Cone } from './cones.ts';
import type { SweepBuffers, SweepFields } from './sweep.ts';
import type { Terma } from './terma.ts';

/** Density levels of a medium's voxels (see `density-levels.ts`). */
export function densityLevelsOf(densityGPerCm3: Float32Array): Uint16Array {
  const levels = new Uint16Array(densityGPerCm3.length);
  for (let i = 0; i < levels.length; i++) levels[i] = densityLevel(densityGPerCm3[i]);
  return levels;
}

/**
 * Adds to `dose` (energy per mass, in the unit of the TERMA) what the given cones bring to each voxel. The order of the cones is the order of
 * the sums; the same cones give the same bits.
 */
export function transportCones(
  input: { grid: Grid; densityLevel: Uint16Array; terma: Terma; sourceMm: Vec3; cones: readonly Cone[] },
  dose: Float32Array,
  options: { onCone?: () => void; cancelled?: () => boolean } = {},
): void {
  const { grid, cones } = input;
  const floor = 1e-12 * largest(input.terma);
  const sweptAxes = cones.map((cone) => sweepAxis(cone.direction, grid));
  for (const axis of [2, 1, 0] as const) {
    const own = cones.filter((_cone, i) => sweptAxes[i] === axis);
    if (own.length === 0) continue;
    const fields = axis === 0 ? transposedFields(input, grid) : directFields(input, grid, axis, dose);
    const order = axisOrder[axis];
    const buffers: SweepBuffers = sweepBuffers(fields.rowLength, fields.rowCount);
    for (const cone of own) {
      if (options.cancelled?.()) return;
      const direction = order.map((a) => cone.direction[a]) as [number, number, number];
      sweepCone(fields, cone, direction, floor, buffers);
      options.onCone?.();
    }
    if (axis === 0) addTransposed(fields.dose, grid, dose);
  }
}

/** Patient axes in the order row, across rows, along the sweep. Rows lie along x but for sweeps along x, which use transposed copies. */
const axisOrder = { 2: [0, 1, 2], 1: [0, 2, 1], 0: [1, 2, 0] } as const;

/** The axis along which a line passes most voxels, so that it moves sideways by one voxel at most from plane to plane. */
function sweepAxis(direction: Vec3, grid: Grid): 0 | 1 | 2 {
  const [x, y, z] = direction.map((u, axis) => Math.abs(u) / grid.spacingMm[axis]);
  return z >= x && z >= y ? 2 : y >= x ? 1 : 0;
}

type Input = Parameters<typeof transportCones>[0];

function directFields(input: Input, grid: Grid, axis: 1 | 2, dose: Float32Array): SweepFields {
  const [nx, ny, nz] = grid.size;
  const across = axis === 2 ? 1 : 2;
  const strides = [1, nx, nx * ny];
  const first = grid.originMm.map((origin, a) => origin - input.sourceMm[a]);
  return {
    rowLength: nx,
    rowCount: axis === 2 ? ny : nz,
    planeCount: axis === 2 ? nz : ny,
    rowStride: strides[across],
    planeStride: strides[axis],
    spacingMm: [grid.spacingMm[0], grid.spacingMm[across], grid.spacingMm[axis]],
    firstMm: [first[0], first[across], first[axis]],
    densityLevel: input.densityLevel,
    termaLow: input.terma.low,
    termaHigh: input.terma.high,
    inverseDistance: input.terma.inverseDistance,
    dose,
  };
}

/** Copies in which y runs fastest, then x, then z: rows along y for sweeps along x. */
function transposedFields(input: Input, grid: Grid): SweepFields {
  const [nx, ny, nz] = grid.size;
  const first = grid.originMm.map((origin, a) => origin - input.sourceMm[a]);
  return {
    rowLength: ny,
    rowCount: nz,
    planeCount: nx,
    rowStride: nx * ny,
    planeStride: ny,
    spacingMm: [grid.spacingMm[1], grid.spacingMm[2], grid.spacingMm[0]],
    firstMm: [first[1], first[2], first[0]],
    densityLevel: transpose(input.densityLevel, grid, new Uint16Array(nx * ny * nz)),
    termaLow: transpose(input.terma.low, grid, new Float32Array(nx * ny * nz)),
    termaHigh: transpose(input.terma.high, grid, new Float32Array(nx * ny * nz)),
    inverseDistance: transpose(input.terma.inverseDistance, grid, new Float32Array(nx * ny * nz)),
    dose: new Float32Array(nx * ny * nz),
  };
}

function transpose<T extends Float32Array | Uint16Array>(from: T, grid: Grid, to: T): T {
  const [nx, ny, nz] = grid.size;
  for (let k = 0; k < nz; k++) {
    const slice = k * nx * ny;
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) to[slice + i * ny + j] = from[slice + j * nx + i];
  }
  return to;
}

function addTransposed(from: Float32Array, grid: Grid, to: Float32Array): void {
  const [nx, ny, nz] = grid.size;
  for (let k = 0; k < nz; k++) {
    const slice = k * nx * ny;
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) to[slice + j * nx + i] += from[slice + i * ny + j];
  }
}

function largest(terma: Terma): number {
  let max = 0;
  for (let i = 0; i < terma.low.length; i++) {
    const sum = terma.low[i] + terma.high[i];
    if (sum > max) max = sum;
  }
  return max;
}
