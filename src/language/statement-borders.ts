import { afterTopLevelWord, afterOtherTopLevelWords, topLevelWords } from './vocabulary.ts';

/** A part of a text that is read by itself: one or more statements of the top level, with what stands behind them up to the next. */
export interface TextPiece {
  readonly start: number;
  readonly text: string;
}

/**
 * Cuts a text where a word of the top level begins a statement at the left margin, so that an edit costs the reading of its own piece alone. Inside
 * of braces nothing is cut, unless the braces of the text do not balance: then such a word begins a statement whatever is still open, as where
 * braces are mended (`repairBraces`). So a piece means by itself what it means in its text.
 */
export function piecesOf(text: string): TextPiece[] {
  const borders: { readonly at: number; readonly depth: number }[] = [{ at: 0, depth: 0 }];
  let depth = 0;
  let balanced = true;
  marks.lastIndex = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    switch (text.charCodeAt(mark.index)) {
      case openingBrace:
        depth++;
        break;
      case closingBrace:
        if (--depth < 0) balanced = false;
        break;
      case lineFeed:
        borders.push({ at: mark.index + 1, depth });
        break;
      default:
    }
  }
  if (depth !== 0) balanced = false;
  const starts = borders.filter((border) => !balanced || border.depth === 0).map(({ at }) => at);
  return starts.map((start, i) => ({ start, text: text.slice(start, starts[i + 1] ?? text.length) }));
}

const openingBrace = '{'.charCodeAt(0);
const closingBrace = '}'.charCodeAt(0);
const lineFeed = '\n'.charCodeAt(0);

/** Text in quotes and comments (where braces are no braces), braces, and line ends before a word of the top level with what it needs next. */
const marks = new RegExp(
  `"[^"\\n]*"?|//[^\\n]*|[{}]|\\n(?=(?:${topLevelWords
    .map((word) => {
      const next = (afterTopLevelWord[word] ?? afterOtherTopLevelWords).source.replace(/^\^/, '');
      return `${word}(?![A-Za-z0-9_\\u00C0-\\u024F])[ \\t\\r\\f\\uFEFF\\u00A0]*${next}`;
    })
    .join('|')}))`,
  'g',
);
