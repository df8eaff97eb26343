import { type Grid, type Region, type Volume, indexOf, positionOf, sameLattice, sampleAt, voxelCount } from './grid.ts';
import { type LevelSet, boxOf, cropped } from './level-set.ts';

export type Comparison = '>=' | '<=' | '>' | '<';
export type Statistic = 'max' | 'mean' | 'min' | 'median';

/**
 * Where an image is on the given side of a value, in the image's own unit. The image is interpolated linearly, so that the surface runs between
 * voxel centres; what the image does not cover, or where it has no number, is outside.
 */
export function thresholdLevelSet(image: Volume, comparison: Comparison, value: number, planning: Grid): LevelSet {
  const level = onPlanningGrid(image, planning);
  const sign = comparison.startsWith('>') ? -1 : 1;
  const strict = comparison.length === 1;
  let most = 0;
  for (let o = 0; o < level.length; o++) {
    const difference = sign * (level[o] - value);
    level[o] = difference === 0 && strict ? 1e-30 : difference;
    if (level[o] > most) most = level[o];
  }
  const far = most > 0 ? most : 1;
  for (let o = 0; o < level.length; o++) if (Number.isNaN(level[o])) level[o] = far;
  return cropped({ grid: planning, values: level }, planning);
}

/**
 * A statistic of an image in a region, over the image's own voxels whose centres lie in it (a maximum is thus the one a viewer of that image
 * shows). Undefined where the region holds no voxel of the image.
 */
export function imageStatistic(image: Volume, region: Region, statistic: Statistic): number | undefined {
  const values = valuesIn(image, region);
  if (values.length === 0) return undefined;
  switch (statistic) {
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
    case 'mean':
      return values.reduce((a, b) => a + b) / values.length;
    case 'median': {
      const sorted = Float64Array.from(values).sort();
      const middle = sorted.length >> 1;
      return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  }
}

/** Values of the image's voxels whose centres lie in the region, in storage order; voxels without a number are left out. */
function valuesIn(image: Volume, region: Region): number[] {
  const { grid } = image;
  const low = indexOf(grid, positionOf(region.grid, -0.5, -0.5, -0.5));
  const high = indexOf(
    grid,
    positionOf(region.grid, region.grid.size[0] - 0.5, region.grid.size[1] - 0.5, region.grid.size[2] - 0.5),
  );
  const from = low.map((index) => Math.max(0, Math.ceil(index)));
  const to = high.map((index, axis) => Math.min(grid.size[axis] - 1, Math.floor(index)));
  const values: number[] = [];
  for (let k = from[2]; k <= to[2]; k++) {
    for (let j = from[1]; j <= to[1]; j++) {
      for (let i = from[0]; i <= to[0]; i++) {
        const value = image.values[i + grid.size[0] * (j + grid.size[1] * k)];
        if (Number.isNaN(value)) continue;
        const distance = sampleAt(region.grid, region.signedDistanceMm, positionOf(grid, i, j, k));
        if (distance !== undefined && distance <= 0) values.push(value);
      }
    }
  }
  return values;
}

/** The image at the planning image's voxel centres, NaN where it does not reach. */
function onPlanningGrid(image: Volume, planning: Grid): Float32Array {
  const [nx, ny, nz] = planning.size;
  const out = new Float32Array(voxelCount(planning)).fill(NaN);
  if (sameLattice(planning, image.grid)) {
    const { from, to } = boxOf(planning, image.grid);
    for (let k = Math.max(0, from[2]); k < Math.min(nz, to[2]); k++) {
      for (let j = Math.max(0, from[1]); j < Math.min(ny, to[1]); j++) {
        const row = image.grid.size[0] * (j - from[1] + image.grid.size[1] * (k - from[2]));
        for (let i = Math.max(0, from[0]); i < Math.min(nx, to[0]); i++)
          out[i + nx * (j + ny * k)] = image.values[row + i - from[0]];
      }
    }
    return out;
  }
  const [ax, ay, az] = ([0, 1, 2] as const).map((axis) => axisSamples(planning, image.grid, axis));
  const { values } = image;
  for (let k = 0, o = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, o++) {
        if (ax.low[i] < 0 || ay.low[j] < 0 || az.low[k] < 0) continue;
        const [x0, x1, fx] = [ax.low[i], ax.high[i], ax.fraction[i]];
        const [y0, y1, fy] = [ay.low[j], ay.high[j], ay.fraction[j]];
        const [z0, z1, fz] = [az.low[k], az.high[k], az.fraction[k]];
        const near =
          (values[x0 + y0 + z0] * (1 - fx) + values[x1 + y0 + z0] * fx) * (1 - fy) +
          (values[x0 + y1 + z0] * (1 - fx) + values[x1 + y1 + z0] * fx) * fy;
        const far =
          (values[x0 + y0 + z1] * (1 - fx) + values[x1 + y0 + z1] * fx) * (1 - fy) +
          (values[x0 + y1 + z1] * (1 - fx) + values[x1 + y1 + z1] * fx) * fy;
        out[o] = near * (1 - fz) + far * fz;
      }
    }
  }
  return out;
}

/** For each index of one axis of `target`: storage offsets of the two neighbours in `source` and the weight of the upper; -1 beyond its faces. */
function axisSamples(target: Grid, source: Grid, axis: 0 | 1 | 2) {
  const n = target.size[axis];
  const stride = axis === 0 ? 1 : axis === 1 ? source.size[0] : source.size[0] * source.size[1];
  const last = source.size[axis] - 1;
  const low = new Int32Array(n).fill(-1);
  const high = new Int32Array(n);
  const fraction = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const at = (target.originMm[axis] + t * target.spacingMm[axis] - source.originMm[axis]) / source.spacingMm[axis];
    if (at < -0.5 || at > last + 0.5) continue;
    const held = Math.min(Math.max(at, 0), last);
    const below = Math.min(Math.floor(held), Math.max(last - 1, 0));
    low[t] = below * stride;
    high[t] = Math.min(below + 1, last) * stride;
    fraction[t] = held - below;
  }
  return { low, high, fraction };
}
