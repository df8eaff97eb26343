import { materialTable } from '../evidence/materials.ts';
import { withSpacing } from '../patient/grid.ts';
import { mediumOnto } from '../patient/medium-onto.ts';
import type { Scene } from './prepare.ts';

/**
 * The scene on a coarser dose grid, mm: the same beams where they are, in a medium whose mass is kept. What has been found of the plan's geometry on its
 * own grid holds for both.
 */
export function coarserScene(scene: Scene, gridMm: number): Scene {
  const { medium } = scene;
  if (medium.grid.spacingMm.every((spacing) => spacing === gridMm)) return scene;
  const air = materialTable.find((row) => row.material === 'air')!.densityGPerCm3;
  return { ...scene, medium: mediumOnto(medium, withSpacing(medium.grid, gridMm), air) };
}
