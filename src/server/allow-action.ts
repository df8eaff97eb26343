import type { AstNode, CstNode } from 'langium';
import { isCompositeCstNode } from 'langium';
import { allowableCodes } from '../language/read-allows.ts';
import { nodeAt, spanOf } from '../language/source.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { PlanDocument } from './plan-document.ts';

/** An `allow` for a finding, as text to insert. It has no reason yet, and counts for nothing until somebody writes one. */
export interface AllowEdit {
  readonly title: string;
  /** Where it goes, offset. */
  readonly at: number;
  readonly newText: string;
  /** Of the place between its quotes, in the inserted text. */
  readonly reasonAt: number;
}

/** For warnings and information; in the innermost block around the finding, above the statement that has it. */
export function allowEdit(document: PlanDocument, { code, severity, range }: Diagnostic): AllowEdit | undefined {
  if (severity === 'error' || severity === 'hint' || !allowableCodes.some((one) => one === code)) return undefined;
  const offset = document.offsetAt(range.start);
  const node = nodeAt(document.source, offset);
  if (!node) return undefined;
  const statement = `allow ${code} because ""`;
  const { text } = document;
  const edit = (title: string, at: number, before: string, after: string): AllowEdit => ({
    title,
    at,
    newText: before + statement + after,
    reasonAt: before.length + statement.length - 1,
  });
  const block = blockAround(node, offset);
  const here = `Allow ${code} here because …`;
  if (!block) {
    const { start } = spanOf(statementIn(node, undefined));
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    return edit(`Allow ${code} in this file because …`, lineStart, '', '\n');
  }
  const { brace, owner } = block;
  const headLine = text.lastIndexOf('\n', brace) + 1;
  const [indent] = /^[ \t]*/.exec(text.slice(headLine))!;
  const child = node === owner || offset <= brace ? undefined : statementIn(node, owner);
  const lineStart = child ? text.lastIndexOf('\n', spanOf(child).start - 1) + 1 : text.indexOf('\n', brace) + 1;
  // The block stands on one line, or its first statement on that of its brace: a statement has a line for itself.
  const isOneLine = lineStart <= brace || !text.slice(brace, spanOf(owner).end).includes('\n');
  if (isOneLine) return edit(here, brace + 1, `\n${indent}  `, `\n${indent} `);
  const [own] = /^[ \t]*/.exec(text.slice(lineStart))!;
  return edit(here, lineStart, own.length > indent.length ? own : `${indent}  `, '\n');
}

/** The innermost block that an offset belongs to, by its braces or its head, and where its opening brace stands. */
function blockAround(node: AstNode, offset: number): { owner: AstNode; brace: number } | undefined {
  for (let owner: AstNode | undefined = node; owner; owner = owner.$container) {
    const inPiece = owner.$cstNode && braceOf(owner.$cstNode, owner);
    if (inPiece === undefined) continue;
    const { start, end } = spanOf(owner);
    const brace = start + inPiece - owner.$cstNode!.offset;
    if (offset >= start && offset < end) return { owner, brace };
  }
  return undefined;
}

/** Where a node's own opening brace stands, counted as its syntax tree does. */
function braceOf(cst: CstNode, owner: AstNode): number | undefined {
  if (!isCompositeCstNode(cst)) return cst.text === '{' ? cst.offset : undefined;
  if (cst.astNode !== owner) return undefined;
  for (const part of cst.content) {
    const found = braceOf(part, owner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The statement of a block, or of the file, that a node belongs to. */
function statementIn(node: AstNode, owner: AstNode | undefined): AstNode {
  let statement = node;
  while (statement.$container && statement.$container !== owner && statement.$container.$type !== 'PlanFile')
    statement = statement.$container;
  return statement;
}
