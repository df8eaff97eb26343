import type { Diagnostic } from '../../plan/diagnostic.ts';
import type { Plan } from '../../plan/plan.ts';
import { breath } from '../breath.ts';
import { withEffectiveDoses } from '../effective-prescriptions.ts';
import type { Graph } from '../graph/graph.ts';
import type { Scene } from '../prepare.ts';
import { regionSampler } from '../region-samples.ts';
import { boostFindings } from './boost-findings.ts';
import { prescriptionFindings } from './prescription-findings.ts';

/** What of prescription and goals no beams can give, which is known before they are looked for: doses beyond what a goal allows in the same place, and boosts that rise too steeply. */
export async function wantedFindings(
  plan: Plan,
  scene: Scene,
  { graph, signal }: { readonly graph: Graph; readonly signal: AbortSignal },
): Promise<Diagnostic[]> {
  // A plan that is judged by other truths has its dose, and no beams.
  if (!plan.optimise || plan.beamGroups.length === 0 || scene.beams.flat().length === 0) return [];
  await breath(signal);
  const hasRules = scene.prescriptions.flat().some(({ rule }) => rule?.kind === 'isoeffective');
  // What an isoeffective dose is said of itself is said where it is prescribed, on the dose grid of the plan.
  const known = hasRules
    ? withEffectiveDoses(plan, scene, { samples: regionSampler(scene, graph), graph }).scene
    : scene;
  const found = prescriptionFindings(plan, known, graph);
  await breath(signal);
  return [...found, ...boostFindings(known, graph)];
}
