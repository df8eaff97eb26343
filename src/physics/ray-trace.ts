import { materials } from '../patient/medium.ts';
import type { Medium } from '../patient/medium.ts';
import type { Vec3 } from '../patient/grid.ts';

/** A medium whose rows of densities may be padded: `rowStride` values from row to row; without it, rows follow one another. */
export type TracedMedium = Medium & { readonly rowStride?: number };

/**
 * Areal density along the straight line from a point to the source, g/cm², material by material (in the order of `materials`), added up in
 * `gPerCm2`. The exact path through every voxel counts (Siddon 1985; stepping as Amanatides and Woo 1987); what lies outside the grid counts
 * as vacuum. The point may lie outside the grid: the line is then followed from where it enters. Points are LPS, mm. For points inside the grid
 * it is the twin of `kernels/wasm/trace.ts`, operation by operation.
 */
export function traceToSource(medium: TracedMedium, pointMm: Vec3, sourceMm: Vec3, gPerCm2: Float64Array): void {
  gPerCm2.fill(0);
  const { size, originMm, spacingMm } = medium.grid;
  const [dx, dy, dz] = [sourceMm[0] - pointMm[0], sourceMm[1] - pointMm[1], sourceMm[2] - pointMm[2]];
  // Along the line t runs from 0 (the point) to 1 (the source); positions are in voxels, voxel i spans i to i + 1.
  const start = [0, 0, 0];
  const step = [0, 0, 0];
  let enter = 0;
  let leave = 1;
  for (let axis = 0; axis < 3; axis++) {
    start[axis] = (pointMm[axis] - originMm[axis]) / spacingMm[axis] + 0.5;
    step[axis] = (sourceMm[axis] - pointMm[axis]) / spacingMm[axis];
    if (step[axis] === 0) {
      if (start[axis] < 0 || start[axis] >= size[axis]) return;
      continue;
    }
    const toLow = -start[axis] / step[axis];
    const toHigh = (size[axis] - start[axis]) / step[axis];
    enter = Math.max(enter, Math.min(toLow, toHigh));
    leave = Math.min(leave, Math.max(toLow, toHigh));
  }
  if (enter >= leave) return;

  const [nx, ny, nz] = size;
  const stride = medium.rowStride ?? nx;
  let i = cellAt(start[0] + enter * step[0], step[0], nx);
  let j = cellAt(start[1] + enter * step[1], step[1], ny);
  let k = cellAt(start[2] + enter * step[2], step[2], nz);
  const di = Math.sign(step[0]);
  const dj = Math.sign(step[1]);
  const dk = Math.sign(step[2]);
  const deltaX = di === 0 ? Infinity : 1 / Math.abs(step[0]);
  const deltaY = dj === 0 ? Infinity : 1 / Math.abs(step[1]);
  const deltaZ = dk === 0 ? Infinity : 1 / Math.abs(step[2]);
  let nextX = di === 0 ? Infinity : (i + (di > 0 ? 1 : 0) - start[0]) / step[0];
  let nextY = dj === 0 ? Infinity : (j + (dj > 0 ? 1 : 0) - start[1]) / step[1];
  let nextZ = dk === 0 ? Infinity : (k + (dk > 0 ? 1 : 0) - start[2]) / step[2];
  let voxel = i + nx * (j + ny * k);
  let padded = i + stride * (j + ny * k);
  const { densityGPerCm3, material } = medium;
  const cm = Math.sqrt(dx * dx + dy * dy + dz * dz) / 10;

  let t = enter;
  let current = material[voxel];
  let sum = 0;
  for (;;) {
    // The voxel's part of the line ends at the nearest of the three next faces.
    let end: number;
    let inside: boolean;
    let rows: number;
    let along = 0;
    if (nextX <= nextY && nextX <= nextZ) {
      end = nextX;
      nextX += deltaX;
      i += di;
      inside = i >= 0 && i < nx;
      rows = 0;
      along = di;
    } else if (nextY <= nextZ) {
      end = nextY;
      nextY += deltaY;
      j += dj;
      inside = j >= 0 && j < ny;
      rows = dj;
    } else {
      end = nextZ;
      nextZ += deltaZ;
      k += dk;
      inside = k >= 0 && k < nz;
      rows = dk * ny;
    }
    const last = !inside || end >= leave;
    if (end > leave) end = leave;
    if (end > t) {
      if (material[voxel] !== current) {
        gPerCm2[current] += sum;
        sum = 0;
        current = material[voxel];
      }
      sum += densityGPerCm3[padded] * (end - t) * cm;
      t = end;
    }
    if (last) break;
    voxel += along + rows * nx;
    padded += along + rows * stride;
  }
  gPerCm2[current] += sum;
}

/** An empty array for `traceToSource`. */
export function arealDensities(): Float64Array {
  return new Float64Array(materials.length);
}

/** The voxel that a line enters at a position: on a face, the one ahead. */
function cellAt(position: number, step: number, size: number): number {
  const nearest = Math.floor(position + 0.5);
  const onFace = Math.abs(position - nearest) < 1e-9;
  const cell = onFace ? (step < 0 ? nearest - 1 : nearest) : Math.floor(position);
  return Math.min(Math.max(cell, 0), size - 1);
}
