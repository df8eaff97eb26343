import type { Grid } from './grid.ts';
import {
  type LevelSet,
  boxOf,
  cropped,
  distanceBandMm,
  growBox,
  intersectBoxes,
  isEmpty,
  padVoxels,
  subGrid,
  wholeBox,
} from './level-set.ts';
import { type SideMargins, grownBySides, redistance } from './redistance.ts';

/** Margins to the patient's sides, mm: positive grows, negative shrinks. */
export interface Margin {
  readonly left: number;
  readonly right: number;
  readonly anterior: number;
  readonly posterior: number;
  readonly superior: number;
  readonly inferior: number;
}

export function isotropic(mm: number): Margin {
  return { left: mm, right: mm, anterior: mm, posterior: mm, superior: mm, inferior: mm };
}

/**
 * The region grown or shrunk by a margin, within the image. One number grows by that distance in every direction in space. Six numbers grow by
 * the ellipsoid that has, in each octant of directions, that octant's three margins as semi-axes. Growing sides are grown first, then the
 * others are shrunk; a shrinking margin is the growth of what lies outside, and does not move a side cut by the image's edge.
 *
 * `trueDistances` says that the field is a region's or a structure's own, not what set algebra left: a growth then keeps sharp edges better.
 */
export function withMargin(
  field: LevelSet,
  margin: Margin,
  image: Grid,
  options: { trueDistances?: boolean } = {},
): LevelSet {
  if (isEmpty(field)) return field;
  // x runs to the patient's left, y to posterior, z to superior.
  const sides = [margin.right, margin.left, margin.anterior, margin.posterior, margin.inferior, margin.superior];
  const [first] = sides;
  if (sides.every((mm) => mm === 0)) return field;
  if (sides.every((mm) => mm === first))
    return first > 0 ? grownBy(field, first, image, options.trueDistances ?? false) : shrunkBy(field, -first, image);

  let result = field;
  if (sides.some((mm) => mm > 0))
    result = grownOnSides(
      result,
      sides.map((mm) => Math.max(mm, 0)),
      image,
    );
  if (sides.some((mm) => mm < 0) && !isEmpty(result))
    result = shrunkOnSides(
      result,
      sides.map((mm) => Math.max(-mm, 0)),
      image,
    );
  return result;
}

/**
 * Distances are measured from a surface parallel to the field's, a voxel further out where the field's own distances say where that is: there
 * edges are rounded, which samples can hold, while patches of a surface with sharp edges cut these off, and the growth would carry that out.
 */
function grownBy(field: LevelSet, mm: number, image: Grid, trueDistances: boolean): LevelSet {
  const grid = roomFor(field, [mm, mm, mm], image);
  const ahead = trueDistances ? Math.min(mm, ...image.spacingMm) : 0;
  const parallel = { grid: field.grid, values: field.values.map((d) => d - ahead) };
  const rest = mm - ahead;
  const { values } = redistance(parallel, { grid, bandMm: rest + distanceBandMm(image) });
  return cropped({ grid, values: values.map((d) => d - rest) }, image);
}

function shrunkBy(field: LevelSet, mm: number, image: Grid): LevelSet {
  const { grid, values } = redistance(field, { bandMm: mm + distanceBandMm(image) });
  return cropped({ grid, values: values.map((d) => d + mm) }, image);
}

function grownOnSides(field: LevelSet, sides: readonly number[], image: Grid): LevelSet {
  const reach = [0, 2, 4].map((a) => Math.max(sides[a], sides[a + 1]));
  const grid = roomFor(field, reach, image);
  return cropped(grownBySides(field, positive(sides, image), grid, distanceBandMm(image)), image);
}

/** The outside grown towards the inside: to move the left surface in, the outside grows to the right. */
function shrunkOnSides(field: LevelSet, sides: readonly number[], image: Grid): LevelSet {
  const outside: LevelSet = { grid: field.grid, values: field.values.map((v) => -v) };
  const mirrored = [sides[1], sides[0], sides[3], sides[2], sides[5], sides[4]];
  const { grid, values } = grownBySides(outside, positive(mirrored, image), field.grid, distanceBandMm(image));
  return cropped({ grid, values: values.map((d) => -d) }, image);
}

/** A side that does not move gets a hundredth of a voxel, since the ellipsoid's equation divides by it. */
function positive(sides: readonly number[], image: Grid): SideMargins {
  const at = (side: number) => Math.max(sides[side], 0.01 * image.spacingMm[side >> 1]);
  return [at(0), at(1), at(2), at(3), at(4), at(5)];
}

/** The field's box with room for a growth (mm on each axis), within the image. */
function roomFor(field: LevelSet, reachMm: readonly number[], image: Grid): Grid {
  const voxels = (a: 0 | 1 | 2) => Math.ceil(reachMm[a] / image.spacingMm[a]) + padVoxels;
  const box = growBox(boxOf(image, field.grid), [voxels(0), voxels(1), voxels(2)]);
  return subGrid(image, intersectBoxes(box, wholeBox(image)));
}
