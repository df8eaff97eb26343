import type { Grid, Vec3 } from '../patient/grid.ts';
import type { PreviewModel } from './model.ts';

export type { Vec3 };

/** The nearest voxel centre of the planning image: slices are stepped through whole, and the read-out is of a voxel. */
export function snapped(model: PreviewModel, point: Vec3): Vec3 {
  const { grid } = model.images[0];
  return [snapAxis(grid, 0, point[0]), snapAxis(grid, 1, point[1]), snapAxis(grid, 2, point[2])];
}

/** One or more voxels along an axis. */
export function stepped(model: PreviewModel, point: Vec3, axis: 0 | 1 | 2, voxels: number): Vec3 {
  const moved: [number, number, number] = [...point];
  moved[axis] += voxels * model.images[0].grid.spacingMm[axis];
  return snapped(model, moved);
}

/** Where to look first: the isocentre, else the middle of the first target, else where a dose file is highest, else the middle of the image. */
export function startingPoint(model: PreviewModel): Vec3 {
  const beam = model.beams[0];
  const target = model.regions.find((region) => region.role === 'target');
  if (beam) return snapped(model, beam.isocentreMm);
  if (target) return snapped(model, middle(target.grid));
  return snapped(model, model.file?.hottestMm ?? middle(model.images[0].grid));
}

function snapAxis(grid: Grid, axis: 0 | 1 | 2, mm: number): number {
  const index = Math.round((mm - grid.originMm[axis]) / grid.spacingMm[axis]);
  return grid.originMm[axis] + Math.min(Math.max(index, 0), grid.size[axis] - 1) * grid.spacingMm[axis];
}

function middle(grid: Grid): Vec3 {
  const at = (axis: 0 | 1 | 2) => grid.originMm[axis] + ((grid.size[axis] - 1) / 2) * grid.spacingMm[axis];
  return [at(0), at(1), at(2)];
}
