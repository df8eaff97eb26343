import { forEachPart } from '../patient/coverage.ts';
import { type Grid, type Region, voxelVolumeMm3 } from '../patient/grid.ts';
import { regionDepthMm, regionVoxels } from '../patient/region.ts';

/**
 * Where a region takes its dose from: small parts of it, each with a weight and a place in the dose grid. Made once, it serves any number of dose
 * distributions on that grid.
 */
export interface RegionSamples {
  readonly region: string;
  /** Sub-voxel volume, cm³. */
  readonly volumeCc: number;
  /** Voxels of the planning image whose centre lies in the region. */
  readonly voxels: number;
  /** Greatest depth of a voxel centre below the region's surface, in mean voxel sides (cube root of the voxel's volume). */
  readonly depthVoxels: number;
  /** Share of the volume that lies outside the dose grid, %; the samples are of the rest. */
  readonly outsideDoseGridPercent: number;
  readonly doseGrid: Grid;
  /** Per sample: volume in voxels of the planning image. */
  readonly weight: Float32Array;
  /** Per sample: index in the dose grid of the lower corner of the cell it lies in. */
  readonly corner: Int32Array;
  /** Per sample x, y, z: position in that cell, 0 to 1. */
  readonly fraction: Float32Array;
}

/**
 * Small regions, where a voxel is a share of the result, get the most parts: up to 216 a voxel, and as many as some two million `parts` allow. Regions of
 * millions of voxels, in which every voxel of the dose grid holds several voxels of the image, get four times as many at most.
 */
export function sampleRegion(region: Region, doseGrid: Grid, parts = 2e6): RegionSamples {
  const voxels = regionVoxels(region);
  const perVoxel =
    voxels < parts ? Math.min(216, Math.floor(parts / Math.max(voxels, 1))) : Math.min(1, (4 * parts) / voxels);
  const atSurface = Math.max(perVoxel, voxels < 0.15 * parts ? 64 : 8);
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

/** Dose at each sample, Gy, interpolated linearly between the centres of the dose grid's voxels. */
export function sampledDose(
  { doseGrid, corner, fraction, weight }: RegionSamples,
  doseGy: ArrayLike<number>,
): Float32Array {
  const [nx, ny, nz] = doseGrid.size;
  const dx = nx > 1 ? 1 : 0;
  const dy = ny > 1 ? nx : 0;
  const dz = nz > 1 ? nx * ny : 0;
  const out = new Float32Array(weight.length);
  for (let s = 0; s < out.length; s++) {
    const o = corner[s];
    const u = fraction[3 * s];
    const v = fraction[3 * s + 1];
    const w = fraction[3 * s + 2];
    const near =
      (doseGy[o] * (1 - u) + doseGy[o + dx] * u) * (1 - v) + (doseGy[o + dy] * (1 - u) + doseGy[o + dy + dx] * u) * v;
    const far =
      (doseGy[o + dz] * (1 - u) + doseGy[o + dz + dx] * u) * (1 - v) +
      (doseGy[o + dz + dy] * (1 - u) + doseGy[o + dz + dy + dx] * u) * v;
    out[s] = near * (1 - w) + far * w;
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
