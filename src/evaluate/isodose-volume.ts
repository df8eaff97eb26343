import { type Grid, type Region, positionOf, voxelVolumeMm3 } from '../patient/grid.ts';
import { isInside } from '../patient/region.ts';
import { power } from '../units/power.ts';

/** Parts along each side of a voxel that the isodose surface may pass through. */
const partsAlong = 4;

/**
 * Volume of a region, cm³, that receives at least a dose, on the dose grid: voxels whose neighbours are all on one side of the dose count whole, others in 64 parts, each by
 * the dose interpolated between voxel centres. Whether a voxel is of the region goes by its centre.
 */
export function isodoseVolumeCc(
  { grid, values }: { readonly grid: Grid; readonly values: ArrayLike<number> },
  region: Region,
  fromGy: number,
): number {
  const [nx, ny, nz] = grid.size;
  const at = (i: number, j: number, k: number): number =>
    values[within(i, nx) + nx * (within(j, ny) + ny * within(k, nz))];
  let voxels = 0;
  for (let k = 0, o = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, o++) {
        // Far from the isodose most voxels lie below it: the cheapest look comes first.
        const above = values[o] >= fromGy;
        const mixed = isMixed(at, i, j, k, fromGy, above);
        if (!above && !mixed) continue;
        if (!isInside(region, positionOf(grid, i, j, k))) continue;
        voxels += mixed ? shareFrom(at, i, j, k, fromGy) : 1;
      }
  return (voxels * voxelVolumeMm3(grid)) / 1000;
}

type At = (i: number, j: number, k: number) => number;

/** Whether a neighbour along an axis is on the other side of the dose. */
function isMixed(at: At, i: number, j: number, k: number, fromGy: number, above: boolean): boolean {
  return (
    at(i - 1, j, k) >= fromGy !== above ||
    at(i + 1, j, k) >= fromGy !== above ||
    at(i, j - 1, k) >= fromGy !== above ||
    at(i, j + 1, k) >= fromGy !== above ||
    at(i, j, k - 1) >= fromGy !== above ||
    at(i, j, k + 1) >= fromGy !== above
  );
}

function shareFrom(at: At, i: number, j: number, k: number, fromGy: number): number {
  let count = 0;
  for (let c = 0; c < partsAlong; c++)
    for (let b = 0; b < partsAlong; b++)
      for (let a = 0; a < partsAlong; a++)
        if (interpolated(at, i + offset(a), j + offset(b), k + offset(c)) >= fromGy) count++;
  return count / power(partsAlong, 3);
}

function offset(part: number): number {
  return (part + 0.5) / partsAlong - 0.5;
}

function interpolated(at: At, x: number, y: number, z: number): number {
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [u, v, w] = [x - i, y - j, z - k];
  const row = (b: number, c: number): number => at(i, b, c) + u * (at(i + 1, b, c) - at(i, b, c));
  const plane = (c: number): number => row(j, c) + v * (row(j + 1, c) - row(j, c));
  return plane(k) + w * (plane(k + 1) - plane(k));
}

function within(index: number, size: number): number {
  return index < 0 ? 0 : index >= size ? size - 1 : index;
}
