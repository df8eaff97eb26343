import type { Grid } from './grid.ts';
import {
  type LevelSet,
  boxOf,
  cropped,
  intersectBoxes,
  isEmpty,
  nothing,
  onGrid,
  subGrid,
  uniteBoxes,
} from './level-set.ts';

/**
 * Union, intersection and difference of regions as level sets on one lattice, by least and greatest values. The surface is exact; distances are
 * true only up to the edges where two surfaces meet, so measure them anew (`redistance`) before use.
 */
export function union(fields: readonly LevelSet[], image: Grid): LevelSet {
  return fields.reduce((a, b) => combine(a, b, image, 'union'));
}

export function intersection(fields: readonly LevelSet[], image: Grid): LevelSet {
  return fields.reduce((a, b) => combine(a, b, image, 'intersection'));
}

/** What is in the first and in none of the others. A voxel whose centre lies on the surface of another is in that one. */
export function difference(fields: readonly LevelSet[], image: Grid): LevelSet {
  const [first, ...others] = fields;
  return others.reduce((left, other) => {
    const { grid } = left;
    const there = onGrid(other, grid, greatest(other));
    const least = 1e-6 * Math.min(...grid.spacingMm);
    const values = left.values.map((value, o) => Math.max(value, there.values[o] === 0 ? least : -there.values[o]));
    return cropped({ grid, values }, image);
  }, first);
}

function combine(a: LevelSet, b: LevelSet, image: Grid, kind: 'union' | 'intersection'): LevelSet {
  if (kind === 'union' && isEmpty(a)) return b;
  if (kind === 'union' && isEmpty(b)) return a;
  const boxes = [boxOf(image, a.grid), boxOf(image, b.grid)] as const;
  const box = kind === 'union' ? uniteBoxes(...boxes) : intersectBoxes(...boxes);
  if (box.from.some((from, axis) => from >= box.to[axis])) return nothing(image);
  const grid = subGrid(image, box);
  const left = onGrid(a, grid, greatest(a)).values;
  const right = onGrid(b, grid, greatest(b)).values;
  const values = left.map((value, o) => (kind === 'union' ? Math.min(value, right[o]) : Math.max(value, right[o])));
  return cropped({ grid, values }, image);
}

/** What stands for "far outside" in a field: its own greatest value, which is on its own scale. */
function greatest(field: LevelSet): number {
  let most = 0;
  for (const value of field.values) if (value > most) most = value;
  return most > 0 ? most : 1;
}
