import type { LangiumCoreServices } from 'langium';
import type { TextFinding } from './findings.ts';
import type { PlanFile } from './generated/ast.ts';
import type { PlanLexer, PlanLexerReport } from './lexer.ts';
import { parserFindings } from './parse-errors.ts';
import { createDosewrightServices } from './services.ts';
import { piecesOf } from './statement-borders.ts';
import type { LaidOut } from './layout.ts';
import type { Token } from './tokens.ts';

export interface ParsedText {
  /** The statements of all pieces. */
  readonly tree: PlanFile;
  readonly findings: readonly TextFinding[];
  readonly pieces: readonly ParsedPiece[];
}

/** One piece of a text, read by itself: places in it count from its own beginning. */
export interface ParsedPiece {
  readonly text: string;
  readonly start: number;
  readonly tree: PlanFile;
  readonly findings: readonly TextFinding[];
}

let services: LangiumCoreServices | undefined;

/**
 * Reads one text. Always gives a tree, with holes where the text is broken, and what is wrong with the text. Pieces of an earlier reading whose text
 * is still there are taken over from it, wherever they now stand.
 */
export function parse(text: string, earlier: readonly ParsedPiece[] = []): ParsedText {
  const kept = new Map<string, ParsedPiece[]>();
  for (const piece of earlier) {
    const same = kept.get(piece.text);
    if (same) same.push(piece);
    else kept.set(piece.text, [piece]);
  }
  const pieces = piecesOf(withoutLoneReturns(text)).map(({ start, text: own }): ParsedPiece => {
    const known = kept.get(own)?.shift();
    return known ? { ...known, start } : parsePiece(own, start);
  });
  return {
    tree: { $type: 'PlanFile', statements: pieces.flatMap(({ tree }) => tree.statements) },
    findings: pieces.flatMap(({ start, findings }) => findings.map((finding) => moved(finding, start))),
    pieces,
  };
}

function parsePiece(slice: string, start: number): ParsedPiece {
  services ??= createDosewrightServices().dosewright;
  // A copy: a slice would keep the whole of the text that it was cut from, as long as the piece is kept.
  const text = ` ${slice}`.slice(1);
  const result = services.parser.LangiumParser.parse<PlanFile>(text);
  const report = result.lexerReport as unknown as PlanLexerReport;
  return {
    text,
    start,
    tree: result.value,
    findings: [...report.findings, ...parserFindings(result.parserErrors, text, report.tokens, report.findings)],
  };
}

function moved(finding: TextFinding, by: number): TextFinding {
  const { start, end, fix } = finding;
  return {
    ...finding,
    start: start + by,
    end: end + by,
    ...(fix ? { fix: { ...fix, start: fix.start + by, end: fix.end + by } } : {}),
  };
}

export interface TokenisedText extends LaidOut {
  /** The tokens as the text has them, comments included, in order. */
  readonly raw: readonly Token[];
}

/** The tokens of a text, and what the layout pass makes of them. */
export function tokenise(text: string): TokenisedText {
  const { tokens, hidden } = planLexer().raw(withoutLoneReturns(text));
  return { ...planLexer().layOut(tokens), raw: inOrder(tokens, hidden) };
}

/** The tokens of one line of a text, comments included, in order and counted from the text's beginning: no token goes over a line's end. */
export function tokensOfLine(text: string, { start, end }: { readonly start: number; readonly end: number }): Token[] {
  const { tokens, hidden } = planLexer().raw(withoutLoneReturns(text.slice(start, end)));
  return inOrder(tokens, hidden).map((token) => ({ ...token, startOffset: token.startOffset + start }));
}

function planLexer(): PlanLexer {
  services ??= createDosewrightServices().dosewright;
  return services.parser.Lexer as PlanLexer;
}

function inOrder(tokens: readonly Token[], hidden: readonly Token[]): Token[] {
  return [...tokens, ...hidden].sort((a, b) => a.startOffset - b.startOffset);
}

/** A lone carriage return ends a line for no editor that matters here, but must not hide the rest of a comment. No offset changes. */
export function withoutLoneReturns(text: string): string {
  return text.replace(/\r(?!\n)/g, '\n');
}
