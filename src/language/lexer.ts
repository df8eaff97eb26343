import { DefaultLexer, type LexerResult, type TokenizeOptions } from 'langium';
import type { TextFinding } from './findings.ts';
import { type LaidOut, layOut } from './layout.ts';
import { layoutTerminals, type Token, type TokenType } from './tokens.ts';

export interface PlanLexerReport {
  readonly diagnostics: [];
  readonly findings: readonly TextFinding[];
  /** What the parser reads. */
  readonly tokens: readonly Token[];
}

/** langium's lexer with the layout pass behind it. What the pass finds travels in the lexer's report. */
export class PlanLexer extends DefaultLexer {
  override tokenize(text: string, options?: TokenizeOptions): LexerResult {
    const raw = this.raw(text, options);
    const { tokens, findings } = this.layOut(raw.tokens);
    for (const token of raw.tokens) {
      if (token.tokenType.name !== 'STRING' || (token.image.length > 1 && token.image.endsWith('"'))) continue;
      const end = token.startOffset + token.image.trimEnd().length;
      findings.push({
        code: 'RT0006',
        message: 'This text in quotes does not end on its line.',
        start: token.startOffset,
        end,
        fix: { title: 'Add a closing quote', start: end, end, newText: '"' },
      });
    }
    return { ...raw, tokens, hidden: [], report: { diagnostics: [], findings, tokens } as PlanLexerReport };
  }

  layOut(tokens: readonly Token[]): LaidOut {
    return layOut(tokens, this.definition);
  }

  /** The tokens as the text has them. */
  raw(text: string, options?: TokenizeOptions): LexerResult {
    const result = super.tokenize(text, options);
    const stray = (this.definition as Record<string, TokenType>).STRAY;
    for (const token of result.tokens) {
      if (!(layoutTerminals as readonly string[]).includes(token.tokenType.name)) continue;
      token.tokenType = stray;
      token.tokenTypeIdx = stray.tokenTypeIdx!;
    }
    return result;
  }
}
