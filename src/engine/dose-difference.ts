import { compareDoses } from '../evaluate/compare-doses.ts';
import { gammaIndex } from '../evaluate/gamma.ts';
import type { RunResult } from './results.ts';

/** How the dose of one plan differs from another's, where the other has at least `thresholdPercent` of its maximum. Gy; null where nothing was compared. */
export interface DoseDifference {
  readonly thresholdPercent: number;
  readonly meanGy: number | null;
  readonly rmsGy: number | null;
  readonly greatestGy: number | null;
  readonly leastGy: number | null;
  /** 3 % of the maximum of the reference, 2 mm. */
  readonly gammaPassPercent: number | null;
}

const thresholdPercent = 10;
const gammaCriterion = { dosePercent: 3, distanceMm: 2, local: false, thresholdPercent };

/** The dose of `evaluated` minus that of `reference`, at the voxels of the reference. */
export function doseDifference(reference: RunResult, evaluated: RunResult): DoseDifference {
  const [from, to] = [reference, evaluated].map(({ doseGrid, doseGy }) => ({
    grid: doseGrid,
    values: doseGy,
    quantity: 'Gy' as const,
  }));
  const normalisationGy = reference.hotSpot.doseGy;
  const { difference } = compareDoses(from, to, (thresholdPercent / 100) * normalisationGy);
  const { passPercent } = gammaIndex(from, to, { ...gammaCriterion, normalisationGy });
  return {
    thresholdPercent,
    meanGy: difference?.meanGy ?? null,
    rmsGy: difference?.rmsGy ?? null,
    greatestGy: difference?.greatest.gy ?? null,
    leastGy: difference?.least.gy ?? null,
    gammaPassPercent: passPercent ?? null,
  };
}
