import * as z from 'zod';
import type { DoseQuality, EstimatedDifference } from '../preview/quality.ts';
import data from './quality-estimates.json' with { type: 'json' };

const row = z.strictObject({
  kind: z.enum(['preview', 'final']),
  gridMm: z.number().positive(),
  cones: z.int().positive(),
  rmsPercent: z.number().nonnegative(),
  targetsPercent: z.number().nonnegative(),
  edgesMm: z.number().nonnegative(),
});

/** What `tools/measure-qualities.ts` writes. */
export const qualityEstimatesSchema = z.strictObject({
  command: z.string(),
  measure: z.string(),
  engine: z.string(),
  reference: z.strictObject({ gridMm: z.number().positive(), cones: z.int().positive() }),
  plans: z.array(z.string()).min(1),
  /** By kind, then by grid, ascending; the worst of the plans. */
  rows: z.array(row).min(1),
});

const { rows } = qualityEstimatesSchema.parse(data);

/**
 * How far a dose of this grid and so many cones is expected to lie from one on a finer grid with more cones: what was measured, linear between the
 * grids it was measured on. On a grid finer than all of them it is that of the finest; on a coarser one, or with other cones, it is not known.
 */
export function estimatedDifference({
  kind,
  gridMm,
  cones,
}: Pick<DoseQuality, 'kind' | 'gridMm' | 'cones'>): EstimatedDifference | undefined {
  const measured = rows.filter((one) => one.kind === kind && one.cones === cones);
  const upper = measured.find((one) => one.gridMm >= gridMm);
  if (!upper) return undefined;
  const lower = measured.findLast((one) => one.gridMm < gridMm) ?? upper;
  const share = upper === lower ? 1 : (gridMm - lower.gridMm) / (upper.gridMm - lower.gridMm);
  const between = (key: keyof EstimatedDifference): number => lower[key] * (1 - share) + upper[key] * share;
  return { rmsPercent: between('rmsPercent'), targetsPercent: between('targetsPercent'), edgesMm: between('edgesMm') };
}
