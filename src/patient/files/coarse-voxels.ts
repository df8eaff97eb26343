import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { PlanImage } from '../../plan/plan.ts';
import type { Grid } from '../grid.ts';

/** Slices of scans for planning are 1 to 5 mm apart, and of old ones 10 mm; beyond that structures and depths are guesses. A choice. */
const largestSpacingMm = 10;

/** RT3024 where the planning image is too coarse to plan on. */
export function coarseVoxels(image: PlanImage, grid: Grid): Diagnostic[] {
  const spacing = Math.max(...grid.spacingMm);
  if (spacing <= largestSpacingMm + 1e-3) return [];
  const message = `The voxels of ${image.name} are ${Number(spacing.toFixed(1))} mm apart in one direction; no dose can be planned on more than ${largestSpacingMm} mm, as body, structures and depths between them are not known. Use a finer series.`;
  return [diagnostic('RT3024', image.at, message)];
}
