import type { LevelSet } from './level-set.ts';

/**
 * The region with every cavity that is closed within its axial slice filled, as airways and lungs are in a body found by a threshold. Slice by
 * slice, since airways open to the outside in three dimensions.
 */
export function withFilledCavities(field: LevelSet): LevelSet {
  const [nx, ny, nz] = field.grid.size;
  const least = 1e-6 * Math.min(...field.grid.spacingMm);
  const values = field.values.slice();
  const reached = new Uint8Array(nx * ny);
  const stack = new Int32Array(nx * ny);
  for (let k = 0; k < nz; k++) {
    const slice = values.subarray(k * nx * ny, (k + 1) * nx * ny);
    reached.fill(0);
    let depth = 0;
    const visit = (o: number): void => {
      if (reached[o] || slice[o] <= 0) return;
      reached[o] = 1;
      stack[depth++] = o;
    };
    for (let i = 0; i < nx; i++) {
      visit(i);
      visit(i + nx * (ny - 1));
    }
    for (let j = 0; j < ny; j++) {
      visit(nx * j);
      visit(nx - 1 + nx * j);
    }
    while (depth > 0) {
      const o = stack[--depth];
      const i = o % nx;
      if (i > 0) visit(o - 1);
      if (i < nx - 1) visit(o + 1);
      if (o >= nx) visit(o - nx);
      if (o < nx * (ny - 1)) visit(o + nx);
    }
    for (let o = 0; o < slice.length; o++) if (slice[o] > 0 && !reached[o]) slice[o] = -Math.max(slice[o], least);
  }
  return { grid: field.grid, values };
}
