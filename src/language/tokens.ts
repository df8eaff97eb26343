import type { LexerResult } from 'langium';

export type Token = LexerResult['tokens'][number];
export type TokenType = Token['tokenType'];

/** Terminals that only the layout pass gives to a token. */
export const layoutTerminals = ['NAME', 'LATER', 'UNKNOWN', 'OPAQUE', 'SHARE', 'NL1', 'NL2', 'OPEN', 'CLOSE'] as const;

/** The layout pass gives newlines a type for each depth of blocks. */
export const newlineTypes: ReadonlySet<string> = new Set(['NL', 'NL1', 'NL2']);

const endings = new Set([...newlineTypes, '{', '}', 'OPEN', 'CLOSE', 'EOF']);

/** Whether a token bounds a statement. */
export function isEnding({ tokenType }: Token): boolean {
  return endings.has(tokenType.name);
}

/** A newline as it is read: what ends a statement is sorted out by the layout pass. */
export function isNewline(token: Token): boolean {
  return token.tokenType.name === 'NL';
}

export function isBrace(token: Token): boolean {
  return token.tokenType.name === '{' || token.tokenType.name === '}';
}

/** A name, or a word of the language that may serve as one. */
export function isName(token: Token): boolean {
  return token.tokenType.name === 'ID' || (token.tokenType.CATEGORIES?.length ?? 0) > 0;
}

export function retyped(token: Token, type: TokenType): Token {
  return { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! };
}

/** A token that the text does not have, right after one that it has. */
export function virtual(type: TokenType, after: Token): Token {
  const offset = after.startOffset + after.image.length;
  return {
    image: '',
    startOffset: offset,
    endOffset: offset,
    startLine: after.endLine,
    endLine: after.endLine,
    startColumn: after.endColumn,
    endColumn: after.endColumn,
    tokenType: type,
    tokenTypeIdx: type.tokenTypeIdx!,
    isInsertedInRecovery: true,
  };
}
