/** A point or vector in the patient's DICOM LPS frame, mm: x to the left, y posterior, z to the head. */
export type Vec3 = readonly [number, number, number];

/**
 * A regular grid whose axes are the patient's LPS axes, ascending. Readers flip, permute or resample into this form, so nothing else in the
 * product knows another orientation. Voxel (i, j, k) is stored at `i + nx · (j + ny · k)`.
 */
export interface Grid {
  /** Number of voxels along x, y, z. */
  readonly size: readonly [number, number, number];
  /** Centre of voxel (0, 0, 0), mm. */
  readonly originMm: Vec3;
  readonly spacingMm: Vec3;
}

/** A scalar image on a grid. `quantity` says what the numbers are: HU, SUVbw, ratio, raw, mass density in g/cm³, or dose in Gy. */
export interface Volume {
  readonly grid: Grid;
  readonly values: Float32Array;
  readonly quantity: 'HU' | 'SUVbw' | 'ratio' | 'raw' | 'g/cm3' | 'Gy';
}

/**
 * A region of the patient: the signed distance to its surface, mm, negative or zero inside, at the voxel centres of a box cut from the
 * planning image's lattice. Distances are held at ± the greater of 10 mm and three voxels. Outside the box is outside the region. A voxel belongs to the region where the value is ≤ 0 (the voxel-centre rule);
 * sub-voxel volumes come from the distances between centres, so that volumes and margins do not jump by whole voxels.
 */
export interface Region {
  readonly name: string;
  readonly grid: Grid;
  readonly signedDistanceMm: Float32Array;
}

export function voxelCount(grid: Grid): number {
  return grid.size[0] * grid.size[1] * grid.size[2];
}

/** Volume of one voxel, mm³. */
export function voxelVolumeMm3(grid: Grid): number {
  return grid.spacingMm[0] * grid.spacingMm[1] * grid.spacingMm[2];
}

/** The cubic grid of another voxel size, mm, over the same box: the lower faces coincide, the upper ones lie at most a voxel beyond. */
export function withSpacing(grid: Grid, spacingMm: number): Grid {
  const size = grid.size.map((n, axis) => Math.max(1, Math.ceil((n * grid.spacingMm[axis]) / spacingMm - 1e-9)));
  const originMm = grid.originMm.map((origin, axis) => origin - grid.spacingMm[axis] / 2 + spacingMm / 2);
  return {
    size: [size[0], size[1], size[2]],
    originMm: [originMm[0], originMm[1], originMm[2]],
    spacingMm: [spacingMm, spacingMm, spacingMm],
  };
}

/** Centre of voxel (i, j, k), mm. Indices may be fractional. */
export function positionOf(grid: Grid, i: number, j: number, k: number): Vec3 {
  return [
    grid.originMm[0] + i * grid.spacingMm[0],
    grid.originMm[1] + j * grid.spacingMm[1],
    grid.originMm[2] + k * grid.spacingMm[2],
  ];
}

/** Fractional voxel indices of a point, mm. */
export function indexOf(grid: Grid, point: Vec3): Vec3 {
  return [
    (point[0] - grid.originMm[0]) / grid.spacingMm[0],
    (point[1] - grid.originMm[1]) / grid.spacingMm[1],
    (point[2] - grid.originMm[2]) / grid.spacingMm[2],
  ];
}

export function sameLattice(a: Grid, b: Grid): boolean {
  const tolerance = 1e-4;
  return a.spacingMm.every((s, axis) => {
    const offset = (b.originMm[axis] - a.originMm[axis]) / s;
    return Math.abs(s - b.spacingMm[axis]) < tolerance * s && Math.abs(offset - Math.round(offset)) < tolerance;
  });
}

/**
 * Trilinear interpolation of `values` on `grid` at a point, mm. Returns `undefined` outside the box spanned by the outermost voxel centres
 * plus half a voxel (within that half voxel the value is held constant).
 */
export function sampleAt(grid: Grid, values: ArrayLike<number>, point: Vec3): number | undefined {
  const [nx, ny, nz] = grid.size;
  const x = (point[0] - grid.originMm[0]) / grid.spacingMm[0];
  const y = (point[1] - grid.originMm[1]) / grid.spacingMm[1];
  const z = (point[2] - grid.originMm[2]) / grid.spacingMm[2];
  if (!(x >= -0.5 && y >= -0.5 && z >= -0.5 && x <= nx - 0.5 && y <= ny - 0.5 && z <= nz - 0.5)) return undefined;
  const cx = Math.min(Math.max(x, 0), nx - 1);
  const cy = Math.min(Math.max(y, 0), ny - 1);
  const cz = Math.min(Math.max(z, 0), nz - 1);
  const i = Math.min(Math.floor(cx), Math.max(nx - 2, 0));
  const j = Math.min(Math.floor(cy), Math.max(ny - 2, 0));
  const k = Math.min(Math.floor(cz), Math.max(nz - 2, 0));
  const dx = nx > 1 ? 1 : 0;
  const dy = ny > 1 ? nx : 0;
  const dz = nz > 1 ? nx * ny : 0;
  const fx = cx - i;
  const fy = cy - j;
  const fz = cz - k;
  const o = i + nx * (j + ny * k);
  const a = values[o] * (1 - fx) + values[o + dx] * fx;
  const b = values[o + dy] * (1 - fx) + values[o + dy + dx] * fx;
  const c = values[o + dz] * (1 - fx) + values[o + dz + dx] * fx;
  const d = values[o + dz + dy] * (1 - fx) + values[o + dz + dy + dx] * fx;
  return (a * (1 - fy) + b * fy) * (1 - fz) + (c * (1 - fy) + d * fy) * fz;
}
