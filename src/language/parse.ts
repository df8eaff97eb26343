import type { LangiumCoreServices } from 'langium';
import type { TextFinding } from './findings.ts';
import type { PlanFile } from './generated/ast.ts';
import type { PlanLexer, PlanLexerReport } from './lexer.ts';
import { parserFindings } from './parse-errors.ts';
import { createDosewrightServices } from './services.ts';
import type { LaidOut } from './layout.ts';
import type { Token } from './tokens.ts';

export interface ParsedText {
  readonly tree: PlanFile;
  readonly findings: readonly TextFinding[];
}

let services: LangiumCoreServices | undefined;

/** Reads one text. Always gives a tree, with holes where the text is broken, and what is wrong with the text. */
export function parse(text: string): ParsedText {
  services ??= createDosewrightServices().dosewright;
  const result = services.parser.LangiumParser.parse<PlanFile>(withoutLoneReturns(text));
  const report = result.lexerReport as unknown as PlanLexerReport;
  return {
    tree: result.value,
    findings: [...report.findings, ...parserFindings(result.parserErrors, text, report.tokens, report.findings)],
  };
}

export interface TokenisedText extends LaidOut {
  /** The tokens as the text has them, comments included, in order. */
  readonly raw: readonly Token[];
}

/** The tokens of a text, and what the layout pass makes of them. */
export function tokenise(text: string): TokenisedText {
  services ??= createDosewrightServices().dosewright;
  const lexer = services.parser.Lexer as PlanLexer;
  const { tokens, hidden } = lexer.raw(withoutLoneReturns(text));
  return { ...lexer.layOut(tokens), raw: [...tokens, ...hidden].sort((a, b) => a.startOffset - b.startOffset) };
}

/** A lone carriage return ends a line for no editor that matters here, but must not hide the rest of a comment. No offset changes. */
export function withoutLoneReturns(text: string): string {
  return text.replace(/\r(?!\n)/g, '\n');
}
