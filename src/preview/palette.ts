import viridis from './viridis.json' with { type: 'json' };
import type { PreviewRegion } from './model.ts';

export type Ground = 'dark' | 'light';

/** One colour for images and dark surfaces, one for light surfaces. */
export interface TwoTone {
  readonly dark: string;
  readonly light: string;
}

export type Rgb = readonly [number, number, number];

export function rgb(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

export function hex([r, g, b]: Rgb): string {
  return `#${[r, g, b].map((c) => Math.round(c).toString(16).padStart(2, '0')).join('')}`;
}

/** The colour at `share` (0 to 1, clamped) of a ramp of equally spaced stops. */
export function rampAt(stops: readonly Rgb[], share: number): Rgb {
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const i = Math.min(Math.floor(place), stops.length - 2);
  return mix(stops[i], stops[i + 1], place - i);
}

export const viridisStops: readonly Rgb[] = viridis.colours.map(rgb);

/** Black through orange to white, for uptake over a grey image. */
export const uptakeStops: readonly Rgb[] = ['#000000', '#5a0a1e', '#b3261e', '#f26b1d', '#ffc04d', '#fffbe6'].map(rgb);

/** Lightness rises with dose on images and falls with it on light surfaces, so that order survives colour blindness. */
const isodoseAnchors: readonly { percent: number; colour: TwoTone }[] = [
  { percent: 10, colour: { dark: '#8a7fd0', light: '#6a5fb8' } },
  { percent: 30, colour: { dark: '#8f9bff', light: '#4a55c7' } },
  { percent: 50, colour: { dark: '#2fc6c8', light: '#0b848a' } },
  { percent: 80, colour: { dark: '#7ddb5c', light: '#3c8f1f' } },
  { percent: 95, colour: { dark: '#fde725', light: '#a68a00' } },
  { percent: 107, colour: { dark: '#fff7b8', light: '#8a4b00' } },
];

/** Colour of an isodose level, per cent of the reference dose; levels between the usual ones take a mixture. */
export function isodoseColour(levelPercent: number): TwoTone {
  const last = isodoseAnchors.length - 1;
  if (levelPercent <= isodoseAnchors[0].percent) return isodoseAnchors[0].colour;
  if (levelPercent >= isodoseAnchors[last].percent) return isodoseAnchors[last].colour;
  const i = isodoseAnchors.findIndex((a) => a.percent > levelPercent) - 1;
  const [low, high] = [isodoseAnchors[i], isodoseAnchors[i + 1]];
  const share = (levelPercent - low.percent) / (high.percent - low.percent);
  return {
    dark: hex(mix(rgb(low.colour.dark), rgb(high.colour.dark), share)),
    light: hex(mix(rgb(low.colour.light), rgb(high.colour.light), share)),
  };
}

const body: TwoTone = { dark: '#8a8a8a', light: '#8a8a8a' };
const cord: TwoTone = { dark: '#ff9f43', light: '#b85c00' };
const parotid: TwoTone = { dark: '#7cc7ff', light: '#0b6fb8' };
const gross: readonly TwoTone[] = [
  { dark: '#ff8ac0', light: '#c2378a' },
  { dark: '#e7b0ff', light: '#8b2fb0' },
];
const subtargets: readonly TwoTone[] = [
  { dark: '#ff3d9a', light: '#8e0f5c' },
  { dark: '#ff6f61', light: '#a3271b' },
  { dark: '#d07bff', light: '#6a1fa0' },
];
const margins: readonly TwoTone[] = [
  { dark: '#f5f5f5', light: '#1f1f1f' },
  { dark: '#b9b9b9', light: '#6b6b6b' },
  { dark: '#d9cfc0', light: '#4d4638' },
];
const organs: readonly TwoTone[] = [
  parotid,
  { dark: '#d9b98a', light: '#7d5a1e' },
  { dark: '#f29a9a', light: '#a83a3a' },
  { dark: '#b8c4d6', light: '#4b5f75' },
  { dark: '#e0a0d8', light: '#8a3d80' },
  { dark: '#ffc08a', light: '#96500a' },
];

/** One colour per region, the same in every view: by role and order, and by name where a name is customary. */
export function regionColours(
  regions: readonly Pick<PreviewRegion, 'name' | 'role' | 'derived'>[],
): ReadonlyMap<string, TwoTone> {
  const colours = new Map<string, TwoTone>();
  const used = new Set<TwoTone>();
  for (const region of regions) {
    const colour = chooseColour(region, used);
    used.add(colour);
    colours.set(region.name, colour);
  }
  return colours;
}

function chooseColour(region: Pick<PreviewRegion, 'name' | 'role' | 'derived'>, used: ReadonlySet<TwoTone>): TwoTone {
  if (region.role === 'body') return body;
  if (region.role === 'subtarget') return firstFree(subtargets, used);
  if (region.role === 'target') return firstFree(region.derived || /ptv/i.test(region.name) ? margins : gross, used);
  if (/cord|medulla|myel/i.test(region.name) && !used.has(cord)) return cord;
  if (/parotid/i.test(region.name) && !used.has(parotid)) return parotid;
  return firstFree(organs, used);
}

function firstFree(list: readonly TwoTone[], used: ReadonlySet<TwoTone>): TwoTone {
  return list.find((colour) => !used.has(colour)) ?? list[used.size % list.length];
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}
