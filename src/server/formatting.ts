import type { TextEdit } from 'vscode-languageserver';
import { format } from '../language/format.ts';
import type { PlanDocument } from './plan-document.ts';

/** The canonical layout, as one edit of the lines that differ; none where the text is canonical already. */
export function formatting(document: PlanDocument): TextEdit[] {
  if (document.isBinary) return [];
  const { text } = document;
  const formatted = text.includes('\r\n') ? format(text).replace(/\r?\n/g, '\r\n') : format(text);
  if (formatted === text) return [];
  const start = commonStart(text, formatted);
  const end = commonEnd(text, formatted, start);
  return [
    {
      range: { start: document.positionAt(start), end: document.positionAt(text.length - end) },
      newText: formatted.slice(start, formatted.length - end),
    },
  ];
}

/** Length of the whole lines that both texts begin with. */
function commonStart(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return a.lastIndexOf('\n', i - 1) + 1;
}

/** Length of the whole lines that both texts end with, as far as these are not part of the common start. */
function commonEnd(a: string, b: string, start: number): number {
  const longest = Math.min(a.length, b.length) - start;
  let i = 0;
  while (i < longest && a[a.length - 1 - i] === b[b.length - 1 - i]) i++;
  const lineStart = a.indexOf('\n', a.length - i);
  return lineStart < 0 ? 0 : a.length - lineStart - 1;
}
