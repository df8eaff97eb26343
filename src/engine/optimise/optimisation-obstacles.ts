import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { Plan } from '../../plan/plan.ts';
import { withEffectiveDoses } from '../effective-prescriptions.ts';
import type { Graph } from '../graph/graph.ts';
import { evidenceOf } from '../outcome/complications.ts';
import type { Scene } from '../prepare.ts';
import { regionSampler } from '../region-samples.ts';
import { partsOfPPlus } from './p-plus-objective.ts';

/** Why no beams can be looked for, which is known before the search: a rule that gives no dose, or a P+ that is to be great and cannot be worked out. */
export function optimisationObstacles(plan: Plan, scene: Scene, graph: Graph): Diagnostic[] {
  const samples = regionSampler(scene, graph);
  const ofRules = withEffectiveDoses(plan, scene, { samples, graph }).diagnostics.filter(
    ({ severity }) => severity === 'error',
  );
  const { maximise } = plan.schedule;
  const pPlus = maximise && partsOfPPlus(plan, evidenceOf(plan), { scene, samples, graph });
  return typeof pPlus === 'string'
    ? [...ofRules, diagnostic('RT4208', maximise!.at, `There is no P+ to make great: ${pPlus}.`)]
    : ofRules;
}
