/** A picture as plain data: what a view draws, before anything knows whether it becomes SVG text or elements of a page. Lengths in CSS pixels. */

export type Point = readonly [number, number];

export interface Polyline {
  readonly points: readonly Point[];
  /** The last point joins the first; the first is not repeated. */
  readonly closed: boolean;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What tests, screen readers and pointer handlers know an item by: written as `data-` attributes. */
export type ItemData = Readonly<Record<string, string>>;

export interface PathItem {
  readonly kind: 'path';
  readonly lines: readonly Polyline[];
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly dash?: string;
  readonly fill?: string;
  readonly opacity?: number;
  /** A dark line under the line, so that it shows on any image. */
  readonly casing?: { readonly width: number; readonly opacity: number };
  readonly data?: ItemData;
}

export interface RectItem extends Box {
  readonly kind: 'rect';
  readonly fill: string;
  readonly opacity?: number;
  readonly radius?: number;
  readonly stroke?: string;
  readonly data?: ItemData;
}

export interface TextSpan {
  readonly text: string;
  readonly fill?: string;
  readonly weight?: 400 | 600;
}

export interface TextItem {
  readonly kind: 'text';
  /** Anchor and base line. */
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly spans: readonly TextSpan[];
  readonly size: number;
  readonly weight: 400 | 600;
  readonly fill: string;
  /** Colour of an outline that keeps the text readable on an image or over lines. */
  readonly halo?: string;
  readonly rotateDeg?: number;
  readonly data?: ItemData;
}

export type SceneItem = PathItem | RectItem | TextItem;

/** RGBA pixels, rows from the top. */
export interface Raster {
  /** Pixels of the raster to one of the scene. */
  readonly pixelRatio: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export interface Scene {
  readonly widthPx: number;
  readonly heightPx: number;
  /** What a screen reader says of the picture. */
  readonly title: string;
  readonly background?: string;
  /** Drawn first, from the top left corner. */
  readonly raster?: Raster;
  readonly items: readonly SceneItem[];
}

/** Advance width of a text, px. Pages measure with their own font, Node with DejaVu Sans. */
export type MeasureText = (text: string, sizePx: number, weight: 400 | 600) => number;

export function text(
  x: number,
  y: number,
  content: string | readonly TextSpan[],
  look: Partial<Omit<TextItem, 'kind' | 'x' | 'y' | 'spans'>> = {},
): TextItem {
  const spans = typeof content === 'string' ? [{ text: content }] : content;
  return { kind: 'text', x, y, spans, anchor: 'start', size: 12, weight: 400, fill: '#e8e8e8', ...look };
}

export function segment(x1: number, y1: number, x2: number, y2: number): Polyline {
  return {
    points: [
      [x1, y1],
      [x2, y2],
    ],
    closed: false,
  };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export function grown(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by };
}
