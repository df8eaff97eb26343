import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position, Range } from 'vscode-languageserver';
import type { PlanDocument } from '../../src/server/plan-document.ts';
import { createWorkspace, type Workspace } from '../../src/server/workspace.ts';

/** A text opened in a workspace, with its marks: `<|>` is the cursor, `<|` and `|>` enclose ranges. */
export interface Marked {
  readonly workspace: Workspace;
  readonly plan: PlanDocument;
  readonly text: string;
  readonly cursor: Position;
  readonly ranges: readonly Range[];
}

/** Opens a marked text as `/plans/plan.rtplan`; `others` are open beside it, by their name in the same folder. */
export function open(marked: string, others: Readonly<Record<string, string>> = {}): Marked {
  const workspace = createWorkspace();
  for (const [name, text] of Object.entries(others)) openText(workspace, name, text);
  const { text, cursor, ranges } = unmark(marked);
  const document = openText(workspace, 'plan.rtplan', text);
  const at = (offset: number): Position => document.positionAt(offset);
  return {
    workspace,
    plan: workspace.plan(document.uri)!,
    text,
    cursor: at(cursor ?? ranges[0]?.start ?? 0),
    ranges: ranges.map(({ start, end }) => ({ start: at(start), end: at(end) })),
  };
}

export function openText(workspace: Workspace, name: string, text: string): TextDocument {
  const document = TextDocument.create(`file:///plans/${name}`, 'rtplan', 1, text);
  workspace.open(document);
  return document;
}

/** The text of a range, as `line:from-to` and its words, for messages a person can read. */
export function rangeText(text: string, { start, end }: Range): string {
  const document = TextDocument.create('file:///x', 'rtplan', 1, text);
  return `${start.line + 1}:${start.character + 1} ${document.getText({ start, end })}`;
}

/** The lines of a text without the indentation that they have in common. */
export function plain(text: string): string {
  const lines = text
    .replace(/^\n/, '')
    .replace(/\n\s*$/, '\n')
    .split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(indent)).join('\n');
}

function unmark(marked: string): { text: string; cursor?: number; ranges: { start: number; end: number }[] } {
  const ranges: { start: number; end: number }[] = [];
  let text = '';
  let cursor: number | undefined;
  const open: number[] = [];
  for (const part of marked.split(/(<\|>|<\||\|>)/)) {
    if (part === '<|>') cursor = text.length;
    else if (part === '<|') open.push(text.length);
    else if (part === '|>') ranges.push({ start: open.pop()!, end: text.length });
    else text += part;
  }
  return { text, cursor, ranges };
}
