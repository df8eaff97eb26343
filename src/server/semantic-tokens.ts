import { SemanticTokensBuilder, SemanticTokenTypes, type SemanticTokens } from 'vscode-languageserver';
import type { Scope } from '../language/scope.ts';
import { namesIn, type NameInText } from './names.ts';
import type { PlanDocument } from './plan-document.ts';
import type { Workspace } from './workspace.ts';

const types = [
  SemanticTokenTypes.variable,
  SemanticTokenTypes.class,
  SemanticTokenTypes.property,
  SemanticTokenTypes.parameter,
  SemanticTokenTypes.struct,
] as const;
type Type = (typeof types)[number];
const declarationModifier = 1;

export const semanticTokensLegend = { tokenTypes: [...types], tokenModifiers: ['declaration'] };

/** Colours names by what they stand for, which the editor's own grammar cannot know. */
export function semanticTokens(document: PlanDocument, workspace: Workspace): SemanticTokens {
  const { scope } = workspace.inspectionOf(document);
  const builder = new SemanticTokensBuilder();
  for (const name of namesIn(document.source)) {
    const type = name.quoted ? undefined : typeOf(name, scope);
    if (!type) continue;
    const { line, character } = document.positionAt(name.start);
    const modifiers = name.declares ? declarationModifier : 0;
    builder.push(line, character, name.end - name.start, types.indexOf(type), modifiers);
  }
  return builder.build();
}

function typeOf({ key }: NameInText, scope: Scope): Type | undefined {
  if (key.includes('/')) return SemanticTokenTypes.struct;
  if (key.startsWith('std.')) return SemanticTokenTypes.class;
  switch (scope.names.get(key)?.sort) {
    case 'region':
      return SemanticTokenTypes.variable;
    case 'image':
      return SemanticTokenTypes.property;
    case 'let':
      return SemanticTokenTypes.parameter;
    case 'phantom':
    case 'patient':
      return SemanticTokenTypes.struct;
    case 'tissue':
    case 'machine':
    case 'curve':
    case 'constraints':
    case 'protocol':
    case 'rule':
    case 'baseline':
      return SemanticTokenTypes.class;
    case undefined:
      return undefined;
  }
}
