import type { Patient, Phantom, Solid } from '../language/generated/ast.ts';
import type { PatientFiles } from './patient-files.ts';
import type { PlanDocument } from './plan-document.ts';
import type { Workspace } from './workspace.ts';

/** Names that may stand after `structure` in a plan: the patient's structure set, or the solids of the phantom that takes its place. */
export async function structureNames(
  plan: PlanDocument,
  workspace: Workspace,
  files: PatientFiles,
): Promise<readonly string[]> {
  const { scope } = workspace.inspectionOf(plan);
  const patient = [...scope.names.values()].find(({ sort }) => sort === 'patient')?.node as Patient | undefined;
  for (const part of patient?.parts ?? []) {
    if (part.$type !== 'Structures' || part.source?.$type !== 'PhantomSource') continue;
    const phantom = scope.names.get(part.source.phantom);
    if (phantom?.sort !== 'phantom') return [];
    const solids = (phantom.node as Phantom).parts.filter((solid): solid is Solid => solid.$type === 'Solid');
    return solids.flatMap(({ name }) => name ?? []);
  }
  return (await files.structureNamesOf(plan)) ?? [];
}
