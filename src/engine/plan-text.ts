/** Plan text is UTF-8; anything else is refused by name rather than shown as gibberish. */
export function decodeText(bytes: Uint8Array): { text: string } | { refused: string } {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { refused: 'is UTF-16 text; save it as UTF-8.' };
  if (bytes.includes(0)) return { refused: 'is a binary file, not plan text.' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { refused: 'is not UTF-8 text; save it as UTF-8.' };
  }
}
