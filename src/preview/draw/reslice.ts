import type { Grid } from '../../patient/grid.ts';
import { planes, type Frame } from './plane.ts';

/** Where a row of samples falls on one axis of a grid: lower neighbour and weight of the upper one; −1 outside the grid. */
interface AxisPlaces {
  readonly index: Int32Array;
  readonly weight: Float32Array;
}

/**
 * Trilinear samples of `values` on the frame, `columns` × `rows` of them at the centres of equal cells, row by row from the top. NaN outside the
 * grid, which ends half a voxel beyond its outermost centres.
 */
export function reslice(grid: Grid, values: Float32Array, frame: Frame, columns: number, rows: number): Float32Array {
  const layout = planes[frame.plane];
  const out = new Float32Array(columns * rows).fill(NaN);
  const stepX = (frame.widthPx / columns) * frame.mmPerPx;
  const stepY = (frame.heightPx / rows) * frame.mmPerPx * layout.down;
  const acrossAt = places(grid, layout.right, frame.centreMm[0] - ((columns - 1) / 2) * stepX, stepX, columns);
  const downAt = places(grid, layout.vertical, frame.centreMm[1] - ((rows - 1) / 2) * stepY, stepY, rows);
  const normalAt = places(grid, layout.normal, frame.positionMm, 1, 1);
  if (normalAt.index[0] < 0) return out;

  const stride = [1, grid.size[0], grid.size[0] * grid.size[1]];
  const sx = grid.size[layout.right] > 1 ? stride[layout.right] : 0;
  const sy = grid.size[layout.vertical] > 1 ? stride[layout.vertical] : 0;
  const sn = grid.size[layout.normal] > 1 ? stride[layout.normal] : 0;
  const wn = normalAt.weight[0];
  const base = normalAt.index[0] * stride[layout.normal];
  for (let r = 0; r < rows; r++) {
    if (downAt.index[r] < 0) continue;
    const rowBase = base + downAt.index[r] * stride[layout.vertical];
    const wy = downAt.weight[r];
    for (let c = 0; c < columns; c++) {
      const i = acrossAt.index[c];
      if (i < 0) continue;
      const o = rowBase + i * stride[layout.right];
      const wx = acrossAt.weight[c];
      const near =
        (values[o] * (1 - wx) + values[o + sx] * wx) * (1 - wy) +
        (values[o + sy] * (1 - wx) + values[o + sy + sx] * wx) * wy;
      if (wn === 0) {
        out[r * columns + c] = near;
        continue;
      }
      const p = o + sn;
      const far =
        (values[p] * (1 - wx) + values[p + sx] * wx) * (1 - wy) +
        (values[p + sy] * (1 - wx) + values[p + sy + sx] * wx) * wy;
      out[r * columns + c] = near * (1 - wn) + far * wn;
    }
  }
  return out;
}

function places(grid: Grid, axis: 0 | 1 | 2, firstMm: number, stepMm: number, count: number): AxisPlaces {
  const size = grid.size[axis];
  const index = new Int32Array(count);
  const weight = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    const place = (firstMm + n * stepMm - grid.originMm[axis]) / grid.spacingMm[axis];
    if (!(place >= -0.5 && place <= size - 0.5)) {
      index[n] = -1;
      continue;
    }
    const held = Math.min(Math.max(place, 0), size - 1);
    index[n] = Math.min(Math.floor(held), Math.max(size - 2, 0));
    weight[n] = held - index[n];
  }
  return { index, weight };
}
