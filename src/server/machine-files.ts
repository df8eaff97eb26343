import { dirname, isAbsolute } from 'node:path';
import { loadMachines } from '../engine/load-machines.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { PlanDocument } from './plan-document.ts';
import type { Workspace } from './workspace.ts';

/** What is wrong with the machine files that a plan names, while it is written. Nothing is read in an untrusted workspace. */
export async function machineFileFindings(plan: PlanDocument, workspace: Workspace): Promise<readonly Diagnostic[]> {
  if (!workspace.trusted || !isAbsolute(plan.file) || !plan.uri.startsWith('file:')) return [];
  const resolved = workspace.inspectionOf(plan).plan;
  if (!resolved) return [];
  const { diagnostics } = await loadMachines(resolved, dirname(plan.file));
  return diagnostics;
}
