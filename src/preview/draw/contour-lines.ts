import { contours } from 'd3-contour';
import type { Grid } from '../../patient/grid.ts';
import { planes, type PlaneName } from './plane.ts';
import type { Point, Polyline } from './scene.ts';

/** Lines of constant dose in one plane, in the plane's patient coordinates (right axis, vertical axis), mm. */
export interface IsodoseLines {
  readonly levelGy: number;
  readonly lines: readonly Polyline[];
}

/**
 * Isodose lines of the linearly interpolated dose, at half the dose grid's spacing so that cells bend as the interpolation does. A line that
 * leaves the dose grid is left open there: the edge of the grid is no isodose.
 */
export function isodoseLines(
  grid: Grid,
  doseGy: Float32Array,
  plane: PlaneName,
  positionMm: number,
  levelsGy: readonly number[],
): IsodoseLines[] {
  const field = planeField(grid, doseGy, plane, positionMm, 2);
  if (!field) return levelsGy.map((levelGy) => ({ levelGy, lines: [] }));
  return levelsGy.map((levelGy) => ({
    levelGy,
    lines: rings(field, levelGy)
      .flatMap((ring) => openAtBorder(field, ring))
      .map((line) => toMm(field, line)),
  }));
}

/** Outlines of a region in one plane, from the zero level of its signed distance. Outside its box is outside the region, so outlines are closed. */
export function regionLines(
  grid: Grid,
  signedDistanceMm: Float32Array,
  plane: PlaneName,
  positionMm: number,
): Polyline[] {
  const field = planeField(grid, signedDistanceMm, plane, positionMm, 1);
  if (!field) return [];
  for (let i = 0; i < field.values.length; i++) field.values[i] = -field.values[i];
  return closedLines(field, 0);
}

/** Lines around what of a plane lies above a level, closed at the lattice's border. */
export function closedLines(field: PlaneField, level: number): Polyline[] {
  return rings(field, level).map((points) => toMm(field, { points, closed: true }));
}

/** Values on a lattice of a plane; sample (c, r) lies at `first + step · (c, r)`. */
export interface PlaneField {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
  readonly first: Point;
  readonly step: Point;
}

function planeField(
  grid: Grid,
  values: Float32Array,
  plane: PlaneName,
  positionMm: number,
  refine: number,
): PlaneField | undefined {
  const { right, vertical, normal } = planes[plane];
  const place = (positionMm - grid.originMm[normal]) / grid.spacingMm[normal];
  if (!(place >= -0.5 && place <= grid.size[normal] - 0.5)) return undefined;
  const held = Math.min(Math.max(place, 0), grid.size[normal] - 1);
  const layer = Math.min(Math.floor(held), Math.max(grid.size[normal] - 2, 0));
  const weight = held - layer;
  const stride = [1, grid.size[0], grid.size[0] * grid.size[1]];
  const next = grid.size[normal] > 1 ? stride[normal] : 0;

  const [nx, ny] = [grid.size[right], grid.size[vertical]];
  const coarse = new Float32Array(nx * ny);
  for (let r = 0; r < ny; r++) {
    for (let c = 0; c < nx; c++) {
      const o = c * stride[right] + r * stride[vertical] + layer * stride[normal];
      coarse[r * nx + c] = values[o] * (1 - weight) + values[o + next] * weight;
    }
  }
  const first: Point = [grid.originMm[right], grid.originMm[vertical]];
  const step: Point = [grid.spacingMm[right], grid.spacingMm[vertical]];
  if (refine === 1 || nx < 2 || ny < 2) return { columns: nx, rows: ny, values: coarse, first, step };
  return { ...refined(coarse, nx, ny, refine), first, step: [step[0] / refine, step[1] / refine] };
}

function refined(
  coarse: Float32Array,
  nx: number,
  ny: number,
  refine: number,
): Pick<PlaneField, 'columns' | 'rows' | 'values'> {
  const columns = (nx - 1) * refine + 1;
  const rows = (ny - 1) * refine + 1;
  const values = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r++) {
    const j = Math.min(Math.floor(r / refine), ny - 2);
    const wy = r / refine - j;
    for (let c = 0; c < columns; c++) {
      const i = Math.min(Math.floor(c / refine), nx - 2);
      const wx = c / refine - i;
      const o = j * nx + i;
      values[r * columns + c] =
        (coarse[o] * (1 - wx) + coarse[o + 1] * wx) * (1 - wy) +
        (coarse[o + nx] * (1 - wx) + coarse[o + nx + 1] * wx) * wy;
    }
  }
  return { columns, rows, values };
}

/** Closed rings at a level, in d3-contour's coordinates: sample (c, r) lies at (c + ½, r + ½), and rings close half a cell beyond the lattice. */
function rings(field: PlaneField, level: number): Point[][] {
  const shape = contours()
    .size([field.columns, field.rows])
    .contour(field.values as unknown as number[], level);
  return shape.coordinates.flat().map((ring) => ring.slice(0, -1) as unknown as Point[]);
}

/** Cuts a ring where it runs along the lattice's border. */
function openAtBorder(field: PlaneField, ring: readonly Point[]): Polyline[] {
  const onBorder = ([x, y]: Point) => x <= 0 || y <= 0 || x >= field.columns || y >= field.rows;
  const start = ring.findIndex(onBorder);
  if (start < 0) return [{ points: ring, closed: true }];
  const lines: Polyline[] = [];
  let points: Point[] = [];
  for (let n = 1; n <= ring.length; n++) {
    const p = ring[(start + n) % ring.length];
    if (!onBorder(p)) {
      points.push(p);
      continue;
    }
    if (points.length > 1) lines.push({ points, closed: false });
    points = [];
  }
  return lines;
}

function toMm(field: PlaneField, line: Polyline): Polyline {
  return {
    points: line.points.map(([x, y]) => [
      field.first[0] + (x - 0.5) * field.step[0],
      field.first[1] + (y - 0.5) * field.step[1],
    ]),
    closed: line.closed,
  };
}
