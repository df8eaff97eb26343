import { dot, subtract } from './coordinates.ts';
import type { Grid, Vec3 } from '../patient/grid.ts';
import type { Lattice } from './blurred-opening.ts';
import type { BeamSetup } from './beam-setup-types.ts';

/** What of the isocentre plane and of the beam's axis a grid takes up, seen from the source; what lies behind the source does not count. */
export interface Footprint {
  readonly halfMm: number;
  readonly nearMm: number;
  readonly farMm: number;
}

export function footprintOf(
  { size, originMm, spacingMm }: Grid,
  { axes, sourceMm }: BeamSetup,
  sadMm: number,
): Footprint {
  let half = 0;
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
    half = Math.max(half, (Math.abs(dot(ray, axes.x)) * sadMm) / axial, (Math.abs(dot(ray, axes.y)) * sadMm) / axial);
  }
  // Nothing wide is open farther out than this.
  return { halfMm: Math.min(half, 600), nearMm: near, farMm: far };
}

/** A square lattice over the footprint whose steps follow a blur of the given width: a quarter of it, so that interpolation errs by under 1 %. */
export function latticeOver({ halfMm }: Footprint, blurMm: number): Lattice & { stepMm: number } {
  const stepMm = Math.min(Math.max(blurMm / 4, 2), 15);
  const steps = Math.max(1, Math.ceil(halfMm / stepMm));
  const positions = Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * stepMm);
  return { xMm: positions, yMm: positions, stepMm };
}

/** Values at the points of a lattice. */
export interface PlaneMap {
  readonly values: Float64Array;
  readonly count: number;
  readonly firstMm: number;
  readonly stepMm: number;
}

export function planeMap(values: Float64Array, { xMm, stepMm }: Lattice & { stepMm: number }): PlaneMap {
  return { values, count: xMm.length, firstMm: xMm[0], stepMm };
}

/** The value between the points of a lattice, linear in x and y; outside that of its edge. */
export function interpolated({ values, count, firstMm, stepMm }: PlaneMap, xMm: number, yMm: number): number {
  const largest = count - 1 - 1e-9;
  const column = Math.min(Math.max((xMm - firstMm) / stepMm, 0), largest);
  const row = Math.min(Math.max((yMm - firstMm) / stepMm, 0), largest);
  const i = Math.floor(column);
  const j = Math.floor(row);
  const s = column - i;
  const t = row - j;
  const n = i + j * count;
  return (
    (values[n] * (1 - s) + values[n + 1] * s) * (1 - t) + (values[n + count] * (1 - s) + values[n + count + 1] * s) * t
  );
}
