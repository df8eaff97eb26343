import { AstUtils, type AstNode } from 'langium';
import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import type { Inspection } from '../language/analyse.ts';
import { isAllow, type Goal, type Quantity as QuantityNode } from '../language/generated/ast.ts';
import { nodeAt, spanOf } from '../language/source.ts';
import type { Token } from '../language/tokens.ts';
import type { CatalogueEntry, Diagnostic } from '../plan/diagnostic.ts';
import { catalogue } from '../plan/diagnostics/catalogue.ts';
import type { Suppressed } from '../plan/suppression.ts';
import { quantity, quantityInWords } from '../units/quantity.ts';
import { kindInWords, unitNamed } from '../units/units.ts';
import { possibleAt } from './completion-grammar.ts';
import { effectiveValue } from './effective-values.ts';
import { describeAllow } from './hover-allow.ts';
import { describeComplication } from './hover-complication.ts';
import { describeCitation } from './hover-citation.ts';
import { againstProtocol } from './hover-protocol.ts';
import { describeName } from './hover-names.ts';
import { keywordHelp, metricHelp } from './keyword-help.ts';
import { contains, rangeOf } from './locations.ts';
import { factOf, nameAt } from './names.ts';
import type { PatientFiles } from './patient-files.ts';
import type { PlanDocument } from './plan-document.ts';
import type { ProvidedFiles } from './provided-files.ts';
import type { Workspace } from './workspace.ts';

export interface HoverContext {
  readonly workspace: Workspace;
  readonly files: PatientFiles;
  readonly provided: ProvidedFiles;
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
}

/** What stands at a place: its effective value, its default and where that comes from, and what the findings there mean. */
export async function hover(plan: PlanDocument, position: Position, context: HoverContext): Promise<Hover | null> {
  const offset = plan.offsetAt(position);
  const token = plan
    .tokensOfLineAt(offset)
    .find(
      ({ startOffset, image, tokenType }) =>
        tokenType.name !== 'NL' && startOffset <= offset && offset <= startOffset + image.length,
    );
  if (!token || token.tokenType.name === 'COMMENT') return explained(plan, position, context, undefined, undefined);
  return explained(plan, position, context, token, await described(plan, offset, token, context));
}

function explained(
  plan: PlanDocument,
  position: Position,
  { diagnostics }: HoverContext,
  token: Token | undefined,
  description: string | undefined,
): Hover | null {
  const explanations = diagnostics
    .filter(({ range }) => range.file === plan.file && contains(rangeOf(range), position))
    .map(({ code }) => explanationOf(code));
  const sections = [description, ...new Set(explanations)].filter((section) => section !== undefined);
  if (sections.length === 0) return null;
  return {
    contents: { kind: MarkupKind.Markdown, value: sections.join('\n\n---\n\n') },
    ...(token && description
      ? {
          range: {
            start: plan.positionAt(token.startOffset),
            end: plan.positionAt(token.startOffset + token.image.length),
          },
        }
      : {}),
  };
}

async function described(
  plan: PlanDocument,
  offset: number,
  token: Token,
  { workspace, files, provided, suppressed }: HoverContext,
): Promise<string | undefined> {
  const inspection = workspace.inspectionOf(plan);
  const citing = citationAt(plan, token);
  const name = nameAt(plan.source, offset);
  const node = nodeAt(plan.source, token.startOffset);
  const protocol = node && inspection.plan && againstProtocol(node, inspection.plan);
  if (node && isAllow(node)) {
    const about = token.image === node.code ? explanationOf(node.code) : describeWord(plan, token, node, inspection);
    return joined(about, describeAllow(node, suppressed));
  }
  const citation = citing && describeCitation(citing, inspection);
  if (citation) return joined(citation, protocol);
  if (name) {
    const about = await describeName(name, {
      names: inspection.scope.names,
      plan: inspection.plan,
      evidence: inspection.evidence,
      file: plan.file,
      imageHeaders: async () => (await files.indexOf(plan))?.images,
    });
    // Some facts are words of the language, too: how a molecular one is judged is said with them.
    const help = factOf(name) === undefined ? undefined : describeWord(plan, token, node, inspection);
    if (about) return joined(about, help, protocol);
  }
  if (node?.$type === 'Quantity' && isValue(token)) return joined(describeQuantity(node as QuantityNode), protocol);
  const words = describeWord(plan, token, node, inspection);
  const beams = node && (await provided.beamsInWords(plan, node));
  return joined(words, beams, protocol);
}

function joined(...parts: (string | undefined)[]): string | undefined {
  return parts.filter(Boolean).join('\n\n') || undefined;
}

/** The goal, where the place is in what it cites. */
function citationAt({ source }: PlanDocument, token: Token): Goal | undefined {
  const leaf = nodeAt(source, token.startOffset);
  const goal = leaf && AstUtils.getContainerOfType(leaf, (node): node is Goal => node.$type === 'Goal');
  if (!goal || (!goal.local && !goal.evidence)) return undefined;
  const { start, end } = spanOf(goal, goal.local ? 'text' : 'evidence');
  return token.startOffset >= start && token.startOffset < end ? goal : undefined;
}

function describeWord(
  plan: PlanDocument,
  token: Token,
  node: AstNode | undefined,
  inspection: Inspection,
): string | undefined {
  const { block } = possibleAt(plan.text, token.startOffset);
  const help = metricHelp(token.image) ?? keywordHelp(token.image, block);
  if (help === undefined) return undefined;
  const value = node && inspection.plan && effectiveValue(node, inspection.plan);
  const goal = node && AstUtils.getContainerOfType(node, (of): of is Goal => of.$type === 'Goal');
  const complication = token.image === 'NTCP' && goal ? describeComplication(goal, inspection) : undefined;
  return [help, complication, value].filter(Boolean).join('\n\n');
}

/** `5 cm` is 50 mm; the conversion that the product makes. */
function describeQuantity({ value, unit }: QuantityNode): string | undefined {
  const known = quantity(value, unit);
  if (!known || unit === undefined) return undefined;
  const written = `${value} ${unit}`;
  const inBase = quantityInWords(known);
  const kind = kindInWords(unitNamed(unit)?.kind ?? known.kind);
  return `**${written}**${inBase === written ? '' : ` = ${inBase}`}: ${kind}`;
}

function isValue({ tokenType }: Token): boolean {
  return tokenType.name === 'NUMBER' || tokenType.name === 'UNIT';
}

function explanationOf(code: string): string | undefined {
  const entry: CatalogueEntry | undefined = Object.hasOwn(catalogue, code)
    ? catalogue[code as keyof typeof catalogue]
    : undefined;
  return entry && `**${code}**: ${entry.title}\n\n${entry.explanation}`;
}
