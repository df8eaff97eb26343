import { indexOf, positionOf, type Vec3, type Volume } from '../patient/grid.ts';
import { gammaSearch } from './gamma-search.ts';

export interface GammaCriteria {
  /** Dose criterion, % of the normalisation dose, or of the reference dose at the voxel where `local`. */
  readonly dosePercent: number;
  /** Distance to agreement, mm. */
  readonly distanceMm: number;
  readonly local: boolean;
  /** Reference voxels that get less than this, % of the normalisation dose, are not judged. */
  readonly thresholdPercent: number;
  /** The dose that global criteria and the threshold are shares of, Gy; the maximum of the reference where it is not given. */
  readonly normalisationGy?: number;
}

export interface GammaResult {
  /** At the voxels of the reference, held at `gammaCap`; NaN where a voxel is not judged. */
  readonly gamma: Float32Array;
  readonly normalisationGy: number;
  readonly judged: number;
  readonly passed: number;
  /** Of the judged voxels, %; undefined where there are none. */
  readonly passPercent?: number;
  readonly mean: number;
  readonly worst?: { readonly gamma: number; readonly positionMm: Vec3 };
  readonly belowThreshold: number;
  /** Voxels from the threshold on at which the evaluated distribution has no dose, because they lie outside its grid: neither passed nor failed. */
  readonly outside: number;
}

/** Gamma is looked for up to this; what is greater is held at it. */
export const gammaCap = 2;

/** Lines of the search to a distance to agreement; along each line it is continuous. */
export const stepsPerDistance = 12;

/** Doses are of single precision: a difference of exactly the criterion passes, whichever way its last digit is rounded. */
const roundingSlack = 1e-5;

/**
 * The gamma index of Low et al., Med Phys 25 (1998) 656–661, doi 10.1118/1.598248, in three dimensions: at each voxel of the reference the least
 * √(distance²/DTA² + difference²/criterion²) to the evaluated distribution, interpolated trilinearly on its own grid. Both are Gy in one patient frame,
 * mm. It is never underestimated. There is no dose outside a grid.
 */
export function gammaIndex(reference: Volume, evaluated: Volume, criteria: GammaCriteria): GammaResult {
  const normalisationGy = criteria.normalisationGy ?? maximumOf(reference.values);
  const { size } = reference.grid;
  const thresholdGy = (criteria.thresholdPercent / 100) * normalisationGy;
  const search = gammaSearch(evaluated, { distanceMm: criteria.distanceMm, cap: gammaCap, stepsPerDistance });
  const [nx, ny, nz] = evaluated.grid.size;
  const gamma = new Float32Array(reference.values.length).fill(NaN);
  let [judged, passed, belowThreshold, outside, sum] = [0, 0, 0, 0, 0];
  let worst: GammaResult['worst'];
  for (let k = 0, voxel = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++, voxel++) {
        const doseGy = reference.values[voxel];
        // Where there is no dose at all, a share of it is no criterion.
        if (!(doseGy >= thresholdGy && doseGy > 0)) {
          belowThreshold++;
          continue;
        }
        const [x, y, z] = indexOf(evaluated.grid, positionOf(reference.grid, i, j, k));
        if (x < -0.5 || y < -0.5 || z < -0.5 || x > nx - 0.5 || y > ny - 0.5 || z > nz - 0.5) {
          outside++;
          continue;
        }
        const value = search(
          x,
          y,
          z,
          doseGy,
          (criteria.dosePercent / 100) * (criteria.local ? doseGy : normalisationGy),
        );
        gamma[voxel] = value;
        judged++;
        sum += value;
        if (value <= 1 + roundingSlack) passed++;
        if (!worst || value > worst.gamma) worst = { gamma: value, positionMm: positionOf(reference.grid, i, j, k) };
      }
    }
  }
  return {
    gamma,
    normalisationGy,
    judged,
    passed,
    passPercent: judged > 0 ? (100 * passed) / judged : undefined,
    mean: judged > 0 ? sum / judged : NaN,
    worst,
    belowThreshold,
    outside,
  };
}

function maximumOf(values: Float32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  return most;
}
