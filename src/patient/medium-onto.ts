import { type Grid, voxelCount } from './grid.ts';
import { materials, type Medium } from './medium.ts';
import { overlapsOf } from './resample.ts';

/**
 * A medium on another grid: the mean density over each voxel of it, g/cm³, so that mass is kept, and the material with the greatest share of the mass
 * (the first in the list where equal). Beyond the medium's own grid there is air.
 */
export function mediumOnto({ grid: from, densityGPerCm3, material }: Medium, grid: Grid, airGPerCm3: number): Medium {
  const air = materials.indexOf('air');
  const [nx, ny] = from.size;
  const [x, y, z] = overlapsOf(from, grid);
  const [mx, my, mz] = grid.size;
  const medium: Medium = {
    grid,
    densityGPerCm3: new Float32Array(voxelCount(grid)),
    material: new Uint8Array(voxelCount(grid)),
  };
  // On the medium's own voxels, the usual case of a dose grid like the image's, there is nothing to average.
  const isCut = [x, y, z].every(({ shares }) => shares.every((of) => of.length === 1 && of[0] === 1));
  const mass = new Float64Array(materials.length);
  let o = 0;
  for (let k = 0; k < mz; k++) {
    for (let j = 0; j < my; j++) {
      if (isCut) {
        const row = x.first[0] + nx * (y.first[j] + ny * z.first[k]);
        medium.densityGPerCm3.set(densityGPerCm3.subarray(row, row + mx), o);
        medium.material.set(material.subarray(row, row + mx), o);
        o += mx;
        continue;
      }
      for (let i = 0; i < mx; i++, o++) {
        mass.fill(0);
        let covered = 0;
        for (let c = 0; c < z.count[k]; c++) {
          for (let b = 0; b < y.count[j]; b++) {
            const row = nx * (y.first[j] + b + ny * (z.first[k] + c)) + x.first[i];
            const share = z.shares[k][c] * y.shares[j][b];
            for (let a = 0; a < x.count[i]; a++) {
              const weight = share * x.shares[i][a];
              covered += weight;
              mass[material[row + a]] += weight * densityGPerCm3[row + a];
            }
          }
        }
        mass[air] += Math.max(0, 1 - covered) * airGPerCm3;
        let total = 0;
        let most = 0;
        for (let m = 0; m < mass.length; m++) {
          total += mass[m];
          if (mass[m] > mass[most]) most = m;
        }
        medium.densityGPerCm3[o] = total;
        medium.material[o] = most;
      }
    }
  }
  return medium;
}
