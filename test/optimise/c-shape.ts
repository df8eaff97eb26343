import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Differentiable } from '../../src/optimise/bounded-quasi-newton.ts';
import type { Objective } from '../../src/optimise/objective.ts';
import { squaredDeviation } from '../../src/optimise/objectives/squared-deviation.ts';
import { squaredOverdose } from '../../src/optimise/objectives/squared-overdose.ts';

/** The dose-influence matrix of reference/optimiser, of which its README says what it is, and its objective. */
export interface CShapeProblem {
  readonly bixels: number;
  readonly objective: Differentiable;
  /** One weight for all bixels, with which the target has its mean dose. */
  readonly start: Float64Array;
  /** 1 over the root of the Hessian's diagonal where every voxel counts. */
  readonly scale: Float64Array;
}

/** A region's rows of the matrix, compressed: Gy per fraction of each voxel by each bixel at weight 1. */
interface RegionRows {
  readonly rowStart: Int32Array;
  readonly bixel: Int32Array;
  readonly gyPerWeight: Float32Array;
}

const terms = [
  { bit: 1, penalty: 300, referenceGy: 25 / 30, over: true },
  { bit: 2, penalty: 1000, referenceGy: 50 / 30, over: false },
  { bit: 4, penalty: 100, referenceGy: 30 / 30, over: true },
];

/** Where it lies, for benchmarks; tests ask `sharedData`, which skips them where it is missing. */
export const cShapeFolder = fileURLToPath(new URL('../../../shared/reference/optimiser', import.meta.url));

export function cShapeProblem(folder: string): CShapeProblem {
  const columnStart = new Int32Array(bytes(folder, 'dij_colptr.i32'));
  const voxel = new Int32Array(bytes(folder, 'dij_rowidx.i32'));
  const gyPerWeight = new Float32Array(bytes(folder, 'dij_values.f32'));
  const masks = new Uint8Array(bytes(folder, 'optmasks.raw'));
  const bixels = columnStart.length - 1;
  const regions = terms.map(({ bit, penalty, referenceGy, over }) => {
    const rows = rowsOf({ columnStart, voxel, gyPerWeight }, (i) => (masks[i] & bit) !== 0, masks.length);
    const voxels = rows.rowStart.length - 1;
    const weight = new Uint8Array(voxels).fill(1);
    const against = { weight, referenceGy };
    const objective: Objective = over ? squaredOverdose(against) : squaredDeviation(against);
    return { rows, penalty, objective, doseGy: new Float64Array(voxels), byDose: new Float64Array(voxels) };
  });
  const diagonal = new Float64Array(bixels);
  for (const { rows, penalty, doseGy } of regions)
    for (let k = 0; k < rows.bixel.length; k++)
      diagonal[rows.bixel[k]] += ((2 * penalty) / doseGy.length) * rows.gyPerWeight[k] ** 2;
  const target = regions[1];
  const unit = new Float64Array(bixels).fill(1);
  doseOf(target.rows, unit, target.doseGy);
  const meanGy = target.doseGy.reduce((sum, gy) => sum + gy, 0) / target.doseGy.length;
  return {
    bixels,
    start: unit.fill(terms[1].referenceGy / meanGy),
    scale: diagonal.map((value) => 1 / Math.sqrt(value)),
    objective: (weights, gradient) => {
      gradient.fill(0);
      let sum = 0;
      for (const { rows, penalty, objective, doseGy, byDose } of regions) {
        doseOf(rows, weights, doseGy);
        byDose.fill(0);
        sum += penalty * objective.evaluate(doseGy, byDose);
        addByWeights(rows, byDose, { factor: penalty, gradient });
      }
      return sum;
    },
  };
}

function bytes(folder: string, name: string): ArrayBuffer {
  return new Uint8Array(readFileSync(join(folder, `TG119SUB_coarse_${name}`))).buffer;
}

/** Rows of the voxels of a region, in the order of the voxels. */
function rowsOf(
  columns: {
    readonly columnStart: Int32Array;
    readonly voxel: Int32Array;
    readonly gyPerWeight: Float32Array;
  },
  within: (voxel: number) => boolean,
  voxels: number,
): RegionRows {
  const rowOf = new Int32Array(voxels).fill(-1);
  let rows = 0;
  for (let i = 0; i < voxels; i++) if (within(i)) rowOf[i] = rows++;
  const rowStart = new Int32Array(rows + 1);
  for (const i of columns.voxel) if (rowOf[i] >= 0) rowStart[rowOf[i] + 1]++;
  for (let row = 0; row < rows; row++) rowStart[row + 1] += rowStart[row];
  const bixel = new Int32Array(rowStart[rows]);
  const gyPerWeight = new Float32Array(rowStart[rows]);
  const next = rowStart.slice();
  for (let column = 0; column + 1 < columns.columnStart.length; column++)
    for (let k = columns.columnStart[column]; k < columns.columnStart[column + 1]; k++) {
      const row = rowOf[columns.voxel[k]];
      if (row < 0) continue;
      bixel[next[row]] = column;
      gyPerWeight[next[row]++] = columns.gyPerWeight[k];
    }
  return { rowStart, bixel, gyPerWeight };
}

function doseOf({ rowStart, bixel, gyPerWeight }: RegionRows, weights: Float64Array, doseGy: Float64Array): void {
  for (let row = 0; row < doseGy.length; row++) {
    let sum = 0;
    for (let k = rowStart[row]; k < rowStart[row + 1]; k++) sum += gyPerWeight[k] * weights[bixel[k]];
    doseGy[row] = sum;
  }
}

/** Adds factor × the transposed rows times `byDose`. Voxels that are content, most of the body, cost nothing. */
function addByWeights(
  { rowStart, bixel, gyPerWeight }: RegionRows,
  byDose: Float64Array,
  { factor, gradient }: { readonly factor: number; readonly gradient: Float64Array },
): void {
  for (let row = 0; row < byDose.length; row++) {
    const by = factor * byDose[row];
    if (by === 0) continue;
    for (let k = rowStart[row]; k < rowStart[row + 1]; k++) gradient[bixel[k]] += by * gyPerWeight[k];
  }
}
