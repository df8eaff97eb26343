/** A table for the terminal: columns as wide as their widest cell, two spaces between them. */
export function table(
  header: readonly string[],
  cells: readonly (readonly string[])[],
  rightAligned: ReadonlySet<number>,
): string {
  const widths = header.map((h, column) => Math.max(h.length, ...cells.map((c) => c[column].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (rightAligned.has(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  return `${[header, ...cells].map(line).join('\n')}\n`;
}
