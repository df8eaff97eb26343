import { materialTable } from '../evidence/materials.ts';
import { withSpacing } from '../patient/grid.ts';
import { mediumOnto } from '../patient/medium-onto.ts';
import { contentHash } from './graph/content-hash.ts';
import { type Graph, stepKey } from './graph/graph.ts';
import type { Scene } from './prepare.ts';

/**
 * The scene on a coarser dose grid, mm: the same beams where they are, in a medium whose mass is kept. What has been found of the plan's geometry on its
 * own grid holds for both.
 */
export function coarserScene(scene: Scene, gridMm: number, graph: Graph): Scene {
  const { medium, hashes } = scene;
  if (medium.grid.spacingMm.every((spacing) => spacing === gridMm)) return scene;
  const coarser = graph.step(stepKey('coarser medium', hashes.medium, gridMm), () => {
    const air = materialTable.find((row) => row.material === 'air')!.densityGPerCm3;
    const made = mediumOnto(medium, withSpacing(medium.grid, gridMm), air);
    return { medium: made, hash: contentHash(made) };
  });
  return { ...scene, medium: coarser.medium, hashes: { ...hashes, medium: coarser.hash } };
}
