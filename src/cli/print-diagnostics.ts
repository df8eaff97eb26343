import path from 'node:path';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Sifted, Suppressed } from '../plan/suppression.ts';

/** `file:line:col severity CODE message`, 1-based, one line each, in order of place. */
export function diagnosticLines(diagnostics: readonly Diagnostic[], folder = process.cwd()): string {
  return inOrder(diagnostics)
    .map(
      (d) =>
        `${displayPath(d.range.file, folder)}:${d.range.start.line + 1}:${d.range.start.character + 1} ${d.severity} ${d.code} ${d.message.replace(/\s*\n\s*/g, ' ')}\n`,
    )
    .join('');
}

/** How many findings plans allow, and which, as a line for people; nothing where there are none. */
export function allowedLine(suppressed: readonly Suppressed[], folder = process.cwd()): string {
  if (suppressed.length === 0) return '';
  const places = inOrder(suppressed.map(({ finding }) => finding)).map(
    ({ code, range }) => `${code} (${displayPath(range.file, folder)}:${range.start.line + 1})`,
  );
  const count = suppressed.length === 1 ? 'One finding is' : `${suppressed.length} findings are`;
  return `${count} allowed by the plan: ${places.join(', ')}\n`;
}

/** The same as the lines, for machines, with what plans allow; lines and columns 1-based, `end` exclusive. */
export function diagnosticsJson({ diagnostics, suppressed }: Sifted, folder = process.cwd()): unknown {
  const allows = new Map(suppressed.map((one) => [one.finding, one]));
  return inOrder([...diagnostics, ...allows.keys()]).map((d) => ({
    file: displayPath(d.range.file, folder),
    line: d.range.start.line + 1,
    column: d.range.start.character + 1,
    endLine: d.range.end.line + 1,
    endColumn: d.range.end.character + 1,
    severity: d.severity,
    code: d.code,
    message: d.message,
    fixes: (d.fixes ?? []).map((fix) => fix.title),
    allowed: allowedJson(allows.get(d), folder),
  }));
}

function allowedJson(allow: Suppressed | undefined, folder: string): unknown {
  if (!allow) return null;
  const { reason, at } = allow;
  return {
    because: reason,
    file: displayPath(at.file, folder),
    line: at.start.line + 1,
    column: at.start.character + 1,
  };
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
