import { CompletionItemKind } from 'vscode-languageserver';
import { isAllow } from '../language/generated/ast.ts';
import { allowableCodes, coveredByBlock } from '../language/read-allows.ts';
import { nodeAt } from '../language/source.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { catalogue } from '../plan/diagnostics/catalogue.ts';
import { isCovered } from '../plan/suppression.ts';
import type { PlanDocument } from './plan-document.ts';

interface Proposal {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly rank: number;
  readonly detail: string;
  readonly snippet?: string;
}

/**
 * Codes behind `allow`: those of findings in its block first, each with what it says there, then those found elsewhere in the plan, then all others.
 * @param start of the code that is being written, offset
 */
export function codeProposals(document: PlanDocument, start: number, found: readonly Diagnostic[]): Proposal[] {
  const { text, source } = document;
  const node = nodeAt(source, Math.max(text.lastIndexOf('allow', start), 0));
  const block = isAllow(node) ? node.$container : node;
  const covers = block && coveredByBlock(block, source);
  const lineEnd = text.indexOf('\n', start);
  const goesOn = /\bbecause\b/.test(text.slice(start, lineEnd < 0 ? undefined : lineEnd));
  return allowableCodes.map((label) => {
    const own = covers && found.find((one) => isCovered(one, { code: label, covers }));
    const other = found.find(({ code }) => code === label);
    return {
      label,
      kind: CompletionItemKind.EnumMember,
      rank: own ? 0 : other ? 1 : 2,
      detail: (own ?? other)?.message ?? catalogue[label].title,
      ...(goesOn ? {} : { snippet: `${label} because "\${1:why}"` }),
    };
  });
}
