export interface CourseOfCells {
  readonly fractions: number;
  readonly alphaPerGy: number;
  readonly alphaBetaGy: number;
  /** Share of hypoxic cells that are oxygenated after each fraction; 0: they stay as they are. */
  readonly shareReoxygenated: number;
}

/** ln S of a cell by its dose in oxygen, D / H, and what it gets once it is oxygenated, both Gy over the course. */
export function survivalOf(cell: CourseOfCells): (effectiveGy: number, doseGy: number, uneven: number) => number {
  const terms = survivalTerms(cell);
  const out: SurvivalTerms = { lnStayed: 0, lnMoved: 0 };
  return (effectiveGy, doseGy, uneven) => {
    terms(effectiveGy, doseGy, uneven, out);
    const most = Math.max(out.lnStayed, out.lnMoved);
    const least = Math.min(out.lnStayed, out.lnMoved);
    return least === -Infinity ? most : most + Math.log1p(Math.exp(least - most));
  };
}

/** The two ways to survive a course, as ln of their probability: as hypoxic as at the start, or oxygenated on the way. */
export interface SurvivalTerms {
  lnStayed: number;
  lnMoved: number;
}

/** By the dose in oxygen, D / H, the dose, Gy over the course, and how uneven the fractions are. Some cells of a hypoxic voxel are oxygenated on the way (`survivorsOf`). */
export function survivalTerms({ fractions, alphaPerGy, alphaBetaGy, shareReoxygenated }: CourseOfCells) {
  const equalPerGy = 1 / (fractions * alphaBetaGy);
  const lnStays = Math.log1p(-shareReoxygenated);
  const lnMoves = Math.log(shareReoxygenated);
  return (effectiveGy: number, doseGy: number, uneven: number, out: SurvivalTerms): void => {
    const perGy = uneven * equalPerGy;
    const lnHypoxic = -alphaPerGy * effectiveGy * (1 + effectiveGy * perGy);
    out.lnStayed = lnHypoxic + fractions * lnStays;
    out.lnMoved = -Infinity;
    if (shareReoxygenated === 0) return;
    const lnOxic = (-alphaPerGy * doseGy * (1 + doseGy * perGy)) / fractions;
    const step = lnHypoxic / fractions + lnStays - lnOxic;
    out.lnMoved = lnMoves + lnHypoxic / fractions + (fractions - 1) * lnOxic + lnGeometricSum(step, fractions);
  };
}

/** ln Σ eᵏˣ, k = 0 … n − 1. */
function lnGeometricSum(x: number, n: number): number {
  if (x === -Infinity) return 0;
  if (Math.abs(x) * n < 1e-9) return Math.log(n);
  const down = -Math.abs(x);
  const ofFalling = Math.log(Math.expm1(n * down) / Math.expm1(down));
  return x > 0 ? (n - 1) * x + ofFalling : ofFalling;
}

/** Survival of a cell, and what each Gy more takes from it, 1/Gy. */
export interface SurvivalAndSlope {
  survival: number;
  /** Not above 0. */
  byDose: number;
}

/**
 * Survival of a cell in equal fractions and its derivative by the dose, Gy over the course; `hypoxiaReduction` is what the dose is divided by while the cell is hypoxic (Carlson 2006). The derivative of the
 * geometric sum of the ways to be oxygenated is its mean exponent.
 */
export function survivalAndSlopeOf(
  cell: CourseOfCells,
): (doseGy: number, hypoxiaReduction: number, out: SurvivalAndSlope) => void {
  const { fractions, alphaPerGy, alphaBetaGy, shareReoxygenated } = cell;
  const terms = survivalTerms(cell);
  const ways: SurvivalTerms = { lnStayed: 0, lnMoved: 0 };
  const perGy = 1 / (fractions * alphaBetaGy);
  const lnStays = Math.log1p(-shareReoxygenated);
  return (doseGy, hypoxiaReduction, out) => {
    const effectiveGy = doseGy / hypoxiaReduction;
    terms(effectiveGy, doseGy, 1, ways);
    const stayed = Math.exp(ways.lnStayed);
    const hypoxicByDose = (-alphaPerGy * (1 + 2 * effectiveGy * perGy)) / hypoxiaReduction;
    out.survival = stayed;
    out.byDose = stayed * hypoxicByDose;
    if (shareReoxygenated === 0) return;
    const moved = Math.exp(ways.lnMoved);
    const oxicByDose = -alphaPerGy * (1 + 2 * doseGy * perGy);
    const step =
      lnStays + (alphaPerGy * (doseGy * (1 + doseGy * perGy) - effectiveGy * (1 + effectiveGy * perGy))) / fractions;
    const exponent = meanExponent(step, fractions);
    const byDose = (hypoxicByDose * (1 + exponent) + oxicByDose * (fractions - 1 - exponent)) / fractions;
    out.survival += moved;
    out.byDose += moved * byDose;
  };
}

/** Σ k eᵏˣ / Σ eᵏˣ, k = 0 … n − 1: the derivative of `lnGeometricSum`. */
function meanExponent(x: number, n: number): number {
  if (x === -Infinity) return 0;
  if (Math.abs(x) * n < 1e-3) return (n - 1) / 2 + (x * (n * n - 1)) / 12;
  return n / -Math.expm1(-n * x) - 1 / -Math.expm1(-x);
}
