import type { Diagnostic } from './diagnostic.ts';
import { catalogue, diagnostic, type DiagnosticCode } from './diagnostics/catalogue.ts';
import { foundBy, type FoundBy } from './diagnostics/found-by.ts';
import type { Plan } from './plan.ts';
import type { SourceRange } from './source-range.ts';

/** An `allow` of the text that counts: it has a reason, and a code that can be allowed. */
export type Allow = Plan['allows'][number];

/** A finding that is not shown as one, since the author of the plan allows it. */
export interface Suppressed {
  readonly finding: Diagnostic;
  readonly reason: string;
  /** Where it is allowed. */
  readonly at: SourceRange;
}

/** What a plan allows taken out of what is found. */
export interface Sifted {
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
}

/**
 * The one place where findings are suppressed, those of the text, of the patient and of a run. Errors never are.
 * @param allows of the plan, the innermost first: of several that cover a finding, the first counts
 */
export function sifted(found: readonly Diagnostic[], allows: readonly Allow[]): Sifted {
  const diagnostics: Diagnostic[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of found) {
    const allow = finding.severity === 'error' ? undefined : allows.find((one) => isCovered(finding, one));
    if (allow) suppressed.push({ finding, reason: allow.reason, at: allow.at });
    else diagnostics.push(finding);
  }
  return { diagnostics, suppressed };
}

/** Whether a finding begins where an `allow` of its code holds. */
export function isCovered(
  { code, range: { file, start } }: Diagnostic,
  allow: Pick<Allow, 'code' | 'covers'>,
): boolean {
  const { covers } = allow;
  return allow.code === code && covers.file === file && !isBefore(start, covers.start) && isBefore(start, covers.end);
}

/**
 * The `allow`s of one file that cover nothing, of those whose findings are all found by now.
 * @param by what has just been done; what was judged before it is not judged again
 */
export function unusedAllows(
  allows: readonly Allow[],
  suppressed: readonly Suppressed[],
  { file, by }: { readonly file: string; readonly by: Exclude<FoundBy, 'machine'> },
): Diagnostic[] {
  const used = new Set(suppressed.map(({ at }) => keyOf(at)));
  return allows
    .filter(
      ({ code, at }) =>
        at.file === file && judged[by].includes(foundBy(code as DiagnosticCode)) && !used.has(keyOf(at)),
    )
    .map(({ code, at, removes, covers }) => {
      const where = covers.start.line === 0 && covers.start.character === 0 ? 'this file' : 'this block';
      const { title } = catalogue[code as DiagnosticCode];
      return diagnostic(
        'RT1052',
        at,
        `Nothing in ${where} is found as ${code} (${title}). Remove this "allow", or move it to the block it was meant for.`,
        {
          fixes: [{ title: 'Remove this allow', edits: [{ range: removes, newText: '' }] }],
        },
      );
    });
}

/** A run finds all that a check finds. */
const judged: Readonly<Record<Exclude<FoundBy, 'machine'>, readonly FoundBy[]>> = {
  text: ['text'],
  check: ['check'],
  run: ['check', 'run'],
};

function isBefore(a: SourceRange['start'], b: SourceRange['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function keyOf({ file, start }: SourceRange): string {
  return `${file}:${start.line}:${start.character}`;
}
