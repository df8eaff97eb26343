import { DefaultTokenBuilder, type GrammarAST } from 'langium';
import { unitPattern } from '../units/units.ts';
import type { Token, TokenType } from './tokens.ts';

/**
 * Tokens of the plan language. Two things differ from langium's default: a unit is a unit only right after a number (so that `fractions`, `per`
 * or `min` stay words), and every word of the language is also a name (so that a region may be called `structure` or `from`).
 */
export class PlanTokenBuilder extends DefaultTokenBuilder {
  override buildTokens(...parameters: Parameters<DefaultTokenBuilder['buildTokens']>): TokenType[] {
    const tokens = super.buildTokens(...parameters) as TokenType[];
    const byName = new Map(tokens.map((token) => [token.name, token]));
    const name = byName.get('ID')!;
    for (const token of tokens)
      if (word.test(token.name) && typeof token.PATTERN === 'string') token.CATEGORIES = [name];
    const unit = byName.get('UNIT')!;
    return [unit, ...tokens.filter((token) => token !== unit)];
  }

  protected override buildTerminalToken(terminal: GrammarAST.TerminalRule): TokenType {
    const token = super.buildTerminalToken(terminal);
    if (terminal.name !== 'UNIT') return token;
    return { ...token, PATTERN: matchUnit, LINE_BREAKS: false, START_CHARS_HINT: unitStarts };
  }
}

const word = /^[A-Za-z_]+$/;
const unit = new RegExp(unitPattern, 'y');
const unitStarts = ['/', '%', ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];

function matchUnit(text: string, offset: number, tokens: Token[]): RegExpExecArray | null {
  const before = tokens[tokens.length - 1];
  if (before === undefined || (before.tokenType.name !== 'NUMBER' && before.image !== ')')) return null;
  unit.lastIndex = offset;
  return unit.exec(text);
}
