import { type Grid, indexOf, positionOf, type Vec3, type Volume, voxelCount } from '../patient/grid.ts';
import { resampleTrilinear } from '../patient/resample.ts';

/** A value at a place of the patient frame, mm. */
interface AtPlace {
  readonly gy: number;
  readonly positionMm: Vec3;
}

export interface DoseComparison {
  readonly referenceMaximum: AtPlace;
  /** On its own grid. */
  readonly evaluatedMaximum: AtPlace;
  /** Voxels of the reference at which both have a dose. */
  readonly compared: number;
  /** Voxels of the reference that lie outside the evaluated grid, and of the evaluated outside the reference's. */
  readonly referenceOutside: number;
  readonly evaluatedOutside: number;
  /** Evaluated minus reference, over the compared voxels whose reference dose reaches the threshold; absent where there are none. */
  readonly difference?: {
    readonly voxels: number;
    readonly meanGy: number;
    readonly rmsGy: number;
    readonly greatest: AtPlace;
    readonly least: AtPlace;
  };
}

/**
 * Compares two doses, Gy in one patient frame, at the voxels of the reference, onto which the evaluated one is interpolated trilinearly. Outside a grid
 * there is no dose: such voxels are counted, and take no part.
 */
export function compareDoses(reference: Volume, evaluated: Volume, thresholdGy: number): DoseComparison {
  const onReference = resampleTrilinear(evaluated, reference.grid, NaN).values;
  const [nx, ny] = reference.grid.size;
  const placeOf = (voxel: number): Vec3 =>
    positionOf(reference.grid, voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny)));
  let [compared, voxels, sum, squares] = [0, 0, 0, 0];
  let [greatest, least] = [-1, -1];
  const differenceAt = (voxel: number): number => onReference[voxel] - reference.values[voxel];
  for (let voxel = 0; voxel < onReference.length; voxel++) {
    if (Number.isNaN(onReference[voxel])) continue;
    compared++;
    if (!(reference.values[voxel] >= thresholdGy)) continue;
    const difference = differenceAt(voxel);
    voxels++;
    sum += difference;
    squares += difference * difference;
    if (greatest < 0 || difference > differenceAt(greatest)) greatest = voxel;
    if (least < 0 || difference < differenceAt(least)) least = voxel;
  }
  return {
    referenceMaximum: maximumOf(reference),
    evaluatedMaximum: maximumOf(evaluated),
    compared,
    referenceOutside: onReference.length - compared,
    evaluatedOutside: countOutside(evaluated.grid, reference.grid),
    difference:
      voxels === 0
        ? undefined
        : {
            voxels,
            meanGy: sum / voxels,
            rmsGy: Math.sqrt(squares / voxels),
            greatest: { gy: differenceAt(greatest), positionMm: placeOf(greatest) },
            least: { gy: differenceAt(least), positionMm: placeOf(least) },
          },
  };
}

function maximumOf({ grid, values }: Volume): AtPlace {
  let most = 0;
  for (let voxel = 1; voxel < values.length; voxel++) if (values[voxel] > values[most]) most = voxel;
  const [nx, ny] = grid.size;
  return {
    gy: values[most],
    positionMm: positionOf(grid, most % nx, Math.floor(most / nx) % ny, Math.floor(most / (nx * ny))),
  };
}

/** Voxels of a grid whose centres lie beyond the outermost faces of another. */
function countOutside(grid: Grid, of: Grid): number {
  const within = [0, 1, 2].map((axis) => {
    let count = 0;
    for (let i = 0; i < grid.size[axis]; i++) {
      const index = indexOf(of, positionOf(grid, i, i, i))[axis];
      if (index >= -0.5 && index <= of.size[axis] - 0.5) count++;
    }
    return count;
  });
  return voxelCount(grid) - within[0] * within[1] * within[2];
}
