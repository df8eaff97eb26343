import { scaleLinear, scaleLog } from 'd3-scale';
import { escaped } from '../../src/preview/draw/escaped.ts';

/** Charts one above the other, of one thing. */
export interface Figure {
  readonly title: string;
  readonly plots: readonly Plot[];
}

/** A chart of the page. Colours are the page's, by class, so that it follows the reader's light or dark. */
export interface Plot {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly curves: readonly Curve[];
  /** Stripes across the x axis: a slab, the field. */
  readonly stripes?: readonly { readonly from: number; readonly to: number; readonly label: string }[];
  /** Tolerances, drawn as dashed lines at ± the value. */
  readonly limits?: readonly { readonly value: number; readonly label: string; readonly kind: 'required' | 'aim' }[];
  readonly heightPx?: number;
  readonly yScale?: 'linear' | 'log';
}

export interface Curve {
  readonly points: readonly (readonly [number, number])[];
  /** `reference` as dots, the engine as a line. */
  readonly mark: 'line' | 'dots';
  /** Index of its colour; a reference has its engine's. */
  readonly colour: number;
  readonly label?: string;
}

const width = 460;
const margin = { left: 42, right: 14, top: 24, bottom: 34 };

/** `id` tells apart the charts of a page, and names them for those who do not see them. */
export function plotSvg(plot: Plot, id: string): string {
  const height = plot.heightPx ?? 260;
  const bottom = height - margin.bottom;
  const x = scaleLinear(plot.x, [margin.left, width - margin.right]);
  const y = (plot.yScale === 'log' ? scaleLog : scaleLinear)(plot.y, [bottom, margin.top]);
  const clip = `clip-${slug(id)}`;
  const xTicks = x.ticks(7);
  const yTicks = plot.yScale === 'log' ? decades(plot.y) : y.ticks(Math.max(3, Math.round(height / 45)));
  const at = (value: number) => px(y(value));
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${id}: ${plot.yLabel} by ${plot.xLabel}`)}">`,
    `<clipPath id="${clip}"><rect x="${margin.left}" y="${margin.top}" width="${width - margin.left - margin.right}" height="${bottom - margin.top}"/></clipPath>`,
    ...(plot.stripes ?? []).map(
      ({ from, to, label }) =>
        `<rect class="stripe" x="${px(x(from))}" y="${margin.top}" width="${px(x(to) - x(from))}" height="${bottom - margin.top}"/>` +
        `<text class="stripe-label" x="${px(x((from + to) / 2))}" y="${bottom - 6}">${escaped(label)}</text>`,
    ),
    ...yTicks.map((tick) => `<path class="grid" d="M${margin.left} ${at(tick)}H${width - margin.right}"/>`),
    ...yTicks.map(
      (tick) => `<text class="tick y" x="${margin.left - 6}" y="${px(y(tick) + 3.5)}">${number(tick)}</text>`,
    ),
    ...xTicks.map((tick) => `<path class="tick-mark" d="M${px(x(tick))} ${bottom}v4"/>`),
    ...xTicks.map((tick) => `<text class="tick x" x="${px(x(tick))}" y="${bottom + 16}">${number(tick)}</text>`),
    `<path class="axis" d="M${margin.left} ${bottom}H${width - margin.right}"/>`,
    `<text class="label x" x="${width - margin.right}" y="${height - 4}">${escaped(plot.xLabel)}</text>`,
    `<text class="label y" x="${margin.left - 34}" y="11">${escaped(plot.yLabel)}</text>`,
    `<g clip-path="url(#${clip})">`,
    ...(plot.limits ?? []).flatMap(({ value, kind, label }) => [
      `<path class="limit ${kind}" d="M${margin.left} ${at(value)}H${width - margin.right}M${margin.left} ${at(-value)}H${width - margin.right}"/>`,
      `<text class="limit-label ${kind}" x="${width - margin.right - 4}" y="${px(y(value) - 3)}">${escaped(label)}</text>`,
    ]),
    ...plot.curves.map((curve) => curveSvg(curve, x, y)),
    '</g>',
    '</svg>',
  ].join('\n');
}

function curveSvg(curve: Curve, x: (value: number) => number, y: (value: number) => number): string {
  const title = curve.label ? `<title>${escaped(curve.label)}</title>` : '';
  if (curve.mark === 'line') {
    const path = curve.points.map(([a, b], i) => `${i === 0 ? 'M' : 'L'}${px(x(a))} ${px(y(b))}`).join('');
    return `<path class="curve c${curve.colour}" d="${path}">${title}</path>`;
  }
  // One path of round-capped dots is a fraction of the bytes of a circle each.
  const dots = curve.points.map(([a, b]) => `M${px(x(a))} ${px(y(b))}h0`).join('');
  return `<path class="dots c${curve.colour}" d="${dots}">${title}</path>`;
}

function decades([from, to]: readonly [number, number]): number[] {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

function slug(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function number(value: number): string {
  return String(Number(value.toPrecision(6))).replace('-', '−');
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
