/**
 * The cumulative normal distribution, to 1e-7: Zelen and Severo in Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2.17.
 */
export function cumulativeNormal(z: number): number {
  if (z >= 6) return 1;
  if (z <= -6) return 0;
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}
