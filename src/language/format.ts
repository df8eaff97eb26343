import { alignedRows, type Row } from './format-columns.ts';
import { spaceBetween } from './format-spacing.ts';
import { goesOnAfterBlock } from './layout.ts';
import { parse, tokenise, withoutLoneReturns, type TokenisedText } from './parse.ts';
import type { Token } from './tokens.ts';

/** Between two pairs on one line, and before `varies`, so that the eye finds where the next one begins. */
const betweenPairs = '   ';
const pairWords = new Set(['varies', 'uncertain']);

/**
 * The canonical layout of a plan text. Line breaks stay where the author put them; indentation, spaces and columns are made regular. Statements
 * with a syntax error stay exactly as they are, comments stay with their lines, and nothing but white space (and `;`) ever changes.
 */
export function format(written: string): string {
  const text = withoutLoneReturns(written);
  const tokenised = tokenise(text);
  if (tokenised.raw.every((token) => token.tokenType.name === 'NL'))
    return tokenised.raw.length > 0 || text.trim() === '' ? '' : text;
  const rows = rowsOf(text, tokenised, verbatimLines(text, tokenised));
  const formatted = `${alignedRows(rows).join('\n')}\n`;
  return sameMeaning(tokenised, tokenise(formatted)) ? formatted : text;
}

function rowsOf(text: string, { raw, statements }: TokenisedText, verbatim: ReadonlySet<number>): Row[] {
  const lines = text.split(/\r\n|\n|\r/);
  const braces = bracesOf(raw);
  const rows: Row[] = [];
  let row: Row | undefined;
  let depth = 0;
  let lastLine = 0;
  let previous: Token | undefined;
  let beforePrevious: Token | undefined;
  let i = 0;

  while (i < raw.length) {
    const token = raw[i];
    const line = token.startLine!;
    if (token.tokenType.name === 'NL') {
      if (token.image === ';' && row && !row.verbatim && !insideInline(i)) row = undefined;
      i++;
      continue;
    }
    if (verbatim.has(line)) {
      rows.push({
        depth: 0,
        text: (lines[line - 1] ?? '').replace(/\r$/, ''),
        verbatim: true,
        blankBefore: blank(line),
      });
      while (i < raw.length && raw[i].startLine === line) {
        if (raw[i].image === '{' && braces.isBrace(i)) depth++;
        if (raw[i].image === '}' && braces.isBrace(i)) depth = Math.max(0, depth - 1);
        i++;
      }
      lastLine = line;
      row = undefined;
      previous = undefined;
      beforePrevious = undefined;
      continue;
    }
    place(token, i, line);
    beforePrevious = previous;
    previous = token;
    lastLine = token.endLine ?? line;
    i++;
  }
  return rows;

  function place(token: Token, at: number, line: number): void {
    const start = statements.get(token.startOffset);
    if (start?.block === 'file') depth = 0;
    const isComment = token.tokenType.name === 'COMMENT';
    const newLine = line !== lastLine || row === undefined;
    if (isComment) {
      if (newLine && line !== lastLine) begin(line, depth, token.image.trimEnd());
      else if (row) row.comment = token.image.trimEnd();
      else begin(line, depth, token.image.trimEnd());
      row = undefined;
      return;
    }
    const closes = token.image === '}' && braces.isBrace(at);
    if (closes && !braces.isInline(at)) {
      depth = Math.max(0, depth - 1);
      begin(line, depth, '}');
      const next = raw[at + 1];
      const goesOn = next?.startLine === line && goesOnAfterBlock(next);
      if (goesOn) Object.assign(row!, { tokens: [token], gaps: [''] });
      else row = undefined;
      return;
    }
    if (newLine) {
      const continued = start === undefined && !closes && previousRowIsOpen();
      begin(line, continued ? depth + 2 : depth, token.image, start?.block);
      if (start) row!.cells = [token.image];
    } else {
      const gap =
        start && previous?.image !== '{'
          ? betweenPairs
          : pairWords.has(token.image)
            ? betweenPairs
            : spaceBetween(previous, token, beforePrevious);
      row!.text += gap + token.image;
      row!.tokens!.push(token);
      row!.gaps!.push(gap);
    }
    if (newLine) {
      row!.tokens = [token];
      row!.gaps = [''];
    }
    if (token.image === '{' && braces.isBrace(at) && !braces.isInline(at)) {
      depth++;
      if (raw[at + 1]?.tokenType.name !== 'COMMENT') row = undefined;
    }
  }

  function begin(line: number, atDepth: number, content: string, block?: Row['block']): void {
    row = { depth: atDepth, text: content, blankBefore: blank(line), ...(block ? { block } : {}) };
    rows.push(row);
  }

  /** Whether the token is part of a statement that an earlier line began. */
  function previousRowIsOpen(): boolean {
    return rows.length > 0 && previous !== undefined && previous.tokenType.name !== 'COMMENT'
      ? previous.image !== '{' && previous.image !== '}'
      : rows.length > 0 && previous?.tokenType.name === 'COMMENT';
  }

  function blank(line: number): boolean {
    return lastLine > 0 && line > lastLine + 1;
  }

  function insideInline(at: number): boolean {
    return braces.inlineAt(at);
  }
}

/** Which braces belong together, and whether a pair stands on one line. */
function bracesOf(raw: readonly Token[]): {
  isBrace(at: number): boolean;
  isInline(at: number): boolean;
  inlineAt(at: number): boolean;
} {
  const inline = new Set<number>();
  const within = new Uint8Array(raw.length);
  const open: number[] = [];
  for (const [at, token] of raw.entries()) {
    if (token.tokenType.name === '{') open.push(at);
    else if (token.tokenType.name === '}') {
      const start = open.pop();
      if (start === undefined || raw[start].startLine !== token.startLine) continue;
      inline.add(start).add(at);
      within.fill(1, start, at);
    }
  }
  return {
    isBrace: (at) => raw[at].tokenType.name === '{' || raw[at].tokenType.name === '}',
    isInline: (at) => inline.has(at),
    inlineAt: (at) => within[at] === 1,
  };
}

/** Lines (from 1) of statements that have a syntax error or an unknown word, and of blocks that this version does not read inside. */
function verbatimLines(text: string, { raw, statements }: TokenisedText): Set<number> {
  const lines = new Set<number>();
  const { findings } = parse(text);
  const topLevel = raw
    .filter((token) => statements.get(token.startOffset)?.block === 'file' && token.tokenType.name !== 'NL')
    .map((token) => token.startLine!);
  const lineCount = text.split('\n').length;
  const wholeStatement = (line: number): void => {
    const from = topLevel.filter((start) => start <= line).pop() ?? 1;
    const to = (topLevel.find((start) => start > line) ?? lineCount + 1) - 1;
    for (let l = from; l <= Math.max(to, line); l++) lines.add(l);
  };
  const unknown = raw
    .filter((token) => statements.get(token.startOffset)?.reading === 'unknown')
    .map((token) => token.startOffset);
  for (const offset of [...findings.map((finding) => finding.start), ...unknown]) {
    const line = text.slice(0, offset).split('\n').length;
    const braces = raw.some(
      (token) => token.startLine === line && (token.tokenType.name === '{' || token.tokenType.name === '}'),
    );
    const continued = raw.some(
      (token, i) =>
        token.startLine === line &&
        i > 0 &&
        raw[i - 1].image === '\n' &&
        !statements.has(token.startOffset) &&
        token.image !== '}' &&
        token.tokenType.name !== 'COMMENT',
    );
    if (braces || continued) wholeStatement(line);
    else lines.add(line);
    // The next line may be read as the end of this statement.
    const next = raw.find(
      (token) => token.startLine! > line && token.tokenType.name !== 'NL' && token.tokenType.name !== 'COMMENT',
    );
    if (next && !statements.has(next.startOffset) && next.image !== '}') wholeStatement(line);
  }
  for (const [i, token] of raw.entries()) {
    if (statements.get(token.startOffset)?.reading !== 'later') continue;
    for (let line = token.startLine!, end = endOfBlock(raw, i); end !== undefined && line <= end; line++)
      lines.add(line);
  }
  return lines;
}

/** The line on which the block of the statement at `at` ends, if the statement has one. */
function endOfBlock(raw: readonly Token[], at: number): number | undefined {
  let depth = 0;
  for (let i = at; i < raw.length; i++) {
    const name = raw[i].tokenType.name;
    if (name === 'NL' && depth === 0) return undefined;
    if (name === '{') depth++;
    if (name === '}' && --depth <= 0) return depth === 0 ? raw[i].startLine : undefined;
  }
  return undefined;
}

function sameMeaning(before: TokenisedText, after: TokenisedText): boolean {
  const essence = ({ tokens, raw }: TokenisedText): string =>
    [
      ...tokens.map((token) =>
        token.tokenType.name.startsWith('NL') ? 'NL' : `${token.tokenType.name}=${token.image}`,
      ),
      ...raw.filter((token) => token.tokenType.name === 'COMMENT').map((token) => token.image.trimEnd()),
    ].join('\n');
  return essence(before) === essence(after);
}
