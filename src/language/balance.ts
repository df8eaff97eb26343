import type { TextFinding } from './findings.ts';
import { isNewline, type Token } from './tokens.ts';
import { afterOtherTopLevelWords, afterTopLevelWord, topLevelWords, vocabulary } from './vocabulary.ts';

/** A brace that the text lacks, to be put before the token at `before`; or a brace too many at `drop`. */
export interface BraceRepair {
  readonly insert: ReadonlyMap<number, readonly ('{' | '}')[]>;
  readonly drop: ReadonlySet<number>;
  readonly findings: readonly TextFinding[];
}

/**
 * Makes braces balance, so that a missing or extra one costs the statement it is in and no other. Where they do not balance, a word of the top
 * level at the left margin begins a new statement, whatever is still open.
 */
export function repairBraces(tokens: readonly Token[]): BraceRepair {
  const insert = new Map<number, ('{' | '}')[]>();
  const drop = new Set<number>();
  const findings: TextFinding[] = [];
  if (isBalanced(tokens)) return { insert, drop, findings };

  const starts = [0, ...tokens.flatMap((_, i) => (i > 0 && beginsTopLevel(tokens, i) ? [i] : [])), tokens.length];
  for (const [segment, from] of starts.slice(0, -1).entries()) repairSegment(from, starts[segment + 1]);
  return { insert, drop, findings };

  function repairSegment(from: number, to: number): void {
    const open: number[] = [];
    let opened = false;
    for (let i = from; i < to; i++) {
      if (tokens[i].image === '{') {
        open.push(i);
        opened = true;
      } else if (tokens[i].image === '}' && open.pop() === undefined) {
        const headEnd = endOfLine(tokens, from, i);
        if (
          !opened &&
          headEnd !== undefined &&
          isIndented(tokens, headEnd) &&
          Object.hasOwn(vocabulary.file.statements, tokens[from].image) &&
          vocabulary.file.statements[tokens[from].image] !== undefined
        ) {
          put(headEnd, '{');
          opened = true;
          const head = tokens[headEnd - 1];
          findings.push({
            code: 'RT0003',
            message: `The block of "${tokens[from].image}" has no opening brace. Write "{" at the end of this line.`,
            ...span(head),
            fix: { title: 'Add "{"', ...after(head), newText: ' {' },
          });
        } else {
          drop.add(i);
          findings.push({
            code: 'RT0004',
            message: 'This closing brace closes nothing. Remove it, or add the opening brace it belongs to.',
            ...span(tokens[i]),
            fix: { title: 'Remove "}"', ...span(tokens[i]), newText: '' },
          });
        }
      }
    }
    for (const brace of open) {
      put(lastOfSegment(tokens, from, to), '}');
      findings.push({
        code: 'RT0003',
        message: 'This block is not closed: a "}" is missing before the next statement.',
        ...span(tokens[brace]),
      });
    }
  }

  function put(before: number, brace: '{' | '}'): void {
    insert.set(before, [...(insert.get(before) ?? []), brace]);
  }
}

/** Whether the token begins a statement of the top level at the left margin. */
export function beginsTopLevel(tokens: readonly Token[], i: number): boolean {
  const { image, startColumn } = tokens[i];
  if (startColumn !== 1 || !topLevelWords.includes(image)) return false;
  const next = tokens[i + 1]?.image ?? '';
  return (afterTopLevelWord[image] ?? afterOtherTopLevelWords).test(next);
}

function isBalanced(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const { image } of tokens) {
    if (image === '{') depth++;
    else if (image === '}' && --depth < 0) return false;
  }
  return depth === 0;
}

/** Index of the first newline after `from`, before `to`. */
function endOfLine(tokens: readonly Token[], from: number, to: number): number | undefined {
  for (let i = from; i < to; i++) if (isNewline(tokens[i])) return i;
  return undefined;
}

/** Whether the first thing after a newline stands right of the margin, as the inside of a block does. */
function isIndented(tokens: readonly Token[], newline: number): boolean {
  const next = tokens.slice(newline).find((token) => !isNewline(token));
  return next !== undefined && next.startColumn! > 1;
}

/** Where a missing closing brace goes: before the newlines that end the segment. */
function lastOfSegment(tokens: readonly Token[], from: number, to: number): number {
  let end = to;
  while (end > from + 1 && isNewline(tokens[end - 1])) end--;
  return end;
}

function span(token: Token): { start: number; end: number } {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

function after(token: Token): { start: number; end: number } {
  const end = token.startOffset + token.image.length;
  return { start: end, end };
}
