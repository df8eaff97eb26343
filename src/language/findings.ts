import type { Fix } from '../plan/diagnostic.ts';
import type { DiagnosticCode } from '../plan/diagnostics/catalogue.ts';

/** A finding of the lexer or the parser, by offsets in one text; `diagnostics-at.ts` gives it lines. */
export interface TextFinding {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly fix?: {
    readonly title: Fix['title'];
    readonly start: number;
    readonly end: number;
    readonly newText: string;
  };
}
