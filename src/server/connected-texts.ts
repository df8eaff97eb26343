import { sourceOf, type Source } from '../language/source.ts';
import type { PlanDocument } from './plan-document.ts';
import type { Workspace } from './workspace.ts';

/**
 * The texts that are read together with a plan: what it imports, the open plans that import it, and what those import. Facts of a patient and phases of
 * a protocol's schedules mean the same in all of them.
 */
export function connectedTexts(plan: PlanDocument, workspace: Workspace): readonly Source[] {
  const found = new Map<string, Source>([[plan.file, plan.source]]);
  for (const open of workspace.plans()) {
    const together = textsOf(open, workspace);
    if (open !== plan && !together.some(({ file }) => file === plan.file)) continue;
    for (const source of together)
      found.set(source.file, workspace.planOfFile(source.file)?.source ?? found.get(source.file) ?? source);
  }
  return [...found.values()];
}

/** A plan's own text, and those that names visible in it are declared in. */
function textsOf(plan: PlanDocument, workspace: Workspace): Source[] {
  const { names } = workspace.inspectionOf(plan).scope;
  return [plan.source, ...[...names.values()].flatMap(({ node }) => (node ? [sourceOf(node)] : []))];
}
