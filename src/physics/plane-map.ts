import { dot, subtract } from './coordinates.ts';
import type { Grid, Vec3 } from '../patient/grid.ts';
import type { Lattice } from './blurred-opening.ts';
import type { BeamSetup } from './beam-setup-types.ts';

/** What of the isocentre plane and of the beam's axis a grid takes up, seen from the source; what lies behind the source does not count. */
export interface Footprint {
  readonly halfXMm: number;
  readonly halfYMm: number;
  readonly nearMm: number;
  readonly farMm: number;
}

export function footprintOf(
  { size, originMm, spacingMm }: Grid,
  { axes, sourceMm }: BeamSetup,
  sadMm: number,
): Footprint {
  let halfX = 0;
  let halfY = 0;
  let near = Infinity;
  let far = 1;
  for (const corner of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const [x, y, z] = originMm.map(
      (origin, axis) => origin + ((corner >> axis) & 1) * (size[axis] - 1) * spacingMm[axis],
    );
    const ray = subtract([x, y, z] satisfies Vec3, sourceMm);
    const axial = Math.max(-dot(ray, axes.z), 1);
    near = Math.min(near, axial);
    far = Math.max(far, axial);
    halfX = Math.max(halfX, (Math.abs(dot(ray, axes.x)) * sadMm) / axial);
    halfY = Math.max(halfY, (Math.abs(dot(ray, axes.y)) * sadMm) / axial);
  }
  // Nothing wide is open farther out than this.
  return { halfXMm: Math.min(halfX, 600), halfYMm: Math.min(halfY, 600), nearMm: near, farMm: far };
}

/** A lattice of squares over the footprint whose steps follow a blur of the given width: a quarter of it, so that interpolation errs by under 1 %. */
export function latticeOver({ halfXMm, halfYMm }: Footprint, blurMm: number): Lattice & { stepMm: number } {
  const stepMm = Math.min(Math.max(blurMm / 4, 2), 15);
  const positions = (halfMm: number): number[] => {
    const steps = Math.max(1, Math.ceil(halfMm / stepMm));
    return Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * stepMm);
  };
  return { xMm: positions(halfXMm), yMm: positions(halfYMm), stepMm };
}

/** Values at the points of a lattice, x running fastest. */
export interface PlaneMap {
  readonly values: Float64Array;
  readonly columns: number;
  readonly rows: number;
  readonly firstXMm: number;
  readonly firstYMm: number;
  readonly stepMm: number;
}

export function planeMap(values: Float64Array, { xMm, yMm, stepMm }: Lattice & { stepMm: number }): PlaneMap {
  return { values, columns: xMm.length, rows: yMm.length, firstXMm: xMm[0], firstYMm: yMm[0], stepMm };
}

/** The value between the points of a lattice, linear in x and y; outside that of its edge. */
export function interpolated(map: PlaneMap, xMm: number, yMm: number): number {
  const { values, columns, rows, stepMm } = map;
  const column = Math.min(Math.max((xMm - map.firstXMm) / stepMm, 0), columns - 1 - 1e-9);
  const row = Math.min(Math.max((yMm - map.firstYMm) / stepMm, 0), rows - 1 - 1e-9);
  const i = Math.floor(column);
  const j = Math.floor(row);
  const s = column - i;
  const t = row - j;
  const n = i + j * columns;
  return (
    (values[n] * (1 - s) + values[n + 1] * s) * (1 - t) +
    (values[n + columns] * (1 - s) + values[n + columns + 1] * s) * t
  );
}
