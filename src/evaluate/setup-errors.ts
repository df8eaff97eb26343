import { type Model, requireNonNegative, requireThat } from '../units/domain-error.ts';

const model: Model = {
  name: 'statistics of set-up errors',
  source:
    'van Herk M. Semin Radiat Oncol 2004;14:52-64; van Herk M et al. Int J Radiat Oncol Biol Phys 2000;47:1121-1135',
};

/** Of a group of patients along one axis, mm. */
export interface SetupErrors {
  /** M: mean over patients of their means. */
  readonly groupMeanMm: number;
  /** Σ: standard deviation of patients' means. */
  readonly systematicMm: number;
  /** σ: root mean square of patients' standard deviations. */
  readonly randomMm: number;
}

/** Shifts in mm, a row a patient, at least two patients with two fractions each. Standard deviations are of samples (n − 1). van Herk 2004. */
export function setupErrors(shiftsMm: readonly (readonly number[])[]): SetupErrors {
  requireThat(model, 'number of patients', shiftsMm.length, {
    holds: shiftsMm.length >= 2,
    domain: 'at least 2 patients',
  });
  for (const shifts of shiftsMm)
    requireThat(model, 'number of fractions of a patient', shifts.length, {
      holds: shifts.length >= 2,
      domain: 'at least 2 fractions of each',
    });
  const means = shiftsMm.map(mean);
  return {
    groupMeanMm: mean(means),
    systematicMm: Math.sqrt(variance(means)),
    randomMm: Math.sqrt(mean(shiftsMm.map(variance))),
  };
}

/** Standard deviations of independent parts of an error add up as squares. */
export function inQuadrature(sdsMm: readonly number[]): number {
  for (const sd of sdsMm) requireNonNegative(model, 'standard deviation (mm)', sd);
  return Math.hypot(...sdsMm);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
