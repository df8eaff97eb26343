import { type Region, voxelVolumeMm3 } from './grid.ts';
import { power } from '../units/power.ts';

/**
 * Takes one small part of a region: the position of its centre in voxel indices of the region's grid, and its size as a share of a voxel.
 */
export type PartVisitor = (i: number, j: number, k: number, share: number) => void;

/**
 * Cuts a region into equal parts, `perVoxel` a voxel inside (below 1: one in so many voxels stands for all of them) and `atSurface` where the surface
 * passes, and gives the share of each that lies inside.
 *
 * In a voxel at the surface the distance field is continued from the voxel centre by its first and second differences. Linear interpolation
 * would cut every convex surface short by its curvature, several per cent of the volume of a sphere a few voxels across. Within a part the surface is
 * taken as a plane across.
 *
 * The parts' centres are points of an additive recurrence (the R₃ sequence: M. Roberts, "The unreasonable effectiveness of quasirandom sequences",
 * 2018) that runs on from voxel to voxel: no two have the same coordinate, so that a dose that varies along one axis alone is sampled at as many values
 * as there are parts, not at a few planes.
 */
export function forEachPart(region: Region, parts: { perVoxel: number; atSurface: number }, visit: PartVisitor): void {
  const { perVoxel, atSurface } = parts;
  const { grid, signedDistanceMm: d } = region;
  const [nx, ny, nz] = grid.size;
  const halfDiagonal = 0.5 * Math.hypot(...grid.spacingMm);
  const partSide = Math.cbrt(atSurface);
  const model = new Float64Array(10);
  const point = new Float64Array(3).fill(0.5);
  const inwards = new Float64Array(3);
  let due = 0;
  for (let k = 0, o = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, o++) {
        if (d[o] >= halfDiagonal) continue;
        if (d[o] <= -halfDiagonal) {
          for (due += perVoxel; due >= 1; due--) {
            nextPoint(point);
            visit(i + point[0] - 0.5, j + point[1] - 0.5, k + point[2] - 0.5, 1 / perVoxel);
          }
        } else {
          localModel(region, i, j, k, model);
          for (let part = 0; part < atSurface; part++) {
            nextPoint(point);
            const u = point[0] - 0.5;
            const v = point[1] - 0.5;
            const w = point[2] - 0.5;
            const share = cutPart(model, u, v, w, partSide, inwards);
            if (share > 0) visit(i + u + inwards[0], j + v + inwards[1], k + w + inwards[2], share / atSurface);
          }
        }
      }
    }
  }
}

/** Volume of a region with sub-voxel accuracy, cm³. */
export function regionVolumeCc(region: Region): number {
  let shares = 0;
  forEachPart(region, { perVoxel: 1, atSurface: 64 }, (_i, _j, _k, share) => {
    shares += share;
  });
  return (shares * voxelVolumeMm3(region.grid)) / 1000;
}

/** Root of x⁴ = x + 1, the generalised golden ratio of three dimensions. */
const golden = 1.2207440846057596;
const step = [1 / golden, 1 / golden ** 2, 1 / power(golden, 3)];

function nextPoint(point: Float64Array): void {
  for (let axis = 0; axis < 3; axis++) {
    const next = point[axis] + step[axis];
    point[axis] = next >= 1 ? next - 1 : next;
  }
}

/**
 * Share inside of a part of the voxel centred at (u, v, w), of a side of 1/`perSide`; `inwards` becomes the way from there to where it stands. With shares falling from 1 to 0 across the surface, parts lie
 * evenly up to it, and none beyond, where each stands half its share squared below it, in widths. At their own centres those beyond had the doses of the other side: D2% of an organ beside a target
 * came out 0.2 of 28 Gy too high.
 */
function cutPart(m: Float64Array, u: number, v: number, w: number, perSide: number, inwards: Float64Array): number {
  inwards.fill(0);
  const slopeX = m[1] + m[4] * u + m[7] * v + m[8] * w;
  const slopeY = m[2] + m[5] * v + m[7] * u + m[9] * w;
  const slopeZ = m[3] + m[6] * w + m[8] * u + m[9] * v;
  const value = m[0] + 0.5 * (u * (m[1] + slopeX) + v * (m[2] + slopeY) + w * (m[3] + slopeZ));
  const width = (Math.abs(slopeX) + Math.abs(slopeY) + Math.abs(slopeZ)) / perSide;
  if (!(width > 0)) return value <= 0 ? 1 : 0;
  const share = 0.5 - value / width;
  if (share <= 0 || share >= 1) return share <= 0 ? 0 : 1;
  const by = (-0.5 * (1 - share) * (1 - share) * width) / (slopeX * slopeX + slopeY * slopeY + slopeZ * slopeZ);
  inwards[0] = by * slopeX;
  inwards[1] = by * slopeY;
  inwards[2] = by * slopeZ;
  return share;
}

/**
 * The distance field about a voxel centre, in voxel steps: value; slopes x, y, z; second differences xx, yy, zz, xy, xz, yz. Beyond the box the field is
 * held. The differences are central ones: at the edges of a region, where they are not smooth, what a corner loses the sides next to it gain.
 */
function localModel({ grid, signedDistanceMm: d }: Region, i: number, j: number, k: number, m: Float64Array): void {
  const [nx, ny, nz] = grid.size;
  const at = (a: number, b: number, c: number): number => d[within(a, nx) + nx * (within(b, ny) + ny * within(c, nz))];
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
