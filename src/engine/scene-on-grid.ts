import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import { coarserScene } from './coarser-scene.ts';
import { withEffectiveDoses } from './effective-prescriptions.ts';
import type { Graph } from './graph/graph.ts';
import type { Scene } from './prepare.ts';
import { regionSampler, type RegionSampler } from './region-samples.ts';

/** A scene that doses can be computed in and judged. */
export interface SceneOnGrid {
  readonly scene: Scene;
  readonly samples: RegionSampler;
  /** What the rules of prescriptions have to say; an error where one gives no dose. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A scene on a dose grid, mm, with samples of its regions (`regionParts` as in `sampleRegion`) and a dose for every prescription that a rule makes. */
export function sceneOnGrid(
  plan: Plan,
  whole: Scene,
  { gridMm, regionParts }: { readonly gridMm: number; readonly regionParts?: number },
  graph: Graph,
): SceneOnGrid {
  const coarser = coarserScene(whole, gridMm, graph);
  const samples = regionSampler(coarser, graph, regionParts);
  return { samples, ...withEffectiveDoses(plan, coarser, { samples, graph }) };
}
