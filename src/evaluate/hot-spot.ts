import { type Region, type Vec3, type Volume, positionOf } from '../patient/grid.ts';
import { isInside } from '../patient/region.ts';

/**
 * The greatest dose (Gy) at a voxel centre of the dose grid within the body, and its place in the patient frame, mm; undefined where no voxel
 * centre lies in the body. Of equal doses the first in storage order.
 */
export function hotSpot(
  dose: Pick<Volume, 'grid' | 'values'>,
  body: Region,
): { doseGy: number; positionMm: Vec3 } | undefined {
  const { values } = dose;
  // Most often the first of the greatest doses of all lies in the body, and no other place need be looked for.
  const first = highestDose(dose);
  if (first.doseGy > -Infinity && isInside(body, first.positionMm)) return first;
  const [nx, ny, nz] = dose.grid.size;
  let positionOfBest: Vec3 | undefined;
  let bestGy = -Infinity;
  for (let k = 0, o = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, o++) {
        if (!(values[o] > bestGy)) continue;
        const positionMm = positionOf(dose.grid, i, j, k);
        if (!isInside(body, positionMm)) continue;
        bestGy = values[o];
        positionOfBest = positionMm;
      }
    }
  }
  return positionOfBest && { doseGy: bestGy, positionMm: positionOfBest };
}

/** The greatest dose (Gy) anywhere on the dose grid, and the place of the first voxel in storage order that has it, mm. */
export function highestDose({ grid, values }: Pick<Volume, 'grid' | 'values'>): { doseGy: number; positionMm: Vec3 } {
  let first = 0;
  for (let o = 1; o < values.length; o++) if (values[o] > values[first]) first = o;
  const [nx, ny] = grid.size;
  const positionMm = positionOf(grid, first % nx, Math.floor(first / nx) % ny, Math.floor(first / (nx * ny)));
  return { doseGy: values[first], positionMm };
}
