import type { Position } from 'vscode-languageserver';
import { courseOf } from '../../src/language/goal-citation.ts';
import { completion, type CompletionContext } from '../../src/server/completion.ts';
import type { PlanDocument } from '../../src/server/plan-document.ts';
import type { Workspace } from '../../src/server/workspace.ts';

/** Completions as an editor asks for them; of structures and beams nothing is known but what is given. */
export function completionsAt(
  {
    plan,
    workspace,
    cursor,
  }: { readonly plan: PlanDocument; readonly workspace: Workspace; readonly cursor: Position },
  known: Partial<Pick<CompletionContext, 'structureNames' | 'beamNames' | 'snippets'>> = {},
): ReturnType<typeof completion> {
  const inspection = workspace.inspectionOf(plan);
  return completion(plan, cursor, {
    scope: inspection.scope,
    evidence: inspection.evidence,
    course: () => courseOf(inspection.source.tree, inspection.plan),
    structureNames: () => Promise.resolve([]),
    beamNames: () => Promise.resolve([]),
    found: () => inspection.diagnostics,
    snippets: true,
    ...known,
  });
}

/** The same in the order in which an editor shows them. */
export async function completionsShownAt(...asked: Parameters<typeof completionsAt>): ReturnType<typeof completion> {
  const found = await completionsAt(...asked);
  return [...found].sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1));
}
