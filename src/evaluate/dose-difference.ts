import { type Grid, type Region, type Volume, positionOf, sampleAt } from '../patient/grid.ts';
import { isInside } from '../patient/region.ts';

/** How far one dose lies from another, in per cent of the dose that 100 % stands for, over the voxels that were compared. */
export interface DoseDifference {
  /** Root of the mean square. */
  readonly rmsPercent: number;
  /** The greatest, whatever its place: at a steep edge a small shift makes a large difference. */
  readonly maxPercent: number;
  /** What 95 % of the voxels in the targets do not exceed; absent where no voxel lies in one. */
  readonly targetsPercent?: number;
  /** The distance, mm, by which 95 % of the steep places are shifted at most: difference over gradient; absent where nothing is steep. */
  readonly edgesMm?: number;
}

/** Voxels below this share of 100 % are not compared. */
export const comparedAbovePercent = 10;
/** A place is steep where the dose changes by this much of 100 % a millimetre. */
export const steepPercentPerMm = 2;

/**
 * Compares a dose, interpolated linearly, with a reference at the reference's voxel centres in the body where that is above 10 % of `hundredPercentGy`.
 * Absent where there is no such voxel. Both in Gy; voxels beyond the other dose's grid are not compared.
 */
export function doseDifference(
  reference: Pick<Volume, 'grid' | 'values'>,
  other: Pick<Volume, 'grid' | 'values'>,
  where: { readonly body: Region; readonly targets: readonly Region[]; readonly hundredPercentGy: number },
): DoseDifference | undefined {
  const { grid, values } = reference;
  const [nx, ny, nz] = grid.size;
  const toPercent = 100 / where.hundredPercentGy;
  const inTargets: number[] = [];
  const shifts: number[] = [];
  let [voxels, squares, most] = [0, 0, 0];
  for (let k = 0, o = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, o++) {
        if (!(values[o] * toPercent > comparedAbovePercent)) continue;
        const point = positionOf(grid, i, j, k);
        if (!isInside(where.body, point)) continue;
        const found = sampleAt(other.grid, other.values, point);
        if (found === undefined) continue;
        const percent = Math.abs(found - values[o]) * toPercent;
        voxels++;
        squares += percent * percent;
        if (percent > most) most = percent;
        if (where.targets.some((target) => isInside(target, point))) inTargets.push(percent);
        const slope = slopePerMm(grid, values, i, j, k) * toPercent;
        if (slope >= steepPercentPerMm) shifts.push(percent / slope);
      }
    }
  }
  if (voxels === 0) return undefined;
  return {
    rmsPercent: Math.sqrt(squares / voxels),
    maxPercent: most,
    targetsPercent: ninetyFifthPercentile(inTargets),
    edgesMm: ninetyFifthPercentile(shifts),
  };
}

/** Length of the gradient by central differences, per mm; 0 at the faces of the grid. */
function slopePerMm(grid: Grid, values: ArrayLike<number>, i: number, j: number, k: number): number {
  const [nx, ny, nz] = grid.size;
  if (i === 0 || j === 0 || k === 0 || i === nx - 1 || j === ny - 1 || k === nz - 1) return 0;
  const o = i + nx * (j + ny * k);
  const along = (stride: number, spacingMm: number) => (values[o + stride] - values[o - stride]) / (2 * spacingMm);
  return Math.hypot(along(1, grid.spacingMm[0]), along(nx, grid.spacingMm[1]), along(nx * ny, grid.spacingMm[2]));
}

function ninetyFifthPercentile(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return Float64Array.from(values).sort()[Math.ceil(0.95 * values.length) - 1];
}
