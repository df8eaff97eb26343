import { roundStep } from '../preview/draw/round-step.ts';
import { escaped } from '../preview/draw/escaped.ts';

/** A curve of a plot, in data units. */
export interface Curve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Measured points rather than a line. */
  readonly points?: boolean;
}

const [width, height] = [640, 340];
const margin = { left: 56, right: 150, top: 30, bottom: 44 };
/** Okabe and Ito's colours: told apart with any colour vision. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];

/** A plot as one SVG element: axes with round ticks, curves, and their names beside them. */
export function linePlot(title: string, xTitle: string, yTitle: string, curves: readonly Curve[]): string {
  const xs = rangeOf(curves.flatMap(({ x }) => x));
  const ys = rangeOf([0, ...curves.flatMap(({ y }) => y)]);
  const px = (x: number): number =>
    margin.left + ((x - xs.low) / (xs.high - xs.low)) * (width - margin.left - margin.right);
  const py = (y: number): number => height - margin.bottom - ((y - ys.low) / (ys.high - ys.low)) * (height - margin.top - margin.bottom); // prettier-ignore
  const [left, right, top, bottom] = [px(xs.low), px(xs.high), py(ys.high), py(ys.low)];
  const parts = [
    ...ticks(xs).map((x) => `<path d="M${f(px(x))} ${f(bottom)}V${f(top)}" class="grid"/><text x="${f(px(x))}" y="${f(bottom + 16)}" text-anchor="middle">${label(x)}</text>`), // prettier-ignore
    ...ticks(ys).map((y) => `<path d="M${f(left)} ${f(py(y))}H${f(right)}" class="grid"/><text x="${f(left - 6)}" y="${f(py(y) + 4)}" text-anchor="end">${label(y)}</text>`), // prettier-ignore
    `<path d="M${f(left)} ${f(top)}V${f(bottom)}H${f(right)}" class="axis"/>`,
    `<text x="${f((left + right) / 2)}" y="${height - 8}" text-anchor="middle">${escaped(xTitle)}</text>`,
    `<text transform="translate(14 ${f((top + bottom) / 2)}) rotate(-90)" text-anchor="middle">${escaped(yTitle)}</text>`,
    `<text x="${f(left)}" y="18" class="title">${escaped(title)}</text>`,
    ...curves.flatMap((curve, n) => curveParts(curve, colours[n % colours.length], px, py)),
    ...curves.map(
      ({ name }, n) =>
        `<path d="M${right + 10} ${top + 8 + 18 * n}h18" stroke="${colours[n % colours.length]}" stroke-width="2"/><text x="${right + 33}" y="${top + 12 + 18 * n}">${escaped(name)}</text>`,
    ),
  ];
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${parts.join('')}</svg>`;
}

function curveParts(
  { x, y, points }: Curve,
  colour: string,
  px: (x: number) => number,
  py: (y: number) => number,
): string[] {
  if (points) return x.map((value, i) => `<circle cx="${f(px(value))}" cy="${f(py(y[i]))}" r="2" fill="none" stroke="${colour}"/>`); // prettier-ignore
  const d = x.map((value, i) => `${i === 0 ? 'M' : 'L'}${f(px(value))} ${f(py(y[i]))}`).join('');
  return [`<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.6"/>`];
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** From tick to tick round the values. */
function rangeOf(values: readonly number[]): Range {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const step = roundStep((high - low || 1) / 6);
  return { low: Math.floor(low / step + 1e-9) * step, high: Math.ceil(high / step - 1e-9) * step || step, step };
}

function ticks({ low, high, step }: Range): number[] {
  return Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
}

function label(value: number): string {
  return `${Number(value.toPrecision(6))}`;
}

function f(value: number): string {
  return value.toFixed(1);
}
