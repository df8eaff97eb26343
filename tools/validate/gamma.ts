import { gammaIndex } from '../../src/evaluate/gamma.ts';
import { atLeast } from './finding.ts';
import type { Volume } from '../../src/patient/grid.ts';
import type { EngineDose } from './engine-dose.ts';
import type { Check } from './finding.ts';
import type { IdealCase } from './references.ts';

/** The share of the reference's points, from 10 % of its maximum on, with a three-dimensional global gamma of at most 1. */
export function gammaCheck(
  engine: EngineDose,
  reference: IdealCase,
  criteria: { dosePercent: number; distanceMm: number; limit: number },
): Check {
  const result = gammaIndex(
    referenceVolume(reference),
    { grid: engine.grid, values: engine.femtoGyCm2, quantity: 'Gy' },
    {
      dosePercent: criteria.dosePercent,
      distanceMm: criteria.distanceMm,
      local: false,
      thresholdPercent: 10,
      normalisationGy: Math.max(...reference.axisFemtoGyCm2),
    },
  );
  const unit = `% of points at ${criteria.dosePercent} %/${criteria.distanceMm} mm`;
  return atLeast(result.passPercent ?? NaN, criteria.limit, unit);
}

/** The planes of an octant, mirrored to a quadrant; x and z across the beam, y along it. */
function referenceVolume({ planes }: IdealCase): Volume {
  const count = Math.max(...planes.map((plane) => plane.doseFemtoGyCm2.length));
  const values = new Float32Array(count * planes.length * count);
  planes.forEach((plane, j) =>
    plane.doseFemtoGyCm2.forEach((row, i) =>
      row.forEach((dose, k) => {
        values[i + count * (j + planes.length * k)] = dose;
        values[k + count * (j + planes.length * i)] = dose;
      }),
    ),
  );
  const firstMm = 10 * planes[0].depthCm;
  const stepMm = 10 * (planes[1].depthCm - planes[0].depthCm);
  return {
    grid: { size: [count, planes.length, count], originMm: [1.25, firstMm, 1.25], spacingMm: [5, stepMm, 5] },
    values,
    quantity: 'Gy',
  };
}
