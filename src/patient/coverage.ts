import { type Region, voxelVolumeMm3 } from './grid.ts';

/**
 * Takes one small part of a region: the position of its centre in voxel indices of the region's grid, and its size as a share of a voxel.
 */
export type PartVisitor = (i: number, j: number, k: number, share: number) => void;

/**
 * Cuts a region into `perAxis`³ parts a voxel (at least 4³ where the surface passes) and gives the share of each that lies inside.
 *
 * In a voxel at the surface the distance field is continued from the voxel centre by its first and second differences. Linear interpolation
 * would cut every convex surface short by its curvature, several per cent of the volume of a sphere a few voxels across. Within a part the surface is
 * taken as a plane across.
 */
export function forEachPart(region: Region, perAxis: number, visit: PartVisitor): void {
  const { grid, signedDistanceMm: d } = region;
  const [nx, ny, nz] = grid.size;
  const halfDiagonal = 0.5 * Math.hypot(...grid.spacingMm);
  const inner = partCentres(perAxis);
  const atSurface = partCentres(Math.max(perAxis, 4));
  const model = new Float64Array(10);
  for (let k = 0, o = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, o++) {
        if (d[o] >= halfDiagonal) continue;
        if (d[o] <= -halfDiagonal) {
          const share = 1 / inner.length ** 3;
          for (const w of inner) for (const v of inner) for (const u of inner) visit(i + u, j + v, k + w, share);
        } else {
          localModel(region, i, j, k, model);
          visitSurfaceVoxel(model, atSurface, i, j, k, visit);
        }
      }
    }
  }
}

/** Volume of a region with sub-voxel accuracy, cm³. */
export function regionVolumeCc(region: Region): number {
  let shares = 0;
  forEachPart(region, 1, (_i, _j, _k, share) => {
    shares += share;
  });
  return (shares * voxelVolumeMm3(region.grid)) / 1000;
}

/** Centres of `n` equal parts of a voxel's side, in voxels from its centre. */
function partCentres(n: number): number[] {
  return Array.from({ length: n }, (_, p) => (p + 0.5) / n - 0.5);
}

function visitSurfaceVoxel(
  model: Float64Array,
  centres: number[],
  i: number,
  j: number,
  k: number,
  visit: PartVisitor,
): void {
  const [c, gx, gy, gz, hxx, hyy, hzz, hxy, hxz, hyz] = model;
  const n = centres.length;
  const part = 1 / (n * n * n);
  for (const w of centres) {
    for (const v of centres) {
      for (const u of centres) {
        const value =
          c +
          u * (gx + 0.5 * hxx * u + hxy * v + hxz * w) +
          v * (gy + 0.5 * hyy * v + hyz * w) +
          w * (gz + 0.5 * hzz * w);
        const width =
          (Math.abs(gx + hxx * u + hxy * v + hxz * w) +
            Math.abs(gy + hyy * v + hxy * u + hyz * w) +
            Math.abs(gz + hzz * w + hxz * u + hyz * v)) /
          n;
        const share = width > 0 ? Math.min(1, Math.max(0, 0.5 - value / width)) : value <= 0 ? 1 : 0;
        if (share > 0) visit(i + u, j + v, k + w, share * part);
      }
    }
  }
}

/** Value, gradient and second differences of the distance field at a voxel, per voxel step. Beyond the box it is continued linearly. */
function localModel({ grid, signedDistanceMm: d }: Region, i: number, j: number, k: number, m: Float64Array): void {
  const [nx, ny, nz] = grid.size;
  const at = (a: number, b: number, c: number): number => {
    const [ai, bj, ck] = [within(a, nx), within(b, ny), within(c, nz)];
    const value = d[ai + nx * (bj + ny * ck)];
    if (ai === a && bj === b && ck === c) return value;
    return 2 * value - d[within(2 * ai - a, nx) + nx * (within(2 * bj - b, ny) + ny * within(2 * ck - c, nz))];
  };
  const c = at(i, j, k);
  const [xl, xh] = [at(i - 1, j, k), at(i + 1, j, k)];
  const [yl, yh] = [at(i, j - 1, k), at(i, j + 1, k)];
  const [zl, zh] = [at(i, j, k - 1), at(i, j, k + 1)];
  m[0] = c;
  m[1] = 0.5 * (xh - xl);
  m[2] = 0.5 * (yh - yl);
  m[3] = 0.5 * (zh - zl);
  m[4] = xh - 2 * c + xl;
  m[5] = yh - 2 * c + yl;
  m[6] = zh - 2 * c + zl;
  m[7] = 0.25 * (at(i + 1, j + 1, k) - at(i + 1, j - 1, k) - at(i - 1, j + 1, k) + at(i - 1, j - 1, k));
  m[8] = 0.25 * (at(i + 1, j, k + 1) - at(i + 1, j, k - 1) - at(i - 1, j, k + 1) + at(i - 1, j, k - 1));
  m[9] = 0.25 * (at(i, j + 1, k + 1) - at(i, j + 1, k - 1) - at(i, j - 1, k + 1) + at(i, j - 1, k - 1));
}

function within(index: number, size: number): number {
  return index < 0 ? 0 : index >= size ? size - 1 : index;
}
