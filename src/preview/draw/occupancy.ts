import { pointsAlong } from './polyline.ts';
import type { Box, Polyline } from './scene.ts';

const cellPx = 2;

/** How much line lies in any box of a picture, answered in constant time: a summed-area table over cells of 2 px. */
export interface Occupancy {
  /** Cells of the box that a line passes through. */
  within(box: Box): number;
}

export function occupancyOf(lines: readonly Polyline[], area: Box): Occupancy {
  const columns = Math.ceil(area.width / cellPx) + 1;
  const rows = Math.ceil(area.height / cellPx) + 1;
  const touched = new Uint8Array(columns * rows);
  for (const line of lines) {
    for (const [x, y] of pointsAlong(line, 1)) {
      const c = Math.floor((x - area.x) / cellPx);
      const r = Math.floor((y - area.y) / cellPx);
      if (c >= 0 && r >= 0 && c < columns && r < rows) touched[r * columns + c] = 1;
    }
  }
  const sums = new Uint32Array((columns + 1) * (rows + 1));
  for (let r = 0; r < rows; r++) {
    let row = 0;
    for (let c = 0; c < columns; c++) {
      row += touched[r * columns + c];
      sums[(r + 1) * (columns + 1) + c + 1] = sums[r * (columns + 1) + c + 1] + row;
    }
  }
  const column = (x: number) => Math.min(Math.max(Math.floor((x - area.x) / cellPx), 0), columns);
  const row = (y: number) => Math.min(Math.max(Math.floor((y - area.y) / cellPx), 0), rows);
  return {
    within(box) {
      const [c0, c1] = [column(box.x), column(box.x + box.width + cellPx)];
      const [r0, r1] = [row(box.y), row(box.y + box.height + cellPx)];
      const at = (r: number, c: number) => sums[r * (columns + 1) + c];
      return at(r1, c1) - at(r0, c1) - at(r1, c0) + at(r0, c0);
    },
  };
}
