import { voxelCount, withSpacing } from '../patient/grid.ts';
import { coneGroupCount } from './beam-dose.ts';
import type { Grid } from '../patient/grid.ts';

/**
 * Largest amount of memory, bytes, that a dose calculation on the grid holds at one time: the medium, one dose per beam, and for each beam in
 * work its TERMA, the partial doses of the groups of cones, the dose of one set-up of several and every thread's transposed copies.
 */
export function estimateMemoryBytes(grid: Grid, beams: number, threads: number): number {
  const voxels = voxelCount(grid);
  const medium = 4 + 1 + 2;
  const beamsInWork = Math.min(beams, threads);
  const perBeamInWork = 3 * 4 + coneGroupCount * 4 + 4;
  const perThread = 2 + 4 * 4;
  const plane = Math.max(grid.size[0] * grid.size[1], grid.size[0] * grid.size[2], grid.size[1] * grid.size[2]);
  const perThreadFixed = 2 * 4 * 8 * plane + workerBytes;
  return voxels * (medium + 4 * beams + perBeamInWork * beamsInWork + perThread * threads) + perThreadFixed * threads;
}

/** Heap of a worker thread with its tables, measured at 20 to 30 MB. */
const workerBytes = 40e6;

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
    if (estimateMemoryBytes(finer, beams, threads) <= availableBytes) return { spacingMm, grid: finer };
  }
  return undefined;
}
