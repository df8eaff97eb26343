import { type Model, requireNonNegative, requirePositive } from '../units/domain-error.ts';

const model: Model = {
  name: 'permanent implant of a decaying source',
  source: 'Dale RG. Br J Radiol 1985;58:515-528; Nath R et al. (AAPM TG-137) Med Phys 2009;36:5310-5322',
};

/**
 * Dose and BED, Gy, of a source left in place until it has decayed, without repopulation: D = R₀/λ, BED = D (1 + R₀ / ((μ + λ) α/β)), λ the decay, μ the repair
 * rate. With repopulation the sum would have to end when cells grow faster than they are killed. Dale 1985.
 */
export function permanentImplant({
  initialRateGyPerHour,
  halfLifeDays,
  repairHalfTimeHours,
  alphaBetaGy,
}: {
  readonly initialRateGyPerHour: number;
  readonly halfLifeDays: number;
  readonly repairHalfTimeHours: number;
  readonly alphaBetaGy: number;
}): { readonly doseGy: number; readonly bedGy: number } {
  requireNonNegative(model, 'initial dose rate (Gy/h)', initialRateGyPerHour);
  requirePositive(model, 'half-life of the source (d)', halfLifeDays);
  requirePositive(model, 'repair half-time (h)', repairHalfTimeHours);
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  const decayPerHour = Math.LN2 / (24 * halfLifeDays);
  const repairPerHour = Math.LN2 / repairHalfTimeHours;
  const doseGy = initialRateGyPerHour / decayPerHour;
  return { doseGy, bedGy: doseGy * (1 + initialRateGyPerHour / ((repairPerHour + decayPerHour) * alphaBetaGy)) };
}
