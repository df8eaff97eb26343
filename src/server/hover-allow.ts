import type { Allow } from '../language/generated/ast.ts';
import { coveredBy } from '../language/read-allows.ts';
import { rangeOf } from '../language/source.ts';
import { catalogue, type DiagnosticCode } from '../plan/diagnostics/catalogue.ts';
import { foundBy } from '../plan/diagnostics/found-by.ts';
import { sameRange } from '../plan/source-range.ts';
import type { Suppressed } from '../plan/suppression.ts';

/** What an `allow` covers now, each finding with its line. */
export function describeAllow(node: Allow, suppressed: readonly Suppressed[]): string | undefined {
  const { code } = node;
  if (!code || !Object.hasOwn(catalogue, code)) return undefined;
  const own = rangeOf(node);
  const covered = suppressed.filter(({ at }) => sameRange(at, own));
  if (covered.length > 0) {
    const lines = covered.map(({ finding: { message, range } }) => `- line ${range.start.line + 1}: ${message}`);
    return `Covers ${covered.length === 1 ? 'one finding' : `${covered.length} findings`} now:\n\n${lines.join('\n')}`;
  }
  const { start, end } = coveredBy(node);
  const where = `lines ${start.line + 1} to ${end.line + 1}`;
  const when = {
    text: `Covers nothing in ${where}.`,
    check: `Covers nothing in ${where} yet: a run, or \`dosewright check\`, finds ${code}.`,
    run: `Covers nothing in ${where} yet: a run finds ${code}.`,
    machine: `Covers nothing in ${where}: whether ${code} is found depends on the machine that computes.`,
  };
  return when[foundBy(code as DiagnosticCode)];
}
