import type { SourceRange } from './source-range.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A replacement of text that mends a finding. A fix never loosens a limit. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly range: SourceRange; readonly newText: string }[];
}

/**
 * One finding about a plan: from the parser, the checks, the patient's geometry or the results.
 * Everything acts on `code`; nothing matches on the English of `message`.
 */
export interface Diagnostic {
  /** `RTnnnn`, a key of the catalogue in `plan/diagnostics/`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, what was expected, and the next step. Never holds a patient identifier. */
  readonly message: string;
  readonly range: SourceRange;
  readonly related?: readonly { readonly message: string; readonly range: SourceRange }[];
  readonly fixes?: readonly Fix[];
}

/** What the catalogue says of a code; documentation is made from it. */
export interface CatalogueEntry {
  readonly severity: Severity;
  /** A short noun phrase: "Unknown structure name". */
  readonly title: string;
  /** Two to five sentences for the physicist: what it means, why it matters, what to do. */
  readonly explanation: string;
}

export function isError({ severity }: Pick<Diagnostic, 'severity'>): boolean {
  return severity === 'error';
}
