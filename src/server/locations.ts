import { URI } from 'langium';
import type { Range } from 'vscode-languageserver';
import type { SourceRange } from '../plan/source-range.ts';

/** The path by which the language knows a document: its file, or for one that is not saved yet the name that the editor gave it. */
export function fileOf(uri: string): string {
  return URI.parse(uri).fsPath;
}

/** The URI of a file; undefined for the standard modules, which are in no file. */
export function uriOf(file: string): string | undefined {
  return file.startsWith('std') ? undefined : URI.file(file).toString();
}

export function rangeOf({ start, end }: SourceRange): Range {
  return { start: { ...start }, end: { ...end } };
}

export function contains(
  range: Range,
  { line, character }: { readonly line: number; readonly character: number },
): boolean {
  const { start, end } = range;
  const isAfterStart = line > start.line || (line === start.line && character >= start.character);
  const isBeforeEnd = line < end.line || (line === end.line && character <= end.character);
  return isAfterStart && isBeforeEnd;
}

export function overlaps(a: Range, b: Range): boolean {
  return contains(a, b.start) || contains(b, a.start);
}
