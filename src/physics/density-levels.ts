/**
 * Densities as small whole numbers, so that the transport looks up an exponential instead of computing one. Level n is n/1000 g/cm³ up to
 * 4 g/cm³ (water is exact, the step is 0.1 % of it), then steps of 0.01 g/cm³ up to 24 g/cm³; beyond that density is cut off there.
 */
export const densityLevels = 6001;

const fineLevels = 4000;
const finePerGPerCm3 = 1000;
const coarsePerGPerCm3 = 100;

export function densityLevel(gPerCm3: number): number {
  if (gPerCm3 < fineLevels / finePerGPerCm3) return Math.max(0, Math.round(gPerCm3 * finePerGPerCm3));
  const coarse = Math.round((gPerCm3 - fineLevels / finePerGPerCm3) * coarsePerGPerCm3);
  return Math.min(fineLevels + coarse, densityLevels - 1);
}

/** Density of a level, g/cm³. */
export function levelDensity(level: number): number {
  return level <= fineLevels
    ? level / finePerGPerCm3
    : fineLevels / finePerGPerCm3 + (level - fineLevels) / coarsePerGPerCm3;
}
