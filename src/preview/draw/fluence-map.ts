import { segmentsOf, type PreviewBeam } from '../beam.ts';
import { rampAt, type Rgb } from '../palette.ts';
import type { EyeFrame } from './eye-frame.ts';
import type { Raster } from './scene.ts';

/**
 * Monitor units per fraction that pass through each place of the isocentre plane, in the axes of the beam-limiting device: the sum of a beam's
 * segments. Openings alone count: what leaks through leaves and jaws and what the head scatters is left out. Cell (c, r) lies around `first + cellMm · (c, r)`.
 */
export interface FluenceMap {
  readonly columns: number;
  readonly rows: number;
  readonly cellMm: number;
  readonly first: readonly [number, number];
  readonly mu: Float32Array;
  readonly maxMu: number;
  /** One opening alone: what passes it is the same everywhere. */
  readonly isFlat: boolean;
}

const cellMm = 0.5;

export function fluenceMap(beam: PreviewBeam): FluenceMap {
  const segments = segmentsOf(beam).map(({ segment }) => segment);
  const points = segments.flatMap(({ outlineMm }) => outlineMm.flat());
  if (points.length === 0)
    return { columns: 1, rows: 1, cellMm, first: [0, 0], mu: new Float32Array(1), maxMu: 0, isFlat: true };
  const low = ([0, 1] as const).map((axis) => Math.floor(points.reduce((m, p) => Math.min(m, p[axis]), Infinity) / cellMm)); // prettier-ignore
  const high = ([0, 1] as const).map((axis) => Math.ceil(points.reduce((m, p) => Math.max(m, p[axis]), -Infinity) / cellMm)); // prettier-ignore
  const [columns, rows] = [Math.max(high[0] - low[0], 1), Math.max(high[1] - low[1], 1)];
  const mu = new Float32Array(columns * rows);
  for (const { outlineMm, mu: ofSegment } of segments) {
    for (let r = 0; r < rows; r++) {
      const crossings = crossingsAt(outlineMm, (low[1] + r + 0.5) * cellMm);
      for (let n = 0; n + 1 < crossings.length; n += 2) {
        const [from, to] = [crossings[n] / cellMm - low[0], crossings[n + 1] / cellMm - low[0]];
        for (let c = Math.max(Math.floor(from), 0); c < Math.min(to, columns); c++)
          mu[r * columns + c] += ofSegment * (Math.min(c + 1, to) - Math.max(c, from));
      }
    }
  }
  const first = [(low[0] + 0.5) * cellMm, (low[1] + 0.5) * cellMm] as const;
  const maxMu = mu.reduce((most, value) => Math.max(most, value), 0);
  return { columns, rows, cellMm, first, mu, maxMu, isFlat: segments.length === 1 };
}

/** Where a line along x enters and leaves an opening, ascending. */
function crossingsAt(parts: FluenceOutline, y: number): number[] {
  const found: number[] = [];
  for (const part of parts) {
    part.forEach(([x1, y1], n) => {
      const [x2, y2] = part[(n + 1) % part.length];
      if (y1 > y !== y2 > y) found.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    });
  }
  return found.sort((a, b) => a - b);
}

type FluenceOutline = PreviewBeam['positions'][number]['segments'][number]['outlineMm'];

/** Where there is nothing to tell apart, a colour from the middle of the scale. */
const flatShare = 0.35;

/** The map as a wash in the frame, clear where nothing passes. */
export function fluenceRaster(
  map: FluenceMap,
  stops: readonly Rgb[],
  frame: EyeFrame,
  { collimatorDeg, pixelRatio }: { readonly collimatorDeg: number; readonly pixelRatio: number },
): Raster {
  const width = Math.max(1, Math.round(frame.widthPx * pixelRatio));
  const height = Math.max(1, Math.round(frame.heightPx * pixelRatio));
  const data = new Uint8ClampedArray(width * height * 4);
  const mmPerPixel = frame.mmPerPx / pixelRatio;
  const angle = (collimatorDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let j = 0, o = 0; j < height; j++) {
    const y = (height / 2 - j - 0.5) * mmPerPixel;
    for (let i = 0; i < width; i++, o += 4) {
      const x = (i + 0.5 - width / 2) * mmPerPixel;
      const mu = muAt(map, cos * x + sin * y, cos * y - sin * x);
      if (mu <= 0) continue;
      const colour = rampAt(stops, map.isFlat ? flatShare : mu / map.maxMu);
      for (let c = 0; c < 3; c++) data[o + c] = colour[c];
      data[o + 3] = 255;
    }
  }
  return { width, height, pixelRatio, data };
}

/** At a place of the isocentre plane in the axes of the beam-limiting device, mm. */
export function muAt({ columns, rows, cellMm: cell, first, mu }: FluenceMap, x: number, y: number): number {
  const c = Math.round((x - first[0]) / cell);
  const r = Math.round((y - first[1]) / cell);
  return c >= 0 && r >= 0 && c < columns && r < rows ? mu[r * columns + c] : 0;
}
