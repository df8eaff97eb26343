import type { Position, TextDocument } from 'vscode-languageserver-textdocument';
import { tokenise, tokensOfLine } from '../language/parse.ts';
import { positionAt, type Source } from '../language/source.ts';
import type { Token } from '../language/tokens.ts';
import { fileOf } from './locations.ts';

/** One version of an open text, with what is read from it; each part is read at most once. */
export interface PlanDocument {
  readonly uri: string;
  /** Absolute path, or the name of a text that is not saved yet. */
  readonly file: string;
  readonly version: number;
  readonly text: string;
  /** Binary data or UTF-16 that the editor opened as if it were text: nothing is read from it. */
  readonly isBinary: boolean;
  readonly source: Source;
  /** As the text has them, comments included. */
  readonly tokens: readonly Token[];
  /** The tokens of the line that an offset lies in, as the text has them, comments included. */
  tokensOfLineAt(offset: number): readonly Token[];
  offsetAt(position: Position): number;
  positionAt(offset: number): Position;
}

export function planDocument(
  document: TextDocument,
  inspectionOf: (plan: PlanDocument) => { readonly source: Source },
): PlanDocument {
  const { uri, version } = document;
  const file = fileOf(uri);
  const text = document.getText();
  const isBinary = text.includes('\0');
  let source: Source | undefined;
  let tokens: readonly Token[] | undefined;
  return {
    uri,
    file,
    version,
    text,
    isBinary,
    get source() {
      return (source ??= inspectionOf(this).source);
    },
    get tokens() {
      return (tokens ??= tokenise(isBinary ? '' : text).raw);
    },
    tokensOfLineAt(offset) {
      if (isBinary) return [];
      const { lineStarts } = this.source;
      const { line } = positionAt(this.source, offset);
      return tokensOfLine(text, { start: lineStarts[line], end: lineStarts[line + 1] ?? text.length });
    },
    offsetAt(position) {
      return offsetIn(this.source.lineStarts, text.length, position);
    },
    positionAt(offset) {
      return positionAt(this.source, offset);
    },
  };
}

function offsetIn(lineStarts: readonly number[], length: number, { line, character }: Position): number {
  if (line >= lineStarts.length) return length;
  return Math.min(lineStarts[line] + character, lineStarts[line + 1] ?? length);
}
