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

/** Blue over white to red (ColorBrewer RdBu, turned round), for differences: told apart by those who see no red or no green. */
export const divergingStops: readonly Rgb[] = [
  '#2166ac',
  '#67a9cf',
  '#d1e5f0',
  '#f7f7f7',
  '#fddbc7',
  '#ef8a62',
  '#b2182b',
].map(rgb);

/** Fluence on the ground of a theme, from hardly any to the most: away from the ground, and never so far that outlines over it are lost. */
export const fluenceStops: Readonly<Record<Ground, readonly Rgb[]>> = {
  dark: ['#1d2f45', '#1f4a73', '#236a9c', '#2f8cc0', '#55addb'].map(rgb),
  light: ['#e6f0fa', '#c6def2', '#9cc5e8', '#6fa8da', '#4a8cc8'].map(rgb),
};

/** Beams and their openings. */
export const beamColour: TwoTone = { dark: '#e2b24a', light: '#a86a00' };

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
const planningTargets: readonly TwoTone[] = [
  { dark: '#f5f5f5', light: '#1f1f1f' },
  { dark: '#b9b9b9', light: '#6b6b6b' },
  { dark: '#d9cfc0', light: '#4d4638' },
];
const clinicalTargets: readonly TwoTone[] = [
  { dark: '#cdbcff', light: '#6a4fc0' },
  { dark: '#a9b8e8', light: '#465aa0' },
  { dark: '#e3c8f5', light: '#805a9c' },
];
const organs: readonly TwoTone[] = [
  { dark: '#d9b98a', light: '#7d5a1e' },
  { dark: '#f29a9a', light: '#a83a3a' },
  { dark: '#b8c4d6', light: '#4b5f75' },
  { dark: '#e0a0d8', light: '#8a3d80' },
  { dark: '#ffc08a', light: '#96500a' },
  { dark: '#9ad0e0', light: '#2a6a80' },
];
/** For whatever has no colour left in its own list. */
const further: readonly TwoTone[] = [
  { dark: '#c9b79c', light: '#6e5a36' },
  { dark: '#d6a5b8', light: '#8a4560' },
  { dark: '#a8c4b0', light: '#45684f' },
  { dark: '#e6a57a', light: '#94461a' },
  { dark: '#b0a8d8', light: '#5a5090' },
  { dark: '#d4d08c', light: '#68641a' },
  { dark: '#a0b0b8', light: '#52636b' },
  { dark: '#f0b8a8', light: '#a04a35' },
];

type Coloured = Pick<PreviewRegion, 'name' | 'role' | 'derived'>;

/** One colour per region, the same in every view: by name where a name is customary, then by role and order. */
export function regionColours(regions: readonly Coloured[]): ReadonlyMap<string, TwoTone> {
  const colours = new Map<string, TwoTone>();
  const used = new Set<TwoTone>();
  const give = (region: Coloured, colour: TwoTone) => {
    used.add(colour);
    colours.set(region.name, colour);
  };
  for (const region of regions) {
    const customary = customaryColour(region);
    if (customary && !used.has(customary)) give(region, customary);
  }
  for (const region of regions) if (!colours.has(region.name)) give(region, firstFree(listFor(region), used));
  return colours;
}

function customaryColour({ name, role }: Coloured): TwoTone | undefined {
  if (role === 'body') return body;
  if (role !== 'organ') return undefined;
  if (/cord|medulla|myel/i.test(name)) return cord;
  return /parotid/i.test(name) ? parotid : undefined;
}

function listFor({ name, role, derived }: Coloured): readonly TwoTone[] {
  if (role === 'organ' || role === 'body') return organs;
  if (role === 'subtarget') return subtargets;
  if (/ctv/i.test(name)) return clinicalTargets;
  return derived || /ptv/i.test(name) ? planningTargets : gross;
}

function firstFree(list: readonly TwoTone[], used: ReadonlySet<TwoTone>): TwoTone {
  return [...list, ...further].find((colour) => !used.has(colour)) ?? further[used.size % further.length];
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}
