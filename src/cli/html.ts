import { escaped } from '../preview/draw/escaped.ts';

/** What is markup already, as a cell that has some. */
export interface Markup {
  readonly html: string;
}

export type Cell = string | Markup;

export interface HtmlTable {
  readonly caption?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns whose cells stand at the right. */
  readonly numbers?: ReadonlySet<number>;
}

/** A table whose cells are escaped unless they are markup; nothing without rows. */
export function htmlTable({ caption, head, rows, numbers }: HtmlTable): string {
  if (rows.length === 0) return '';
  const align = (column: number): string => (numbers?.has(column) ? ' class="number"' : '');
  const cells = (row: readonly Cell[]): string =>
    row.map((cell, n) => `<td${align(n)}>${typeof cell === 'string' ? escaped(cell) : cell.html}</td>`).join('');
  return `<div class="table"><table>${caption === undefined ? '' : `<caption>${escaped(caption)}</caption>`}
<thead><tr>${head.map((words, n) => `<th scope="col"${align(n)}>${escaped(words)}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table></div>
`;
}

/** An SVG document as an image that is part of the page; its words are the image's own. */
export function svgImage(svg: string, alt: string, darkSvg?: string): string {
  const image = `<img src="${svgUrl(svg)}" alt="${escaped(alt)}">`;
  return darkSvg === undefined
    ? image
    : `<picture><source media="(prefers-color-scheme: dark)" srcset="${svgUrl(darkSvg)}">${image}</picture>`;
}

/** Base64: in `srcset` a comma or a space would end the address. */
function svgUrl(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
