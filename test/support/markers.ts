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

/** Offset of a 0-based line and character. */
export function offsetAt(text: string, { line, character }: { line: number; character: number }): number {
  let offset = 0;
  for (let i = 0; i < line; i++) offset = text.indexOf('\n', offset) + 1;
  return offset + character;
}
