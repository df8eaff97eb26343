import { dot, subtract } from './coordinates.ts';
import { positionOf } from '../patient/grid.ts';
import type { Grid } from '../patient/grid.ts';
import type { BeamSetup } from './beam-setup-types.ts';

/** Rays from the source on a regular grid of the isocentre plane, with planes across them from before the grid of voxels to behind it; mm. */
export interface Fan {
  readonly nx: number;
  readonly ny: number;
  readonly planes: number;
  readonly stepMm: number;
  readonly firstXMm: number;
  readonly firstYMm: number;
  readonly firstAxialMm: number;
  readonly axialStepMm: number;
}

/** Most rays on a side and planes: a grid that would need more, being wide and near the source, gets them farther apart. */
const mostRays = 400;

/** The fan that covers a grid, with steps of about two voxels: it serves what leaks through collimators. */
export function fanFor(grid: Grid, { sourceMm, axes }: BeamSetup, sadMm: number): Fan {
  const step = 2 * Math.min(...grid.spacingMm);
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((corner) => {
    const index = [0, 1, 2].map((axis) => ((corner >> axis) & 1 ? grid.size[axis] - 0.5 : -0.5));
    return subtract(positionOf(grid, index[0], index[1], index[2]), sourceMm);
  });
  const axials = corners.map((corner) => -dot(corner, axes.z));
  // What lies beside or behind the source gets no fluence: the fan starts before it.
  const firstAxialMm = Math.max(Math.min(...axials), 10 * step);
  const lastAxialMm = Math.max(Math.max(...axials), firstAxialMm + step);
  const extent = (of: 'x' | 'y'): [number, number] => {
    const projected = corners.map((corner, i) => (dot(corner, axes[of]) * sadMm) / Math.max(axials[i], firstAxialMm));
    return [Math.min(...projected), Math.max(...projected)];
  };
  const [x1, x2] = extent('x');
  const [y1, y2] = extent('y');
  const stepMm = Math.max(step, (x2 - x1) / (mostRays - 2), (y2 - y1) / (mostRays - 2));
  const planes = Math.min(mostRays, Math.ceil((lastAxialMm - firstAxialMm) / step) + 2);
  return {
    nx: Math.ceil((x2 - x1) / stepMm) + 2,
    ny: Math.ceil((y2 - y1) / stepMm) + 2,
    planes,
    stepMm,
    firstXMm: x1,
    firstYMm: y1,
    firstAxialMm,
    axialStepMm: (lastAxialMm - firstAxialMm) / (planes - 2),
  };
}

export function fanBytes({ nx, ny, planes }: Fan): number {
  return 4 * nx * ny * planes;
}
