/** Where something stands in a plan file. Lines and characters are 0-based, as in the language-server protocol; `end` is exclusive. */
export interface SourceRange {
  /** Absolute path, or a `std:` name for a standard module. */
  readonly file: string;
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export function sameRange(a: SourceRange, b: SourceRange): boolean {
  return (
    a.file === b.file &&
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}

/** Where what is said of a whole file or folder stands. */
export function startOfFile(file: string): SourceRange {
  const start = { line: 0, character: 0 };
  return { file, start, end: start };
}
