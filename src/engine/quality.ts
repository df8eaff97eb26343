import { type Grid, voxelCount, withSpacing } from '../patient/grid.ts';
import { defaultCones } from '../physics/beam-dose.ts';
import type { PlacedBeam } from '../physics/beam-setup-types.ts';
import { conesPerSetup } from '../physics/cones-per-setup.ts';
import type { Plan } from '../plan/plan.ts';
import type { DoseQuality } from '../preview/quality.ts';

/** How a dose is computed. This file decides it for everybody. */
export interface EngineQuality {
  readonly kind: DoseQuality['kind'];
  /** Transport directions a beam. */
  readonly cones: number;
  readonly gridMm: number;
  /** A preview may use arithmetic that rounds differently from processor to processor; the final dose never does. */
  readonly kernel: 'final' | 'preview';
  /** As many parts a small region is sampled by for its histogram. */
  readonly regionParts: number;
}

/** What a dose is wanted of: the box of the final dose's grid, and the beams in it. */
export interface DoseWork {
  readonly grid: Grid;
  readonly beams: readonly PlacedBeam[];
}

/** The dose as the plan's compute block asks for it. */
export function finalQuality({ compute }: Pick<Plan, 'compute'>): EngineQuality {
  return { kind: 'final', cones: defaultCones, gridMm: compute.gridMm, kernel: 'final', regionParts: 1.5e5 };
}

/**
 * A dose that is there within about a second: the finest grid, in steps of half a millimetre from 4 to 8 mm, whose work stays within the budget, but at
 * least half as coarse again as the final one.
 */
export function previewQuality(final: EngineQuality, work: DoseWork): EngineQuality {
  const finest = Math.ceil(2 * Math.max(finestPreviewMm, 1.5 * final.gridMm)) / 2;
  const coarsest = Math.max(coarsestPreviewMm, finest);
  let gridMm = finest;
  while (gridMm < coarsest && workOf({ cones: previewCones, gridMm }, work) > previewBudget) gridMm += 0.5;
  return { kind: 'preview', cones: previewCones, gridMm, kernel: 'preview', regionParts: 5e4 };
}

/** Whether a preview shows something sooner: not where the final dose is there as soon, or nearly. */
export function isWorthwhile(preview: EngineQuality, final: EngineQuality, work: DoseWork): boolean {
  const finalWork = workOf(final, work);
  return finalWork > previewBudget / 4 && finalWork > 2.5 * workOf(preview, work);
}

/** How the pool computes a dose of this quality. */
export function doseSettings({ cones, kernel }: EngineQuality): Pick<EngineQuality, 'cones' | 'kernel'> {
  return { cones, kernel };
}

/** Voxels × cones: what transport, which takes most of the time, is proportional to. */
export function workOf({ gridMm, cones }: Pick<EngineQuality, 'gridMm' | 'cones'>, { grid, beams }: DoseWork): number {
  const directions = beams.reduce((sum, { setups }) => sum + setups.length * conesPerSetup(cones, setups.length), 0);
  return voxelCount(withSpacing(grid, gridMm)) * directions;
}

/** The error of so few directions is small beside that of the coarse grid (`quality-estimates.json`). */
export const previewCones = 40;
const finestPreviewMm = 4;
const coarsestPreviewMm = 8;
/** Nine beams of 40 cones on 50 × 50 × 32 cm in voxels of 6.5 mm. */
const previewBudget = 130e6;
