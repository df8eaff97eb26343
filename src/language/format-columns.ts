import type { Token } from './tokens.ts';
import { type BlockName, vocabulary, wordOfEveryBlock } from './vocabulary.ts';

/** One line of formatted text. */
export interface Row {
  readonly depth: number;
  text: string;
  readonly verbatim?: boolean;
  readonly blankBefore: boolean;
  /** The block whose statement begins on this line. */
  block?: BlockName;
  cells?: string[];
  tokens?: Token[];
  /** The space before each token. */
  gaps?: string[];
  comment?: string;
}

interface Columns {
  readonly kind: string;
  readonly cells: readonly string[];
  /** Spaces before each cell. */
  readonly gaps: readonly number[];
}

/** Lines of text, with neighbours of one form set in columns. */
export function alignedRows(rows: readonly Row[]): string[] {
  const texts = rows.map((row) => row.text);
  eachRun(
    rows,
    (row) => columnsOf(row),
    (run) => {
      const widths: number[] = [];
      for (const { columns } of run)
        for (const [c, cell] of columns.cells.entries()) widths[c] = Math.max(widths[c] ?? 0, cell.length);
      for (const { at, columns } of run) {
        texts[at] = columns.cells
          .map(
            (cell, c) =>
              ' '.repeat(c === 0 ? 0 : columns.gaps[c]) +
              (c < columns.cells.length - 1 ? cell.padEnd(widths[c]) : cell),
          )
          .join('')
          .trimEnd();
      }
    },
  );
  return withComments(rows, texts);
}

function withComments(rows: readonly Row[], texts: readonly string[]): string[] {
  const lines: string[] = [];
  const full = rows.map((row, i) => (row.verbatim ? texts[i] : '  '.repeat(row.depth) + texts[i]));
  const commentColumn = new Map<number, number>();
  eachRun(
    rows,
    (row) => (row.comment === undefined ? undefined : { kind: 'comment', cells: [], gaps: [] }),
    (run) => {
      const column = Math.max(...run.map(({ at }) => full[at].length)) + 3;
      for (const { at } of run) commentColumn.set(at, column);
    },
  );
  for (const [i, row] of rows.entries()) {
    const closing = texts[i] === '}';
    const opened = i > 0 && rows[i - 1].text.endsWith('{') && !rows[i - 1].verbatim;
    if (row.blankBefore && i > 0 && !(closing && !row.verbatim) && !opened) lines.push('');
    lines.push(row.comment === undefined ? full[i] : full[i].padEnd(commentColumn.get(i) ?? 0) + row.comment);
  }
  return lines;
}

/** Runs of neighbours with columns of one kind at one depth, without a blank line between them. */
function eachRun(
  rows: readonly Row[],
  columnsFor: (row: Row) => Columns | undefined,
  use: (run: { at: number; columns: Columns }[]) => void,
): void {
  let run: { at: number; columns: Columns }[] = [];
  const finish = (): void => {
    if (run.length > 0) use(run);
    run = [];
  };
  for (const [at, row] of rows.entries()) {
    const columns = row.verbatim ? undefined : columnsFor(row);
    // An `allow` stands above what it speaks of, and does not part its neighbours.
    if (!columns && !row.blankBefore && row.block !== undefined && row.tokens?.[0].image === wordOfEveryBlock) continue;
    const last = run[run.length - 1];
    if (
      last &&
      (columns === undefined ||
        row.blankBefore ||
        columns.kind !== last.columns.kind ||
        rows[last.at].depth !== row.depth)
    )
      finish();
    if (columns) run.push({ at, columns });
  }
  finish();
}

const pairHeads = new Set(['organ', 'target', 'let']);

function columnsOf(row: Row): Columns | undefined {
  const { tokens, gaps, block } = row;
  if (!tokens || !gaps || block === undefined) return undefined;
  const textFrom = (from: number, to = tokens.length): string =>
    tokens
      .slice(from, to)
      .map((token, i) => (i === 0 ? '' : gaps[from + i]) + token.image)
      .join('');
  if (block === 'goals') return goalColumns(tokens, textFrom);
  if (
    (block === 'schedule' || block === 'phase') &&
    tokens.length > 1 &&
    !Object.hasOwn(vocabulary[block].statements, tokens[0].image)
  ) {
    return { kind: 'prescription', cells: [tokens[0].image, textFrom(1)], gaps: [0, 2] };
  }
  const equals = tokens.findIndex((token) => token.image === '=');
  const isPair = equals === 1 || (equals === 2 && pairHeads.has(tokens[0].image));
  if (isPair && tokens[tokens.length - 1].image !== '{')
    return { kind: 'pair', cells: [textFrom(0, equals), textFrom(equals)], gaps: [0, 1] };
  if (tokens[1]?.image === '{' && tokens.length > 2)
    return { kind: 'block', cells: [tokens[0].image, textFrom(1)], gaps: [0, 1] };
  return undefined;
}

function goalColumns(tokens: readonly Token[], textFrom: (from: number, to?: number) => string): Columns | undefined {
  const comparison = tokens.findIndex((token) => /^[<>]=?$/.test(token.image));
  // P_plus has no region before it.
  if (comparison < 1 || (comparison === 1 && tokens[0].image !== 'P_plus')) return undefined;
  const level = tokens.findIndex((token, i) => i > comparison && (token.image === 'must' || token.image === 'prefer'));
  const from = tokens.findIndex((token, i) => i > comparison && token.image === 'from');
  const limitEnd = level > 0 ? level : from > 0 ? from : tokens.length;
  const levelEnd = from > 0 ? from : tokens.length;
  return {
    kind: 'goal',
    cells: [
      tokens[0].image,
      textFrom(1, comparison),
      textFrom(comparison, limitEnd),
      level > 0 ? textFrom(level, levelEnd) : '',
      from > 0 ? textFrom(from) : '',
    ],
    gaps: [0, 1, 1, 1, 2],
  };
}
