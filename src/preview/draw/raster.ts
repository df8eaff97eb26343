import type { Grid } from '../../patient/grid.ts';
import { divergingStops, rampAt, type Rgb, uptakeStops, viridisStops } from '../palette.ts';
import type { Frame } from './plane.ts';
import { reslice } from './reslice.ts';
import type { Raster } from './scene.ts';

export interface ImageLayer {
  readonly grid: Grid;
  readonly values: Float32Array;
}

/** Grey window: black at `level − width/2`, white at `level + width/2`, in the image's own unit. */
export interface GreyWindow {
  readonly level: number;
  readonly width: number;
}

/** A colour scale over an image: colour by value between `low` and `high`, opacity rising from nothing at `clearBelow` to `opacity` at `fullFrom`, to both sides of 0 where it diverges. */
export interface WashScale {
  readonly stops: readonly Rgb[];
  readonly low: number;
  readonly high: number;
  readonly clearBelow: number;
  readonly fullFrom: number;
  readonly opacity: number;
  readonly diverges?: boolean;
}

/** Dose wash, Gy, in the proportions of 4 to 80 Gy for a prescription of 70 Gy; reaches up to the hot spot when that is within 30 %. */
export function doseScale(hundredPercentGy: number, maxGy: number): WashScale {
  const step = hundredPercentGy >= 30 ? 5 : hundredPercentGy >= 6 ? 1 : 0.1;
  const wanted = Math.max((80 / 70) * hundredPercentGy, Math.min(maxGy, 1.3 * hundredPercentGy));
  return {
    stops: viridisStops,
    low: (4 / 70) * hundredPercentGy,
    high: Math.ceil(wanted / step - 1e-9) * step,
    clearBelow: (5 / 70) * hundredPercentGy,
    fullFrom: (14 / 70) * hundredPercentGy,
    opacity: 0.34,
  };
}

/** Uptake laid over a grey image, from nothing at zero to its full colour at `ceiling` and above. */
export function uptakeScale(ceiling: number): WashScale {
  const high = ceiling > 0 ? ceiling : 1;
  return { stops: uptakeStops, low: 0, high, clearBelow: 0.05 * high, fullFrom: 0.4 * high, opacity: 0.7 };
}

/** A difference of doses, Gy: blue where it is below 0, red above, nothing where it is small. */
export function differenceScale(mostGy: number): WashScale {
  const high = [1, 2, 5, 10, 20, 50].find((step) => step >= 0.6 * mostGy) ?? 50;
  return {
    stops: divergingStops,
    low: -high,
    high,
    clearBelow: 0.06 * high,
    fullFrom: 0.25 * high,
    opacity: 0.72,
    diverges: true,
  };
}

/** Colour and opacity (0 to 1) of a wash at a value. */
export function washAt(scale: WashScale, value: number): { colour: Rgb; opacity: number } {
  const share = (value - scale.low) / (scale.high - scale.low);
  const size = scale.diverges ? Math.abs(value) : value;
  const rise = (size - scale.clearBelow) / (scale.fullFrom - scale.clearBelow);
  return { colour: rampAt(scale.stops, share), opacity: scale.opacity * Math.min(Math.max(rise, 0), 1) };
}

/** RGBA of one slice: the image in its grey window, black outside it, with a wash over it, where `within` is given only in that region (signed distance, mm). */
export function drawSlice(
  image: ImageLayer,
  window: GreyWindow,
  wash: (ImageLayer & { scale: WashScale; within?: ImageLayer }) | undefined,
  frame: Frame,
  pixelRatio: number,
): Raster {
  const width = Math.max(1, Math.round(frame.widthPx * pixelRatio));
  const height = Math.max(1, Math.round(frame.heightPx * pixelRatio));
  const grey = reslice(image.grid, image.values, frame, width, height);
  const over = wash && reslice(wash.grid, wash.values, frame, width, height);
  const depth = wash?.within && reslice(wash.within.grid, wash.within.values, frame, width, height);
  const table = wash && washTable(wash.scale);
  const data = new Uint8ClampedArray(width * height * 4);
  const low = window.level - window.width / 2;
  const perUnit = 255 / window.width;
  for (let p = 0, o = 0; p < grey.length; p++, o += 4) {
    const shade = grey[p] >= low ? Math.min((grey[p] - low) * perUnit, 255) : 0;
    let red = shade;
    let green = shade;
    let blue = shade;
    if (over && table && over[p] > table.above && (!depth || depth[p] <= 0)) {
      const place = Math.round((over[p] - table.from) * table.perUnit);
      const entry = 4 * Math.min(Math.max(place, 0), tableLength - 1);
      const keep = 1 - table.rgba[entry + 3];
      red = red * keep + table.rgba[entry];
      green = green * keep + table.rgba[entry + 1];
      blue = blue * keep + table.rgba[entry + 2];
    }
    data[o] = red;
    data[o + 1] = green;
    data[o + 2] = blue;
    data[o + 3] = 255;
  }
  return { width, height, pixelRatio, data };
}

const tableLength = 1024;

/** Premultiplied colours from where there is something to see, `above`, to `high`; the last one holds above it, and the first below one that diverges. */
function washTable(scale: WashScale): { from: number; above: number; perUnit: number; rgba: Float32Array } {
  const from = scale.diverges ? scale.low : scale.clearBelow;
  const above = scale.diverges ? -Infinity : from;
  const perUnit = (tableLength - 1) / (scale.high - from);
  const rgba = new Float32Array(tableLength * 4);
  for (let n = 0; n < tableLength; n++) {
    const { colour, opacity } = washAt(scale, from + n / perUnit);
    for (let c = 0; c < 3; c++) rgba[4 * n + c] = colour[c] * opacity;
    rgba[4 * n + 3] = opacity;
  }
  return { from, above, perUnit, rgba };
}
