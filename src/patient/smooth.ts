import type { Grid } from './grid.ts';
import { type LevelSet, isEmpty } from './level-set.ts';
import { isotropic, withMargin } from './margin.ts';

/**
 * Morphological smoothing with a ball of the given radius, mm: opening (what the ball cannot enter falls away), then closing (what it cannot
 * enter from outside is filled).
 */
export function smoothed(field: LevelSet, radiusMm: number, image: Grid): LevelSet {
  const eroded = withMargin(field, isotropic(-radiusMm), image);
  if (isEmpty(eroded)) return eroded;
  const openedAndGrown = withMargin(eroded, isotropic(2 * radiusMm), image);
  return withMargin(openedAndGrown, isotropic(-radiusMm), image);
}
