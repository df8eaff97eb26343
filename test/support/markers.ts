/** Takes `<|` and `|>` out of a text and gives the ranges, as offsets, that they enclosed. */
export function unmarked(marked: string): { text: string; ranges: { start: number; end: number }[] } {
  const ranges: { start: number; end: number }[] = [];
  let text = '';
  let start = 0;
  for (const part of marked.split(/(<\||\|>)/)) {
    if (part === '<|') start = text.length;
    else if (part === '|>') ranges.push({ start, end: text.length });
    else text += part;
  }
  return { text, ranges };
}

/** Offset of a 0-based line and character, lines as editors count them. */
export function offsetAt(text: string, { line, character }: { line: number; character: number }): number {
  const lineEnd = /\r\n|\n|\r/g;
  for (let i = 0; i < line; i++) lineEnd.exec(text);
  return lineEnd.lastIndex + character;
}
