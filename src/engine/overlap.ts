import type { Region } from '../patient/grid.ts';

/** Voxels (by the voxel-centre rule) in both regions and in one only; the regions lie on one lattice. */
export function overlapVoxels(a: Region, b: Region): { both: number; onlyA: number; onlyB: number; voxelCc: number } {
  const spacing = a.grid.spacingMm;
  const shift = spacing.map((s, axis) => Math.round((a.grid.originMm[axis] - b.grid.originMm[axis]) / s));
  const [ax, ay, az] = a.grid.size;
  const [bx, by, bz] = b.grid.size;
  let both = 0;
  let inA = 0;
  for (let k = 0, o = 0; k < az; k++) {
    for (let j = 0; j < ay; j++) {
      for (let i = 0; i < ax; i++, o++) {
        if (a.signedDistanceMm[o] > 0) continue;
        inA++;
        const [x, y, z] = [i + shift[0], j + shift[1], k + shift[2]];
        if (x < 0 || y < 0 || z < 0 || x >= bx || y >= by || z >= bz) continue;
        if (b.signedDistanceMm[x + bx * (y + by * z)] <= 0) both++;
      }
    }
  }
  let inB = 0;
  for (const distance of b.signedDistanceMm) if (distance <= 0) inB++;
  return { both, onlyA: inA - both, onlyB: inB - both, voxelCc: (spacing[0] * spacing[1] * spacing[2]) / 1000 };
}
