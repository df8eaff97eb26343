import { type Model, requireNonNegative, requirePositive, requireThat } from '../units/domain-error.ts';
import type { GammaCriteria } from './gamma.ts';

const model: Model = {
  name: 'gamma index',
  source: 'Low DA et al. Med Phys 1998;25:656-661; Miften M et al. (AAPM TG-218) Med Phys 2018;45:e53-e83',
};

/** Doses along a line: positions ascend, mm, at any distances from each other. */
export interface DoseProfile {
  readonly positionMm: readonly number[];
  readonly doseGy: readonly number[];
}

export interface ProfileGamma {
  /** At the points of the reference; undefined where it is not judged. */
  readonly gamma: readonly (number | undefined)[];
  readonly judged: number;
  readonly passed: number;
}

/**
 * The gamma index of Low et al. 1998 along a line, exactly: the least over the evaluated profile, straight between its points, at each point of the reference. It is what
 * `gammaIndex` does in three dimensions, in double precision, for points at any distances (a measured profile's), and without a cap. Points of the reference beyond the evaluated
 * profile are measured to its ends.
 */
export function profileGamma(reference: DoseProfile, evaluated: DoseProfile, criteria: GammaCriteria): ProfileGamma {
  checkProfile('reference', reference);
  checkProfile('evaluated', evaluated);
  requirePositive(model, 'dose criterion (%)', criteria.dosePercent);
  requirePositive(model, 'distance to agreement (mm)', criteria.distanceMm);
  requireNonNegative(model, 'low-dose threshold (%)', criteria.thresholdPercent);
  const normalisationGy = criteria.normalisationGy ?? Math.max(...reference.doseGy);
  requirePositive(model, 'normalisation dose (Gy)', normalisationGy);
  const thresholdGy = (criteria.thresholdPercent / 100) * normalisationGy;
  const gamma = reference.doseGy.map((doseGy, i) => {
    // A share of no dose is no criterion.
    if (doseGy < thresholdGy || (criteria.local && !(doseGy > 0))) return undefined;
    const toleranceGy = (criteria.dosePercent / 100) * (criteria.local ? doseGy : normalisationGy);
    return leastAlong(evaluated, reference.positionMm[i], doseGy, toleranceGy, criteria.distanceMm);
  });
  const judged = gamma.filter((value) => value !== undefined);
  return { gamma, judged: judged.length, passed: judged.filter((value) => value <= 1).length };
}

/**
 * Gamma of two doses that differ by a constant and rise by one slope, for ever: |offset| / √(criterion² + (slope · DTA)²). Without a slope it is the difference over the criterion.
 */
export function gradientGamma({
  offsetGy,
  slopeGyPerMm,
  toleranceGy,
  distanceMm,
}: {
  readonly offsetGy: number;
  readonly slopeGyPerMm: number;
  readonly toleranceGy: number;
  readonly distanceMm: number;
}): number {
  requirePositive(model, 'dose criterion (Gy)', toleranceGy);
  requirePositive(model, 'distance to agreement (mm)', distanceMm);
  return Math.abs(offsetGy) / Math.hypot(toleranceGy, slopeGyPerMm * distanceMm);
}

function leastAlong(
  { positionMm, doseGy }: DoseProfile,
  atMm: number,
  referenceGy: number,
  toleranceGy: number,
  distanceMm: number,
): number {
  const along = (i: number): number => (positionMm[i] - atMm) / distanceMm;
  const across = (i: number): number => (doseGy[i] - referenceGy) / toleranceGy;
  let least = Math.hypot(along(0), across(0));
  for (let i = 1; i < positionMm.length; i++) {
    const [x, y] = [along(i - 1), across(i - 1)];
    const [dx, dy] = [along(i) - x, across(i) - y];
    // The foot of the perpendicular from the reference, within the piece.
    const t = Math.min(1, Math.max(0, -(x * dx + y * dy) / (dx * dx + dy * dy)));
    least = Math.min(least, Math.hypot(x + t * dx, y + t * dy));
  }
  return least;
}

function checkProfile(which: string, { positionMm, doseGy }: DoseProfile): void {
  requireThat(model, `number of points of the ${which} profile`, doseGy.length, {
    holds: positionMm.length > 0 && positionMm.length === doseGy.length,
    domain: 'a dose for each position, at least one',
  });
  for (const [i, mm] of positionMm.entries())
    requireThat(model, `position of the ${which} profile (mm)`, mm, {
      holds: i === 0 || mm > positionMm[i - 1],
      domain: 'positions that ascend',
    });
  for (const gy of doseGy)
    requireThat(model, `dose of the ${which} profile (Gy)`, gy, { holds: gy >= 0, domain: 'dose >= 0' });
}
