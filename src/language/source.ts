import { type AstNode, AstUtils, type CstNode, CstUtils, GrammarAST, isCompositeCstNode } from 'langium';
import type { SourceRange } from '../plan/source-range.ts';
import type { TextFinding } from './findings.ts';
import type { PlanFile } from './generated/ast.ts';
import { parse, type ParsedPiece } from './parse.ts';

/** One text, read. */
export interface Source {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly tree: PlanFile;
  readonly findings: readonly TextFinding[];
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
  readonly pieces: readonly ParsedPiece[];
}

interface Place {
  readonly source: Source;
  /** Where the piece stands whose tree this is the root of. */
  readonly start: number;
}

const placeOfRoot = new WeakMap<AstNode, Place>();

/**
 * Reads a text. What of an earlier reading still stands in it is taken over: such nodes belong to the new source from then on, and the earlier
 * one must not be asked for the places of its nodes any more.
 */
export function readSource(file: string, text: string, earlier?: Source): Source {
  const { tree, findings, pieces } = parse(text, earlier?.pieces);
  const source: Source = { file, text, tree, findings, lineStarts: lineStartsOf(text), pieces };
  placeOfRoot.set(tree, { source, start: 0 });
  for (const { tree: root, start } of pieces) placeOfRoot.set(root, { source, start });
  return source;
}

/** As editors count: a lone carriage return ends a line too. */
function lineStartsOf(text: string): number[] {
  const starts = [0];
  const hasReturns = text.includes('\r');
  if (hasReturns) for (const { index, 0: ending } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + ending.length);
  else for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function placeOf(node: AstNode): Place {
  const place = placeOfRoot.get(AstUtils.findRootNode(node));
  if (!place) throw new Error('a syntax tree that readSource did not make');
  return place;
}

export function sourceOf(node: AstNode): Source {
  return placeOf(node).source;
}

export function rangeBetween(source: Source, start: number, end: number): SourceRange {
  return { file: source.file, start: positionAt(source, start), end: positionAt(source, end) };
}

/** Where a node stands, or one of its properties (the `index`-th of a list), or the whole node where the property is absent. */
export function rangeOf(node: AstNode, property?: string, index?: number): SourceRange {
  const span = spanOf(node, property, index);
  return rangeBetween(sourceOf(node), span.start, span.end);
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export function spanOf(node: AstNode, property?: string, index = 0): Span {
  const own = spansInPiece(node);
  const part = property === undefined ? undefined : propertySpan(node, own, property, index);
  return placed(node, part ?? own.whole);
}

/** Where a property of a node stands (the `index`-th of a list); nothing where the text does not have it. */
export function spanOfProperty(node: AstNode, property: string, index = 0): Span | undefined {
  const part = propertySpan(node, spansInPiece(node), property, index);
  return part && placed(node, part);
}

export function spansOfProperty(node: AstNode, property: string): Span[] {
  return propertyNodes(node, property).map((part) => placed(node, spanOfText(part)));
}

/** The node to which the text at an offset belongs. */
export function nodeAt(source: Source, offset: number): AstNode | undefined {
  const piece = source.pieces.findLast(({ start }) => start <= offset);
  const root = piece?.tree.$cstNode;
  return root && CstUtils.findLeafNodeAtOffset(root, offset - piece.start)?.astNode;
}

/** Places that were asked for of a node, from the beginning of its piece: they stay when the piece is taken over, and most are asked for again. */
interface KnownSpans {
  readonly whole: Span;
  readonly properties: Map<string, Span | undefined>;
}

const knownSpans = new WeakMap<AstNode, KnownSpans>();

function spansInPiece(node: AstNode): KnownSpans {
  let known = knownSpans.get(node);
  if (!known) {
    const cst = node.$cstNode ?? node.$container?.$cstNode;
    known = { whole: cst ? spanOfText(cst) : nowhere, properties: new Map() };
    knownSpans.set(node, known);
  }
  return known;
}

function propertySpan(node: AstNode, { properties }: KnownSpans, property: string, index: number): Span | undefined {
  const key = index === 0 ? property : `${property} ${index}`;
  if (properties.has(key)) return properties.get(key);
  const part = propertyNodes(node, property, index).at(-1);
  const span = part && spanOfText(part);
  properties.set(key, span);
  return span;
}

function spanOfText({ offset, end }: CstNode): Span {
  return { start: offset, end };
}

const nowhere: Span = { start: 0, end: 0 };

function placed(node: AstNode, span: Span): Span {
  const { start } = placeOf(node);
  return start === 0 || span === nowhere ? span : { start: span.start + start, end: span.end + start };
}

/** What stands for a property in the text of its node, in order, as far as the `last`-th. */
function propertyNodes(node: AstNode, property: string, last = Infinity): CstNode[] {
  const found: CstNode[] = [];
  if (node.$cstNode) collect(node.$cstNode);
  return found;

  function collect(cst: CstNode): void {
    // Text of other nodes inside of this one is theirs.
    if (!isCompositeCstNode(cst) || cst.astNode !== node.$cstNode!.astNode) return;
    for (const part of cst.content) {
      if (found.length > last) return;
      if (featureOf(part.grammarSource) === property) found.push(part);
      else collect(part);
    }
  }
}

const features = new WeakMap<AstNode, string | false>();

/** The property that an element of the grammar fills. */
function featureOf(element: AstNode | undefined): string | undefined {
  if (!element) return undefined;
  let feature = features.get(element);
  if (feature === undefined) {
    feature = AstUtils.getContainerOfType(element, GrammarAST.isAssignment)?.feature ?? false;
    features.set(element, feature);
  }
  return feature || undefined;
}

/** The text of a node, with its white space made single. */
export function textOf(node: AstNode): string {
  const { start, end } = spanOf(node);
  return sourceOf(node)
    .text.slice(start, end)
    .replace(/\/\/[^\n]*/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether the text of a statement has a syntax error, so that nothing more should be said of it. */
export function isBroken(node: AstNode): boolean {
  const source = sourceOf(node);
  if (source.findings.length === 0) return false;
  const { start, end } = spanOf(node);
  const lineEnd = source.text.indexOf('\n', end);
  const limit = lineEnd < 0 ? source.text.length : lineEnd;
  return source.findings.some((finding) => finding.start >= start && finding.start <= limit);
}

/** Whether a block may lack something only because a statement of it could not be read. */
export function mayLackParts(node: AstNode): boolean {
  if (isBroken(node)) return true;
  const { parts = [], properties = [] } = node as { parts?: AstNode[]; properties?: AstNode[] };
  return [...parts, ...properties].some((part) => part.$type === 'Unknown');
}

export function positionAt({ lineStarts }: Source, offset: number): SourceRange['start'] {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStarts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - lineStarts[low] };
}
