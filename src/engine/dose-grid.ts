import { type Grid, type Region, voxelCount } from '../patient/grid.ts';
import { boundingBoxMm } from '../patient/region.ts';

/**
 * The grid dose is computed on: cubes of `spacingMm` that cover the regions, cut from a lattice whose voxel faces coincide with the planning
 * image's lower faces. It never leaves the planning image by more than the last voxel.
 */
export function doseGridFor(planning: Grid, regions: readonly Region[], spacingMm: number): Grid {
  const boxes = regions.flatMap((region) => boundingBoxMm(region) ?? []);
  const size: [number, number, number] = [1, 1, 1];
  const originMm: [number, number, number] = [0, 0, 0];
  for (let axis = 0; axis < 3; axis++) {
    const face = planning.originMm[axis] - planning.spacingMm[axis] / 2;
    const extent = planning.size[axis] * planning.spacingMm[axis];
    // A region's surface may lie beyond the faces of its outermost voxels, short of the centres of the next ones.
    const beyond = planning.spacingMm[axis] / 2;
    const from = Math.min(...boxes.map((box) => box.fromMm[axis])) - beyond;
    const to = Math.max(...boxes.map((box) => box.toMm[axis])) + beyond;
    // A thousandth of a voxel of slack, so that faces that coincide do not add a voxel through rounding.
    const first = Math.floor((Math.max(from - face, 0) + 1e-3 * spacingMm) / spacingMm);
    const last = Math.ceil((Math.min(to - face, extent) - 1e-3 * spacingMm) / spacingMm);
    size[axis] = Math.max(last - first, 1);
    originMm[axis] = face + (first + 0.5) * spacingMm;
  }
  return { size, originMm, spacingMm: [spacingMm, spacingMm, spacingMm] };
}

/** "82 × 96 × 60 voxels of 3 mm (472,320)" */
export function describeGrid(grid: Grid): string {
  return `${grid.size.join(' × ')} voxels of ${grid.spacingMm[0]} mm (${voxelCount(grid).toLocaleString('en-GB')})`;
}
