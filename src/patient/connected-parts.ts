import { voxelVolumeMm3 } from './grid.ts';
import type { LevelSet } from './level-set.ts';

/** The region without its connected parts (26-neighbourhood of voxel centres) whose volume, voxels × voxel volume, is below `leastCc`. */
export function withoutSmallParts(field: LevelSet, leastCc: number): LevelSet {
  const { part, voxels } = connectedParts(field);
  const voxelCc = voxelVolumeMm3(field.grid) / 1000;
  return keepParts(field, part, (p) => voxels[p] * voxelCc >= leastCc);
}

/** The region without parts smaller than the given share of its largest part. */
export function withoutMinorParts(field: LevelSet, leastShare: number): LevelSet {
  const { part, voxels } = connectedParts(field);
  let largest = 0;
  for (const count of voxels) if (count > largest) largest = count;
  return keepParts(field, part, (p) => voxels[p] >= leastShare * largest);
}

/** Part number (from 0) of each inside voxel, -1 outside, and the number of voxels of each part. */
export function connectedParts(field: LevelSet): { part: Int32Array; voxels: number[] } {
  const [nx, ny, nz] = field.grid.size;
  const part = new Int32Array(field.values.length).fill(-1);
  const voxels: number[] = [];
  const queue = new Int32Array(field.values.length);
  for (let seed = 0; seed < part.length; seed++) {
    if (part[seed] >= 0 || !(field.values[seed] <= 0)) continue;
    const number = voxels.length;
    let [read, write] = [0, 0];
    queue[write++] = seed;
    part[seed] = number;
    while (read < write) {
      const o = queue[read++];
      const i = o % nx;
      const j = Math.floor(o / nx) % ny;
      const k = Math.floor(o / (nx * ny));
      for (let c = Math.max(k - 1, 0); c <= Math.min(k + 1, nz - 1); c++) {
        for (let b = Math.max(j - 1, 0); b <= Math.min(j + 1, ny - 1); b++) {
          const row = nx * (b + ny * c);
          for (let a = Math.max(i - 1, 0); a <= Math.min(i + 1, nx - 1); a++) {
            if (part[row + a] < 0 && field.values[row + a] <= 0) {
              part[row + a] = number;
              queue[write++] = row + a;
            }
          }
        }
      }
    }
    voxels.push(write);
  }
  return { part, voxels };
}

function keepParts(field: LevelSet, part: Int32Array, keep: (part: number) => boolean): LevelSet {
  const least = 1e-6 * Math.min(...field.grid.spacingMm);
  const values = field.values.map((value, o) => (part[o] >= 0 && !keep(part[o]) ? Math.max(-value, least) : value));
  return { grid: field.grid, values };
}
