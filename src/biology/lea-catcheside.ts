import { type Model, requireNonNegative, requirePositive, requireThat, requireWithin } from '../units/domain-error.ts';

const model: Model = {
  name: 'protraction with repair (Lea–Catcheside)',
  source:
    'Lea DE, Catcheside DG. J Genet 1942;44:216-245; Dale RG. Br J Radiol 1985;58:515-528; Sachs RK, Hahnfeld P, Brenner DJ. Int J Radiat Biol 1997;72:351-374',
};

/** Rate of mono-exponential repair, 1/h: ln 2 / T½. */
export function repairRatePerHour(repairHalfTimeHours: number): number {
  requirePositive(model, 'repair half-time (h)', repairHalfTimeHours);
  return Math.LN2 / repairHalfTimeHours;
}

/**
 * The factor G of a dose given at a constant rate, 0 to 1, of the product x of repair rate and duration: 2 (x + e⁻ˣ − 1) / x². Below 1 by its series,
 * 2 Σ (−x)ᵏ / (k + 2)!, as the closed form cancels. Lea and Catcheside 1942.
 */
export function protractionFactor(x: number): number {
  requireNonNegative(model, 'repair rate times duration', x);
  if (x >= 1) return (2 * (x + Math.expm1(-x))) / (x * x);
  let [term, sum] = [1, 1];
  for (let k = 1; Math.abs(term) > 1e-18; k++) {
    term *= -x / (k + 2);
    sum += term;
  }
  return sum;
}

/** Repair with two half-times: weights of the fast and slow parts are 1 − slowShare and slowShare (with a partition coefficient c, c/(1+c) is slow). */
export interface TwoRepairs {
  readonly fastHalfTimeHours: number;
  readonly slowHalfTimeHours: number;
  readonly slowShare: number;
}

/** G at a constant rate with bi-exponential repair. Dale 1985. */
export function protractionFactorOfTwo(durationHours: number, repairs: TwoRepairs): number {
  requireNonNegative(model, 'duration (h)', durationHours);
  requireWithin(model, 'share of slow repair', repairs.slowShare, 0, 1);
  const fast = protractionFactor(repairRatePerHour(repairs.fastHalfTimeHours) * durationHours);
  const slow = protractionFactor(repairRatePerHour(repairs.slowHalfTimeHours) * durationHours);
  return (1 - repairs.slowShare) * fast + repairs.slowShare * slow;
}

/** BED of fractions that take time, Gy: n d (1 + G d / (α/β)). Dale 1985. */
export function protractedBed(
  { fractions, dosePerFractionGy: d }: { readonly fractions: number; readonly dosePerFractionGy: number },
  alphaBetaGy: number,
  g: number,
): number {
  requireNonNegative(model, 'number of fractions', fractions);
  requireNonNegative(model, 'dose per fraction (Gy)', d);
  requirePositive(model, 'alpha/beta (Gy)', alphaBetaGy);
  requireWithin(model, 'protraction factor G', g, 0, 1);
  return fractions * d * (1 + (g * d) / alphaBetaGy);
}

/** A part of a delivery at a constant dose rate; of no duration: a pulse. */
export interface DeliverySegment {
  readonly startHours: number;
  readonly durationHours: number;
  readonly doseGy: number;
}

/**
 * G of a delivery in pieces, 2/D² ∫ R(t) ∫ᵗ R(s) e^(−μ(t−s)) ds dt, exactly: each piece with itself, and each pair with the repair between them. Pieces may
 * come in any order, and may not overlap. Sachs, Hahnfeld and Brenner 1997.
 */
export function protractionFactorOfSegments(segments: readonly DeliverySegment[], repairHalfTimeHours: number): number {
  const rate = repairRatePerHour(repairHalfTimeHours);
  const pieces = [...segments].sort((a, b) => a.startHours - b.startHours || a.durationHours - b.durationHours);
  for (const [n, { startHours, durationHours, doseGy }] of pieces.entries()) {
    requireThat(model, 'start (h)', startHours, { holds: Number.isFinite(startHours), domain: 'a finite time' });
    requireNonNegative(model, 'duration (h)', durationHours);
    requireNonNegative(model, 'dose of a segment (Gy)', doseGy);
    const before = n > 0 ? endOf(pieces[n - 1]) : -Infinity;
    // Ends are sums, and may come out a rounding beyond the next start.
    requireThat(model, 'start of a segment (h)', startHours, {
      holds: startHours >= before - 1e-9 * Math.max(1, Math.abs(before)),
      domain: 'segments that do not overlap',
    });
  }
  const totalGy = pieces.reduce((sum, { doseGy }) => sum + doseGy, 0);
  requirePositive(model, 'total dose (Gy)', totalGy);
  let sum = 0;
  for (const [n, piece] of pieces.entries()) {
    const own = piece.doseGy * meanUnrepaired(rate * piece.durationHours);
    sum += piece.doseGy ** 2 * protractionFactor(rate * piece.durationHours);
    for (const earlier of pieces.slice(0, n)) {
      const gap = Math.max(0, piece.startHours - endOf(earlier));
      sum += 2 * own * earlier.doseGy * meanUnrepaired(rate * earlier.durationHours) * Math.exp(-rate * gap);
    }
  }
  return sum / totalGy ** 2;
}

function endOf({ startHours, durationHours }: DeliverySegment): number {
  return startHours + durationHours;
}

/** (1 − e⁻ˣ) / x: what is unrepaired on average, from within a piece to its edge. */
function meanUnrepaired(x: number): number {
  return x > 0 ? -Math.expm1(-x) / x : 1;
}
