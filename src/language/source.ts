import { type AstNode, AstUtils, GrammarUtils } from 'langium';
import type { SourceRange } from '../plan/source-range.ts';
import type { TextFinding } from './findings.ts';
import type { PlanFile } from './generated/ast.ts';
import { parse } from './parse.ts';

/** One text, read. */
export interface Source {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly tree: PlanFile;
  readonly findings: readonly TextFinding[];
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
}

const sourceOfTree = new WeakMap<AstNode, Source>();

export function readSource(file: string, text: string): Source {
  const { tree, findings } = parse(text);
  const lineStarts = [0];
  // As editors count: a lone carriage return ends a line too.
  for (const { index, 0: ending } of text.matchAll(/\r\n|\n|\r/g)) lineStarts.push(index + ending.length);
  const source: Source = { file, text, tree, findings, lineStarts };
  sourceOfTree.set(tree, source);
  return source;
}

export function sourceOf(node: AstNode): Source {
  const source = sourceOfTree.get(AstUtils.findRootNode(node));
  if (!source) throw new Error('a syntax tree that readSource did not make');
  return source;
}

export function rangeBetween(source: Source, start: number, end: number): SourceRange {
  return { file: source.file, start: positionAt(source, start), end: positionAt(source, end) };
}

/** Where a node stands, or one of its properties (the `index`-th of a list), or the whole node where the property is absent. */
export function rangeOf(node: AstNode, property?: string, index?: number): SourceRange {
  const span = spanOf(node, property, index);
  return rangeBetween(sourceOf(node), span.start, span.end);
}

export function spanOf(node: AstNode, property?: string, index?: number): { start: number; end: number } {
  const part = property === undefined ? undefined : GrammarUtils.findNodeForProperty(node.$cstNode, property, index);
  const cst = part ?? node.$cstNode ?? node.$container?.$cstNode;
  return cst ? { start: cst.offset, end: cst.end } : { start: 0, end: 0 };
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
