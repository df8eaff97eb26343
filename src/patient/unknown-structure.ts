import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import { didYouMean } from '../plan/did-you-mean.ts';
import type { SourceRange } from '../plan/source-range.ts';

/**
 * RT3010 for a name that the structure set does not hold. `at` is the quoted name; the fix puts the nearest one there.
 */
export function unknownStructure(name: string, names: readonly string[], at: SourceRange): Diagnostic {
  const near = didYouMean(name, names);
  if (near !== undefined) {
    return diagnostic('RT3010', at, `The structure set holds no "${name}". Did you mean "${near}"?`, {
      fixes: [{ title: `Use "${near}"`, edits: [{ range: at, newText: JSON.stringify(near) }] }],
    });
  }
  const listed = names.slice(0, 12).map((known) => `"${known}"`);
  const rest = names.length > listed.length ? ` and ${names.length - listed.length} more` : '';
  const holds = names.length === 0 ? 'It holds no structures at all.' : `It holds ${listed.join(', ')}${rest}.`;
  return diagnostic('RT3010', at, `The structure set holds no "${name}". ${holds}`);
}
