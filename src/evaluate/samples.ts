import { forEachPart } from '../patient/coverage.ts';
import { type Grid, indexOf, type Region, voxelVolumeMm3 } from '../patient/grid.ts';
import { regionDepthMm, regionVoxels } from '../patient/region.ts';

/**
 * Where a region takes its dose from: small parts of it, each with a weight and a place in the dose grid. Made once, it serves any number of dose
 * distributions on that grid.
 */
export interface RegionSamples extends DoseSamples {
  readonly region: string;
  /** Sub-voxel volume, cm³. */
  readonly volumeCc: number;
  /** Voxels of the planning image whose centre lies in the region. */
  readonly voxels: number;
  /** Greatest depth of a voxel centre below the region's surface, in mean voxel sides (cube root of the voxel's volume). */
  readonly depthVoxels: number;
  /** Share of the volume that lies outside the dose grid, %; the samples are of the rest. */
  readonly outsideDoseGridPercent: number;
  /** Per sample: volume in voxels of the planning image. */
  readonly weight: Float32Array;
}

/** Places in a dose grid. */
export interface DoseSamples {
  readonly doseGrid: Grid;
  /** Per sample: index in the dose grid of the lower corner of the cell it lies in. */
  readonly corner: Int32Array;
  /** Per sample x, y, z: position in that cell, 0 to 1. */
  readonly fraction: Float32Array;
}

/**
 * Small regions, where a voxel is a share of the result, get the most parts: up to 216 a voxel. Larger ones get `parts` in all inside, and
 * nearly as many at the surface: every change of a plan has to go through them again. Against ten times as many, on the organs and targets of the
 * oropharynx example, D2% to D98% and means differ by up to 0.025 Gy, extremes by up to 0.15 Gy, volumes by up to 0.13 %.
 */
export function sampleRegion(region: Region, doseGrid: Grid, parts = 1.5e5): RegionSamples {
  const voxels = regionVoxels(region);
  const perVoxel = partsPerVoxel(voxels, parts);
  const atSurface = Math.max(perVoxel < 1 ? 8 : 27, partsPerVoxel(surfaceVoxels(region), 0.8 * parts));
  const [nx, ny, nz] = doseGrid.size;
  const scale = region.grid.spacingMm.map((s, axis) => s / doseGrid.spacingMm[axis]);
  const start = region.grid.originMm.map((mm, axis) => (mm - doseGrid.originMm[axis]) / doseGrid.spacingMm[axis]);

  let capacity = 1 << 16;
  let weight = new Float32Array(capacity);
  let corner = new Int32Array(capacity);
  let fraction = new Float32Array(3 * capacity);
  let [count, within, outside] = [0, 0, 0];
  forEachPart(region, { perVoxel, atSurface }, (i, j, k, share) => {
    const x = start[0] + i * scale[0];
    const y = start[1] + j * scale[1];
    const z = start[2] + k * scale[2];
    // The grid reaches to the faces of its outermost voxels; within that half voxel the dose is held.
    if (x < -0.5 || y < -0.5 || z < -0.5 || x > nx - 0.5 || y > ny - 0.5 || z > nz - 0.5) {
      outside += share;
      return;
    }
    within += share;
    if (Math.fround(share) === 0) return;
    if (count === capacity) {
      capacity *= 2;
      weight = enlarged(weight, new Float32Array(capacity));
      corner = enlarged(corner, new Int32Array(capacity));
      fraction = enlarged(fraction, new Float32Array(3 * capacity));
    }
    const a = cellOf(x, nx);
    const b = cellOf(y, ny);
    const c = cellOf(z, nz);
    weight[count] = share;
    corner[count] = a + nx * (b + ny * c);
    fraction[3 * count] = clamped(x - a);
    fraction[3 * count + 1] = clamped(y - b);
    fraction[3 * count + 2] = clamped(z - c);
    count++;
  });
  const total = within + outside;
  return {
    region: region.name,
    volumeCc: (total * voxelVolumeMm3(region.grid)) / 1000,
    voxels,
    depthVoxels: regionDepthMm(region) / Math.cbrt(voxelVolumeMm3(region.grid)),
    outsideDoseGridPercent: total > 0 ? (100 * outside) / total : 0,
    doseGrid,
    weight: weight.slice(0, count),
    corner: corner.slice(0, count),
    fraction: fraction.slice(0, 3 * count),
  };
}

/** Whole parts, or where there are more voxels than parts the share of voxels that get one. */
function partsPerVoxel(voxels: number, parts: number): number {
  const each = parts / Math.max(voxels, 1);
  return each < 1 ? each : Math.min(216, Math.floor(each));
}

/** Voxels that the surface may pass through, by their distance from it. */
function surfaceVoxels({ grid, signedDistanceMm }: Region): number {
  const reachMm = 0.5 * Math.hypot(...grid.spacingMm);
  let count = 0;
  for (const d of signedDistanceMm) if (Math.abs(d) < reachMm) count++;
  return count;
}

/** Samples at points, x, y, z of each, LPS, mm: beyond the centres of the outermost voxels the dose is held. */
export function samplesAtPoints(pointsMm: Float64Array, doseGrid: Grid): DoseSamples {
  const count = pointsMm.length / 3;
  const corner = new Int32Array(count);
  const fraction = new Float32Array(3 * count);
  const [nx, ny] = doseGrid.size;
  for (let p = 0; p < count; p++) {
    const index = indexOf(doseGrid, [pointsMm[3 * p], pointsMm[3 * p + 1], pointsMm[3 * p + 2]]);
    const cell = index.map((i, axis) => cellOf(i, doseGrid.size[axis]));
    corner[p] = cell[0] + nx * (cell[1] + ny * cell[2]);
    for (let axis = 0; axis < 3; axis++) fraction[3 * p + axis] = clamped(index[axis] - cell[axis]);
  }
  return { doseGrid, corner, fraction };
}

/** Dose at each sample, Gy, interpolated linearly between the centres of the dose grid's voxels; written to `out` where given. */
export function sampledDose(
  { doseGrid, corner, fraction }: DoseSamples,
  doseGy: ArrayLike<number>,
  out = new Float32Array(corner.length),
): Float32Array {
  const [nx, ny, nz] = doseGrid.size;
  const dx = nx > 1 ? 1 : 0;
  const dy = ny > 1 ? nx : 0;
  const dz = nz > 1 ? nx * ny : 0;
  for (let s = 0; s < out.length; s++) {
    const o = corner[s];
    const u = fraction[3 * s];
    const v = fraction[3 * s + 1];
    const w = fraction[3 * s + 2];
    const a = doseGy[o];
    const b = doseGy[o + dy];
    const c = doseGy[o + dz];
    const d = doseGy[o + dz + dy];
    const ax = a + (doseGy[o + dx] - a) * u;
    const bx = b + (doseGy[o + dy + dx] - b) * u;
    const cx = c + (doseGy[o + dz + dx] - c) * u;
    const ex = d + (doseGy[o + dz + dy + dx] - d) * u;
    const near = ax + (bx - ax) * v;
    const far = cx + (ex - cx) * v;
    out[s] = near + (far - near) * w;
  }
  return out;
}

function cellOf(x: number, n: number): number {
  return Math.min(Math.max(Math.floor(x), 0), Math.max(n - 2, 0));
}

function clamped(x: number): number {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

function enlarged<T extends Float32Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
