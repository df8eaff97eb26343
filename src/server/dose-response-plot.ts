import { ntcpOfUniformDose } from '../evidence/dose-response.ts';
import type { NtcpParameters } from '../evidence/ntcp-parameters.ts';

const [width, height] = [420, 190];
const box = { left: 40, right: 300, top: 10, bottom: 152 };
const mostGy = 100;
/** Told apart with any colour vision, and on light and dark ground (Okabe and Ito). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];
const grey = '#808080';

/** Complication probability against uniform EQD2, a curve a row, as an SVG that reads on light and dark ground. A line marks `markGy`. */
export function doseResponsePlot(
  rows: readonly { readonly row: NtcpParameters; readonly name: string }[],
  markGy?: number,
): string {
  const x = (gy: number): number => box.left + (gy / mostGy) * (box.right - box.left);
  const y = (probability: number): number => box.bottom - probability * (box.bottom - box.top);
  const shown = rows.slice(0, colours.length);
  const parts = [
    ...[0, 25, 50, 75, 100].map(
      (gy) =>
        `<path d="M${x(gy)} ${box.top}V${box.bottom}" stroke="${grey}" stroke-opacity="0.3"/><text x="${x(gy)}" y="${box.bottom + 14}" text-anchor="middle">${gy}</text>`,
    ),
    ...[0, 0.5, 1].map(
      (p) =>
        `<path d="M${box.left} ${y(p)}H${box.right}" stroke="${grey}" stroke-opacity="0.3"/><text x="${box.left - 6}" y="${y(p) + 4}" text-anchor="end">${100 * p} %</text>`,
    ),
    ...shown.map(({ row }, i) => `<path d="${curve(row, x, y)}" fill="none" stroke="${colours[i]}" stroke-width="2"/>`),
    ...shown.map(
      ({ name }, i) =>
        `<path d="M${box.right + 10} ${box.top + 10 + 18 * i}h14" stroke="${colours[i]}" stroke-width="2"/><text x="${box.right + 28}" y="${box.top + 14 + 18 * i}">${escaped(name)}</text>`,
    ),
    ...(markGy !== undefined && markGy <= mostGy
      ? [
          `<path d="M${x(markGy).toFixed(1)} ${box.top}V${box.bottom}" stroke="${grey}" stroke-width="1.5" stroke-dasharray="4 3"/>`,
        ]
      : []),
    `<text x="${(box.left + box.right) / 2}" y="${height - 8}" text-anchor="middle">whole organ, EQD2 (Gy)</text>`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="${grey}">${parts.join('')}</svg>`;
}

function curve(row: NtcpParameters, x: (gy: number) => number, y: (probability: number) => number): string {
  const steps = 50;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const gy = (i / steps) * mostGy;
    return `${i === 0 ? 'M' : 'L'}${x(gy).toFixed(1)} ${y(ntcpOfUniformDose(row, gy)).toFixed(1)}`;
  }).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
