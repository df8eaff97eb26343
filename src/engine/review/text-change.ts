import { structuredPatch } from 'diff';
import { format } from '../../language/format.ts';

/** Lines of a declaration that differ, with a few that stand around them. */
export interface TextChange {
  /** First line of the declaration, or of the comment, that they are of. */
  readonly where: string;
  readonly lines: readonly { readonly sign: '+' | '-' | ' '; readonly text: string }[];
}

const linesAround = 2;

/** What differs between two plan texts once both are formatted, declaration by declaration; layout alone is no change. */
export function textChanges(before: string, after: string): TextChange[] {
  const [from, to] = [format(before), format(after)];
  const { hunks } = structuredPatch('', '', from, to, undefined, undefined, { context: linesAround });
  const linesAfter = to.split('\n');
  return hunks.map(({ newStart, lines }) => {
    const first = lines.findIndex((line) => !line.startsWith(' '));
    return {
      where: declarationAt(linesAfter, newStart - 1 + first, lines[first].slice(1)),
      // Of lines without an end of line at the end of a file, the library says so in a line of its own.
      lines: lines
        .filter((line) => !line.startsWith('\\'))
        .map((line) => ({ sign: line[0] as '+' | '-' | ' ', text: line.slice(1) })),
    };
  });
}

/** The line, at or above one, that is not indented: where a declaration begins. A changed line that begins one stands for itself. */
function declarationAt(lines: readonly string[], at: number, changed: string): string {
  if (isBeginning(changed)) return changed;
  for (let line = Math.min(at, lines.length - 1); line >= 0; line--) if (isBeginning(lines[line])) return lines[line];
  return changed;
}

function isBeginning(line: string): boolean {
  return /^[^\s})\]]/.test(line);
}
