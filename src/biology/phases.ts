import { type Model, requirePositive, requireThat, requireWithin } from '../units/domain-error.ts';
import {
  biologicallyEffectiveDose,
  dosePerFractionForBed,
  equivalentDose,
  equivalentDoseOfBed,
} from './biologically-effective-dose.ts';
import type { VoxelValues } from './caveat.ts';
import { type Fractionation, linearQuadraticUpToGy } from './linear-quadratic.ts';

const model: Model = {
  name: 'sum over the phases of a course',
  source: 'Bentzen SM et al. Radiother Oncol 2012;105:266-268',
};

/** BED, EQD2 and physical dose, Gy, of a course: sums over its phases, each with its own dose per fraction. Bentzen 2012. */
export function sumOfPhases(
  phases: readonly Fractionation[],
  alphaBetaGy: number,
): { readonly bedGy: number; readonly eqd2Gy: number; readonly physicalGy: number } {
  requirePositive(model, 'number of phases', phases.length);
  let [bedGy, physicalGy] = [0, 0];
  for (const phase of phases) {
    bedGy += biologicallyEffectiveDose(phase, alphaBetaGy);
    physicalGy += phase.fractions * phase.dosePerFractionGy;
  }
  return { bedGy, eqd2Gy: equivalentDoseOfBed(bedGy, alphaBetaGy), physicalGy };
}

/** The dose of one phase at every voxel, Gy over its whole. */
export interface VoxelPhase {
  readonly fractions: number;
  readonly doseGy: ArrayLike<number>;
}

/**
 * EQD2 voxel by voxel, Gy: Σ D (D/n + α/β) / (2 + α/β) over the phases, each with its own number of fractions and the voxel's own dose. Doses of one voxel have to be
 * of the same tissue: deform first where the geometry differs. A voxel whose dose is negative or no number in any phase is counted, and gets 0.
 */
export function accumulateEqd2<Values extends Float32Array | Float64Array>(
  phases: readonly VoxelPhase[],
  alphaBetaGy: number,
  out: Values,
): VoxelValues<Values> {
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  requirePositive(model, 'number of phases', phases.length);
  for (const { fractions, doseGy } of phases) {
    requirePositive(model, 'number of fractions', fractions);
    requireThat(model, 'voxels of a phase', doseGy.length, {
      holds: doseGy.length === out.length,
      domain: `phases of the same ${out.length} voxels`,
    });
  }
  const scale = 1 / (2 + alphaBetaGy);
  let [outOfDomain, beyondValidity] = [0, 0];
  for (let i = 0; i < out.length; i++) {
    let [sum, out_, beyond] = [0, false, false];
    for (const { fractions, doseGy } of phases) {
      const gy = doseGy[i];
      if (!(gy >= 0 && gy < Infinity)) out_ = true;
      if (gy > linearQuadraticUpToGy * fractions) beyond = true;
      sum += gy * (gy / fractions + alphaBetaGy);
    }
    if (out_) outOfDomain++;
    else if (beyond) beyondValidity++;
    out[i] = out_ ? 0 : sum * scale;
  }
  return {
    values: out,
    outOfDomain,
    reason: outOfDomain > 0 ? 'the dose is negative or no number' : undefined,
    beyondValidity,
  };
}

/**
 * The total dose, Gy, that in equal fractions, as many as all phases have, gives each voxel the BED that the phases give it: whatever holds for a course of equal
 * fractions holds for it, by this alpha/beta. Throws where a dose is negative or no number.
 */
export function inEqualFractions(phases: readonly VoxelPhase[], alphaBetaGy: number, out: Float32Array): Float32Array {
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  const fractions = phases.reduce((sum, phase) => sum + phase.fractions, 0);
  for (let i = 0; i < out.length; i++) {
    let bedGy = 0;
    for (const phase of phases) bedGy += phase.doseGy[i] * (1 + phase.doseGy[i] / (phase.fractions * alphaBetaGy));
    out[i] = fractions * dosePerFractionForBed(bedGy, fractions, alphaBetaGy);
  }
  return out;
}

/**
 * By how much the squares of a voxel's fractions, summed, exceed those of equal fractions of the same total: n Σ Dᵢ²/nᵢ / (Σ Dᵢ)², at least 1. The quadratic term of the linear-quadratic
 * model is that of equal fractions times it, for any alpha/beta and oxygen. 1 where there is no dose.
 */
export function unevenness(phases: readonly VoxelPhase[], out: Float32Array): Float32Array {
  const fractions = phases.reduce((sum, phase) => sum + phase.fractions, 0);
  for (let i = 0; i < out.length; i++) {
    let [total, squares] = [0, 0];
    for (const phase of phases) {
      total += phase.doseGy[i];
      squares += (phase.doseGy[i] * phase.doseGy[i]) / phase.fractions;
    }
    out[i] = total > 0 ? Math.max(1, (fractions * squares) / (total * total)) : 1;
  }
  return out;
}

/**
 * EQD2 of two courses, Gy, of which the first counts for less after recovery: EQD2₁ (1 − r) + EQD2₂. The recovery r, 0 to 1, is the reader's own assumption.
 */
export function cumulativeEqd2(
  courses: readonly [Fractionation, Fractionation],
  alphaBetaGy: number,
  recovery: number,
): { readonly firstGy: number; readonly secondGy: number; readonly cumulativeGy: number } {
  requireWithin(model, 'recovery', recovery, 0, 1);
  const firstGy = equivalentDose(courses[0], alphaBetaGy);
  const secondGy = equivalentDose(courses[1], alphaBetaGy);
  return { firstGy, secondGy, cumulativeGy: firstGy * (1 - recovery) + secondGy };
}
