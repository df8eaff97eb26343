import type { AstNode } from 'langium';
import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver';
import type * as ast from '../language/generated/ast.ts';
import type { PlanDocument } from './plan-document.ts';
import { rangeOf, textOf } from '../language/source.ts';
import { rangeOf as protocolRange } from './locations.ts';

/** The outline: one symbol a statement, with what it declares or asks for below it. */
export function symbols(document: PlanDocument): DocumentSymbol[] {
  return symbolsOf(document.source.tree.statements);
}

interface Entry {
  readonly name: string | undefined;
  readonly kind: SymbolKind;
  readonly detail?: string;
  /** Property of the node that holds the name, for the selection. */
  readonly at?: string;
  readonly parts?: readonly AstNode[];
}

function symbolsOf(nodes: readonly AstNode[]): DocumentSymbol[] {
  return nodes.flatMap((node): DocumentSymbol[] => {
    const entry = entryOf(node as ast.Statement | ast.PatientPart | Part);
    if (!entry?.name) return [];
    const range = protocolRange(rangeOf(node));
    return [
      {
        name: entry.name,
        kind: entry.kind,
        detail: entry.detail,
        range,
        selectionRange: entry.at ? protocolRange(rangeOf(node, entry.at)) : range,
        children: symbolsOf(entry.parts ?? []),
      },
    ];
  });
}

type Part =
  | ast.Image
  | ast.Fact
  | ast.Solid
  | ast.Phase
  | ast.Prescription
  | ast.Goal
  | ast.Beam
  | ast.Arc
  | ast.Arrange
  | ast.PatientGroup;

function entryOf(node: ast.Statement | ast.PatientPart | Part): Entry | undefined {
  const text = (part: AstNode | undefined): string => (part ? textOf(part) : '');
  switch (node.$type) {
    case 'PlanHeader':
      return { name: node.title?.trim() || 'plan', kind: SymbolKind.File, detail: 'plan', at: 'title' };
    case 'Patient':
      return { name: node.name, kind: SymbolKind.Object, detail: 'patient', at: 'name', parts: node.parts };
    case 'Images':
      return { name: 'images', kind: SymbolKind.Namespace, parts: node.images };
    case 'Image':
      return { name: node.name, kind: SymbolKind.Variable, detail: text(node.source), at: 'name' };
    case 'Facts':
      return { name: node.level, kind: SymbolKind.Namespace, parts: node.facts };
    case 'Fact':
      return { name: node.name, kind: SymbolKind.Property, at: 'name' };
    case 'Phantom':
      return { name: node.name, kind: SymbolKind.Object, detail: 'phantom', at: 'name', parts: node.parts };
    case 'Solid':
      return { name: node.name, kind: SymbolKind.Struct, detail: text(node.shape), at: 'name' };
    case 'Tissue':
      return { name: node.name, kind: SymbolKind.Class, detail: 'tissue', at: 'name' };
    case 'Organ':
    case 'Target':
      return {
        name: node.name,
        kind: SymbolKind.Field,
        detail: `${node.$type.toLowerCase()} = ${text(node.expression)}`,
        at: 'name',
      };
    case 'Subtarget':
      return { name: node.name, kind: SymbolKind.Field, detail: `subtarget of ${node.parent ?? ''}`, at: 'name' };
    case 'Protocol':
      return { name: node.name, kind: SymbolKind.Class, detail: 'protocol', at: 'name', parts: node.parts };
    case 'PatientGroup':
      return {
        name: node.name,
        kind: SymbolKind.EnumMember,
        detail: node.otherwise ? 'otherwise' : text(node.condition),
        at: 'name',
        parts: node.parts,
      };
    case 'Let':
      return { name: node.name, kind: SymbolKind.Constant, detail: text(node.value), at: 'name' };
    case 'Schedule':
      return {
        name: 'schedule',
        kind: SymbolKind.Event,
        detail: node.fractions ? `${node.fractions} fractions` : undefined,
        parts: node.parts,
      };
    case 'Phase':
      return {
        name: node.name,
        kind: SymbolKind.Event,
        detail: `phase, ${node.fractions ?? '?'} fractions`,
        at: 'name',
        parts: node.parts,
      };
    case 'Prescription':
      return { name: node.region, kind: SymbolKind.Number, detail: text(node.dose), at: 'region' };
    case 'Beams':
      return {
        name: ['beams', node.phase && `in ${node.phase}`, node.region && `for ${node.region}`]
          .filter(Boolean)
          .join(' '),
        kind: SymbolKind.Array,
        detail: node.modality,
        parts: node.parts,
      };
    case 'Beam':
      return { name: node.name, kind: SymbolKind.Method, detail: 'beam', at: 'name' };
    case 'Arc':
      return { name: node.name, kind: SymbolKind.Method, detail: 'arc', at: 'name' };
    case 'Arrange':
      return { name: `${node.count} beams`, kind: SymbolKind.Array, detail: `every ${text(node.step)}` };
    case 'Goals':
      return { name: 'goals', kind: SymbolKind.Boolean, parts: node.goals };
    case 'Goal': {
      const limit = `${text(node.metric)} ${node.comparison ?? ''} ${text(node.limit)}`;
      return { name: node.region, kind: SymbolKind.Boolean, detail: limit, at: 'region' };
    }
    case 'Compute':
      return { name: 'compute', kind: SymbolKind.Namespace };
    case 'Optimise':
      return { name: 'optimise', kind: SymbolKind.Namespace };
    case 'Baseline':
      return { name: node.name, kind: SymbolKind.Class, detail: `baseline from ${node.base ?? ''}`, at: 'name' };
    case 'Test':
      return { name: node.title?.trim() || 'test', kind: SymbolKind.Boolean, detail: 'test', at: 'title' };
    case 'Later':
      return { name: node.word, kind: SymbolKind.Null, detail: 'not computed yet', at: 'word' };
    default:
      return undefined;
  }
}
