import { voxelCount, withSpacing } from '../patient/grid.ts';
import { createArena } from './arena.ts';
import { allocateBeam, allocateMedium, allocateThread } from './dose-places.ts';
import { kernelMemoryLimitBytes } from './kernels/dose-kernels.ts';
import type { Grid } from '../patient/grid.ts';

/**
 * Largest amount of memory, bytes, that a dose calculation on the grid holds at one time: the kernels' memory as it is laid out, the medium it
 * is filled from, one dose per beam, the dose of one set-up of several, and the threads.
 */
export function estimateMemoryBytes(grid: Grid, beams: number, threads: number): number {
  const voxels = voxelCount(grid);
  const slots = Math.min(beams, threads);
  return kernelBytes(grid, slots, threads) + voxels * (5 + 4 * beams + 4 * slots) + workerBytes * threads;
}

/** What of that lies in the kernels' memory, which has a limit of its own. */
function kernelBytes(grid: Grid, slots: number, threads: number): number {
  const arena = createArena();
  allocateMedium(arena, grid);
  for (let slot = 0; slot < slots; slot++)
    allocateBeam(arena, grid, { cones: largestCones, bins: 64, fanBytes: 4 * voxelCount(grid) * fanPerVoxel });
  for (let thread = 0; thread < threads; thread++) allocateThread(arena, grid);
  return arena.used();
}

/** No run uses more cones. */
const largestCones = 512;
/** Nodes of a fan to voxels of its grid: the fan's box is the grid's seen from the source, turned. */
const fanPerVoxel = 2;

/** Heap of a worker thread with its tables, measured at 20 to 30 MB. */
const workerBytes = 40e6;

/** Whether a dose calculation fits into the memory that may be used, and into what WebAssembly can address. */
export function fits(grid: Grid, beams: number, threads: number, availableBytes: number): boolean {
  return (
    estimateMemoryBytes(grid, beams, threads) <= availableBytes &&
    kernelBytes(grid, Math.min(beams, threads), threads) <= kernelMemoryLimitBytes
  );
}

/**
 * The voxel size, mm, of the finest cubic grid over the same box that fits into the memory, rounded up to a tenth of a millimetre; undefined
 * where even 10 mm does not.
 */
export function largestGridThatFits(
  grid: Grid,
  beams: number,
  threads: number,
  availableBytes: number,
): { spacingMm: number; grid: Grid } | undefined {
  for (let tenths = 1; tenths <= 100; tenths++) {
    const spacingMm = tenths / 10;
    const finer = withSpacing(grid, spacingMm);
    if (fits(finer, beams, threads, availableBytes)) return { spacingMm, grid: finer };
  }
  return undefined;
}
