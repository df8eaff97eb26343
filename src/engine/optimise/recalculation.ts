import { type Grid, sampleAt, type Vec3 } from '../../patient/grid.ts';

/** The dose that the beams of a plan were optimised to, at points of the body. */
export interface PlannedDose {
  /** x, y, z of each point, LPS, mm. */
  readonly pointsMm: Float64Array;
  /** Over the course, before the plan's normalisation. */
  readonly doseGy: Float64Array;
  /** The greatest prescribed dose. */
  readonly prescribedGy: number;
}

/** How the plan's own dose differs from the one that its beams were optimised to, in the body where that is above a tenth of the prescription. */
export interface Recalculation {
  readonly points: number;
  /** Share of the points that differ by no more than 0.5 % of the prescription, %. */
  readonly withinHalfPercent: number;
  /** 99 % of the points differ by no more, % of the prescription. */
  readonly percentile99: number;
  /** Mean of the differences with their sign, % of the prescription: above 0 the plan's dose is higher. */
  readonly meanDifference: number;
  /** What the plan's normalisation has multiplied the beams by, which is no part of the differences. */
  readonly normalisation: number;
}

/** The plan's dose is on a grid of its own, Gy over the course, after its normalisation. No point above a tenth of the prescription, no comparison. */
export function recalculation(
  { pointsMm, doseGy, prescribedGy }: PlannedDose,
  final: { readonly grid: Grid; readonly doseGy: Float32Array; readonly normalisation: number },
): Recalculation | undefined {
  const differences: number[] = [];
  for (const [p, gy] of doseGy.entries()) {
    if (gy < 0.1 * prescribedGy) continue;
    const at: Vec3 = [pointsMm[3 * p], pointsMm[3 * p + 1], pointsMm[3 * p + 2]];
    const computed = sampleAt(final.grid, final.doseGy, at);
    if (computed !== undefined) differences.push((100 * (computed / final.normalisation - gy)) / prescribedGy);
  }
  const points = differences.length;
  if (points === 0) return undefined;
  const sizes = Float64Array.from(differences, Math.abs).sort();
  return {
    points,
    withinHalfPercent: (100 * sizes.filter((size) => size <= 0.5).length) / points,
    percentile99: sizes[Math.min(points - 1, Math.ceil(0.99 * points) - 1)],
    meanDifference: differences.reduce((sum, one) => sum + one, 0) / points,
    normalisation: final.normalisation,
  };
}
