import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../../src/plan/diagnostic.ts';

/** A place that a fixture marks, 0-based. A range that goes on to later lines is marked to the end of its first one. */
export interface Mark {
  readonly code: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** `test/language/diagnostics/CODE/bad.rtplan` or `good.rtplan`; undefined where there is none. */
export function diagnosticFixture(code: string, which: 'bad' | 'good'): { file: string; text: string } | undefined {
  const file = fileURLToPath(new URL(`../language/diagnostics/${code}/${which}.rtplan`, import.meta.url));
  return existsSync(file) ? { file, text: readFileSync(file, 'utf8') } : undefined;
}

/**
 * Marks of a fixture: a comment line under the marked text, with carets below it and the code behind them. A range that begins at the left edge,
 * where the slashes stand, has a `<` before its carets. Several marks may follow one line of text.
 *
 *   target GTV = structure "GTW"
 *   //           ^^^^^^^^^^^^^^^ RT3010
 *
 *   patient P {
 *   //<^^^^^^ RT3040
 */
export function marksIn(text: string): Mark[] {
  const lines = text.split('\n');
  let marked = 0;
  return lines.flatMap((line, n): Mark[] => {
    const mark = /^\s*\/\/(?<edge><)?\s*(?<carets>\^+)\s*(?<code>RT\d{4})\s*$/.exec(line);
    if (!mark?.groups) {
      marked = n;
      return [];
    }
    const end = line.lastIndexOf('^') + 1;
    const start = mark.groups.edge ? 0 : line.indexOf('^');
    return [{ code: mark.groups.code, line: marked, start, end }];
  });
}

/** "RT3010 at 12:15-30" (1-based), the same for a mark and for the diagnostic that it stands for. */
export function describeMark({ code, line, start, end }: Mark): string {
  return `${code} at ${line + 1}:${start + 1}-${end + 1}`;
}

/** As `describeMark`; a range over several lines is given to the end of its first line. */
export function describeFinding({ code, range }: Diagnostic, text: string): string {
  const { start, end } = range;
  const last = start.line === end.line ? end.character : text.split('\n')[start.line].trimEnd().length;
  return describeMark({ code, line: start.line, start: start.character, end: last });
}
