import type { AstNode } from 'langium';
import type { RegionExpression } from '../plan/plan.ts';
import { type Context, replace, report, scopeAt, solidsOf } from './context.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import type { Patient } from './generated/ast.ts';
import { rangeOf } from './source.ts';

/** A structure of the patient, by its name. A phantom's structures are known here; those of a file are checked when the file is read. */
export function structureExpression(
  context: Context,
  node: AstNode,
  property: string,
  name: string,
): RegionExpression | undefined {
  const range = rangeOf(node, property);
  const patient = patientOf(context);
  if (!patient) return { kind: 'structure', name, at: range };
  const structures = patient.parts.find((part) => part.$type === 'Structures');
  if (!structures) {
    return report(
      context,
      'RT1012',
      range,
      `The patient ${patient.name} has no structure set to take "${name}" from. Add "structures = dicom …" or "structures = phantom …".`,
    );
  }
  if (structures.source?.$type === 'PhantomSource') {
    const phantom = scopeAt(context, structures).names.get(structures.source.phantom);
    if (phantom?.sort === 'phantom' && !solidsOf(phantom).has(name)) {
      const solids = [...solidsOf(phantom).keys()];
      const near = didYouMean(name, solids);
      const message = `The phantom ${phantom.name} has no solid "${name}"${near ? `: "${near}"?` : `. It has ${solids.join(', ')}.`}`;
      return report(
        context,
        'RT1008',
        range,
        message,
        near ? { fixes: [replace(`Write "${near}"`, range, `"${near}"`)] } : undefined,
      );
    }
  }
  return { kind: 'structure', name, at: range };
}

/** The patient of the plan: its own, or an imported one. */
export function patientOf(context: Context): Patient | undefined {
  const own = context.entry.statements.find((statement) => statement.$type === 'Patient');
  if (own) return own;
  for (const { sort, node } of context.scopes.get(context.entry)?.names.values() ?? [])
    if (sort === 'patient') return node as Patient;
  return undefined;
}
