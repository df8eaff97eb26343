import { beginsTopLevel } from './balance.ts';
import type { TextFinding } from './findings.ts';
import { isName, isNewline, type Token } from './tokens.ts';

/** Marks the tokens inside matched parentheses; a parenthesis left open is a finding and encloses nothing. */
export function matchParentheses(tokens: readonly Token[], findings: TextFinding[]): { inside: Uint8Array } {
  const inside = new Uint8Array(tokens.length);
  let open: number[] = [];
  const giveUp = (): void => {
    for (const at of open) {
      findings.push({
        code: 'RT0005',
        message: 'This parenthesis is not closed. Write ")" where the list or the sum ends.',
        start: tokens[at].startOffset,
        end: tokens[at].startOffset + 1,
      });
    }
    open = [];
  };
  for (let i = 0; i < tokens.length; i++) {
    const { image } = tokens[i];
    if (image === '(') open.push(i);
    else if (image === ')') {
      const start = open.pop();
      if (start !== undefined) inside.fill(1, start + 1, i);
    } else if (
      image === '{' ||
      image === '}' ||
      (open.length > 0 && isNewline(tokens[i]) && endsParentheses(tokens, i))
    )
      giveUp();
  }
  giveUp();
  return { inside };
}

/** A line that begins like a statement cannot be part of a list in parentheses. */
function endsParentheses(tokens: readonly Token[], newline: number): boolean {
  const next = newline + 1;
  if (next >= tokens.length) return false;
  return beginsTopLevel(tokens, next) || (isName(tokens[next]) && tokens[next + 1]?.image === '=');
}
