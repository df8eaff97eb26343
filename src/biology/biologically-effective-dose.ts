import { type Model, requireNonNegative, requirePositive } from '../units/domain-error.ts';
import type { VoxelValues } from './caveat.ts';
import { type Fractionation, linearQuadraticUpToGy } from './linear-quadratic.ts';

const model: Model = {
  name: 'biologically effective dose',
  source: 'Fowler JF. Br J Radiol 1989;62:679-694; Fowler JF. Br J Radiol 2010;83:554-568',
};

const equivalent: Model = {
  name: 'equivalent dose in fractions of another size',
  source: 'Withers HR et al. Radiother Oncol 1983;1:187-191; Bentzen SM et al. Radiother Oncol 2012;105:266-268',
};

/** BED, Gy: n d (1 + d / (α/β)), that is −ln S / α. It adds up over parts of a course. Fowler 1989. */
export function biologicallyEffectiveDose(
  { fractions, dosePerFractionGy }: Fractionation,
  alphaBetaGy: number,
): number {
  requireNonNegative(model, 'number of fractions', fractions);
  requireNonNegative(model, 'dose per fraction (Gy)', dosePerFractionGy);
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  return fractions * dosePerFractionGy * (1 + dosePerFractionGy / alphaBetaGy);
}

/** The dose, Gy, in fractions of `referenceGy` (2 Gy: EQD2) that has a given BED. A negative BED, as after repopulation, gives a negative dose. */
export function equivalentDoseOfBed(bedGy: number, alphaBetaGy: number, referenceGy = 2): number {
  requirePositive(equivalent, 'alpha/beta (Gy)', alphaBetaGy);
  requirePositive(equivalent, 'reference dose per fraction (Gy)', referenceGy);
  return bedGy / (1 + referenceGy / alphaBetaGy);
}

/** EQDX, Gy: n d (d + α/β) / (X + α/β), X = 2 where not given. Withers 1983; the notation is ICRU Report 89's. */
export function equivalentDose(fractionation: Fractionation, alphaBetaGy: number, referenceGy = 2): number {
  return equivalentDoseOfBed(biologicallyEffectiveDose(fractionation, alphaBetaGy), alphaBetaGy, referenceGy);
}

/** Total dose, Gy, in fractions of `toGy` with the effect of `totalGy` in fractions of `fromGy`: D (d₁ + α/β) / (d₂ + α/β). Withers 1983. */
export function isoeffectiveDose(
  totalGy: number,
  { fromGy, toGy }: { readonly fromGy: number; readonly toGy: number },
  alphaBetaGy: number,
): number {
  requireNonNegative(equivalent, 'total dose (Gy)', totalGy);
  requireNonNegative(equivalent, 'dose per fraction (Gy)', fromGy);
  requirePositive(equivalent, 'new dose per fraction (Gy)', toGy);
  requirePositive(equivalent, 'alpha/beta (Gy)', alphaBetaGy);
  return (totalGy * (fromGy + alphaBetaGy)) / (toGy + alphaBetaGy);
}

/** Dose per fraction, Gy, with which n fractions reach a BED: the positive root of n d (1 + d / (α/β)) = BED. */
export function dosePerFractionForBed(bedGy: number, fractions: number, alphaBetaGy: number): number {
  requireNonNegative(model, 'BED (Gy)', bedGy);
  requirePositive(model, 'number of fractions', fractions);
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  // The rationalised root: the usual one cancels where the BED is small against alpha/beta.
  const perFraction = bedGy / fractions;
  return (2 * perFraction) / (1 + Math.sqrt(1 + (4 * perFraction) / alphaBetaGy));
}

export interface VoxelFractionation {
  readonly fractions: number;
  readonly alphaBetaGy: number;
  /** What the dose of a voxel is divided by before its effect is taken (`oxygen.ts`); 1 where not given. */
  readonly hypoxiaReduction?: ArrayLike<number>;
}

/**
 * BED of voxels, Gy, each with its own dose per fraction: `doseGy` is the total dose of each. Doses that are negative or no number are counted and get 0.
 * With a hypoxia reduction factor H it is (D/H) (1 + d / (H α/β)), the BED in oxygen that has the same effect.
 */
export function voxelBed<Values extends Float32Array | Float64Array>(
  doseGy: ArrayLike<number>,
  { fractions, alphaBetaGy, hypoxiaReduction }: VoxelFractionation,
  out: Values,
): VoxelValues<Values> {
  requirePositive(model, 'number of fractions', fractions);
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  const perGy = 1 / (fractions * alphaBetaGy);
  const mostGy = linearQuadraticUpToGy * fractions;
  let [outOfDomain, beyondValidity] = [0, 0];
  for (let i = 0; i < doseGy.length; i++) {
    const gy = doseGy[i];
    const reduction = hypoxiaReduction === undefined ? 1 : hypoxiaReduction[i];
    if (!(gy >= 0 && gy < Infinity && reduction >= 1)) {
      out[i] = 0;
      outOfDomain++;
      continue;
    }
    if (gy > mostGy) beyondValidity++;
    const effective = gy / reduction;
    out[i] = effective * (1 + effective * perGy);
  }
  return { values: out, outOfDomain, beyondValidity, reason: outOfDomain > 0 ? whyOut(hypoxiaReduction) : undefined };
}

/** EQD2 of voxels, Gy; as `voxelBed`. */
export function voxelEqd2<Values extends Float32Array | Float64Array>(
  doseGy: ArrayLike<number>,
  by: VoxelFractionation,
  out: Values,
): VoxelValues<Values> {
  const found = voxelBed(doseGy, by, out);
  const scale = 1 / (1 + 2 / by.alphaBetaGy);
  for (let i = 0; i < out.length; i++) out[i] *= scale;
  return found;
}

function whyOut(hypoxiaReduction: ArrayLike<number> | undefined): string {
  return hypoxiaReduction === undefined
    ? 'the dose is negative or no number'
    : 'the dose is negative or no number, or the hypoxia reduction factor is below 1';
}
