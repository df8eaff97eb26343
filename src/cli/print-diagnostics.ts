import path from 'node:path';
import type { Diagnostic } from '../plan/diagnostic.ts';

/** `file:line:col severity CODE message`, 1-based, one line each, in order of place. */
export function diagnosticLines(diagnostics: readonly Diagnostic[], folder = process.cwd()): string {
  return inOrder(diagnostics)
    .map(
      (d) =>
        `${displayPath(d.range.file, folder)}:${d.range.start.line + 1}:${d.range.start.character + 1} ${d.severity} ${d.code} ${d.message.replace(/\s*\n\s*/g, ' ')}\n`,
    )
    .join('');
}

/** The same for machines; lines and columns 1-based, `end` exclusive. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[], folder = process.cwd()): unknown {
  return inOrder(diagnostics).map((d) => ({
    file: displayPath(d.range.file, folder),
    line: d.range.start.line + 1,
    column: d.range.start.character + 1,
    endLine: d.range.end.line + 1,
    endColumn: d.range.end.character + 1,
    severity: d.severity,
    code: d.code,
    message: d.message,
    fixes: (d.fixes ?? []).map((fix) => fix.title),
  }));
}

export function displayPath(file: string, folder = process.cwd()): string {
  const relative = path.relative(folder, file);
  return path.isAbsolute(file) && !relative.startsWith('..') ? relative : file;
}

function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      (a.range.file < b.range.file ? -1 : a.range.file > b.range.file ? 1 : 0) ||
      a.range.start.line - b.range.start.line ||
      a.range.start.character - b.range.start.character ||
      (a.code < b.code ? -1 : 1),
  );
}
