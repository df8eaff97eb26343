/** What stands around the anatomy in a slice: header, letters, scale bar, crosshair, colour bar, read-out, banners. */
import { fixed, gray, notDosimetricMark, researchNotice, signed, trimmed } from '../format.ts';
import { type MapName, mapWords } from '../map-names.ts';
import { noImage } from '../model.ts';
import { hex, isodoseColour } from '../palette.ts';
import type { Probe } from '../probe.ts';
import { planes, type Frame } from './plane.ts';
import { washAt, type WashScale } from './raster.ts';
import {
  segment,
  text,
  type Box,
  type MeasureText,
  type Point,
  type SceneItem,
  type TextItem,
  type TextSpan,
} from './scene.ts';
import { roundStep } from './round-step.ts';

/** Text on the image's surround, which is black in every theme. */
export const onImage = { text: '#e8e8e8', quiet: '#b4b4b4', halo: '#000000' } as const;

/** Items, and the box they take up. */
export interface Furniture {
  readonly items: readonly SceneItem[];
  readonly boxes: readonly Box[];
}

export function header(lines: readonly (readonly TextSpan[])[], measure: MeasureText): Furniture {
  const items = lines.map((spans, i) =>
    text(12, 18 + 15 * i, spans, {
      fill: i === 0 ? onImage.text : onImage.quiet,
      halo: onImage.halo,
      data: { part: 'header' },
    }),
  );
  return { items, boxes: items.map((item) => textBox(item, measure)) };
}

/** R/L, A/P, H/F in the middle of the edges, the lowest `footPx` higher, stepping aside for the header and the crosshair's lines. */
export function orientationLetters(
  frame: Frame,
  crosshair: Point | undefined,
  headBoxes: readonly Box[],
  footPx: number,
): Furniture {
  const { letters } = planes[frame.plane];
  const { widthPx: w, heightPx: h } = frame;
  const x =
    w / 2 +
    (crosshair && Math.abs(crosshair[0] - w / 2) < 14
      ? (crosshair[0] >= w / 2 ? -1 : 1) * 14 + crosshair[0] - w / 2
      : 0);
  const headEnd = Math.max(0, ...headBoxes.map((box) => box.x + box.width)) + 16;
  const topX = Math.max(x, headEnd) < w - 30 ? Math.max(x, headEnd) : x;
  const y =
    h / 2 +
    (crosshair && Math.abs(crosshair[1] - h / 2) < 14
      ? (crosshair[1] >= h / 2 ? -1 : 1) * 14 + crosshair[1] - h / 2
      : 0);
  const places: [string, number, number, string][] = [
    [letters.left, 14, y, 'left'],
    [letters.right, w - 14, y, 'right'],
    [letters.top, topX, 14, 'top'],
    [letters.bottom, x, h - 14 - footPx, 'bottom'],
  ];
  const boxes = places.map(([, px, py]): Box => ({ x: px - 9, y: py - 9, width: 18, height: 18 }));
  const items = places.flatMap(([letter, px, py, edge], i): SceneItem[] => [
    { kind: 'rect', ...boxes[i], fill: '#000000', opacity: 0.5, radius: 2 },
    text(px, py + 4.7, letter, { size: 13, weight: 600, anchor: 'middle', data: { part: 'orientation', edge } }),
  ]);
  return { items, boxes };
}

/** A bar of a round length, at most a quarter of the width, in the bottom left corner. */
export function scaleBar(frame: Frame, measure: MeasureText): Furniture {
  const mostMm = Math.min(frame.widthPx * 0.28, 200) * frame.mmPerPx;
  const lengthMm = [100, 50, 20, 10, 5, 2, 1].find((mm) => mm <= mostMm) ?? 1;
  const lengthPx = lengthMm / frame.mmPerPx;
  const label = lengthMm >= 10 ? `${lengthMm / 10} cm` : `${lengthMm} mm`;
  const y = frame.heightPx - 13;
  const x = 12;
  const bar: SceneItem = {
    kind: 'path',
    lines: [
      segment(x, y, x + lengthPx, y),
      segment(x, y - 3.5, x, y + 3.5),
      segment(x + lengthPx, y - 3.5, x + lengthPx, y + 3.5),
    ],
    stroke: onImage.text,
    strokeWidth: 1.5,
    casing: { width: 3, opacity: 0.55 },
    data: { part: 'scale', mm: String(lengthMm) },
  };
  const name = text(x + lengthPx + 7, y + 4.2, label, { halo: onImage.halo });
  return {
    items: [bar, name],
    boxes: [{ x: x - 2, y: y - 8, width: lengthPx + 14 + measure(label, 12, 400), height: 16 }],
  };
}

/** Two lines with a gap, so that the point itself stays in sight. */
export function crosshairLines(frame: Frame, [x, y]: Point, gapPx: number): SceneItem {
  const at = (value: number) => Math.round(value - 0.5) + 0.5;
  return {
    kind: 'path',
    lines: [
      segment(0, at(y), x - gapPx, at(y)),
      segment(x + gapPx, at(y), frame.widthPx, at(y)),
      segment(at(x), 0, at(x), y - gapPx),
      segment(at(x), y + gapPx, at(x), frame.heightPx),
    ],
    stroke: '#ffffff',
    strokeWidth: 1,
    opacity: 0.62,
    data: { part: 'crosshair' },
  };
}

export interface ColourBar {
  readonly scale: WashScale;
  readonly unit: string;
  /** The value at the bar's foot; 0 where not given. */
  readonly foot?: number;
  /** Isodose levels to mark on a dose bar. */
  readonly ticks: readonly { readonly value: number; readonly percent: number }[];
}

/** The colour scale down the right side, with round numbers on its left and the isodose levels across it. */
export function colourBar(frame: Frame, { scale, unit, ticks, foot = 0 }: ColourBar): Furniture {
  const top = 42;
  // It ends above the letter on the right, wherever that steps aside for the crosshair.
  const height = Math.min(216, frame.heightPx / 2 - top - 34);
  if (height < 60) return { items: [], boxes: [] };
  const x = frame.widthPx - 19;
  const span = scale.high - foot;
  const y = (value: number) => top + height * (1 - (value - foot) / span);
  const items: SceneItem[] = [text(x + 8, top - 16, unit, { anchor: 'end', fill: onImage.quiet, halo: onImage.halo })];
  const steps = 64;
  for (let n = 0; n < steps; n++) {
    const value = foot + span * (1 - n / steps);
    // Each strip reaches to the foot of the bar, under the next ones: no seams.
    items.push({
      kind: 'rect',
      x,
      y: top + (height * n) / steps,
      width: 8,
      height: height * (1 - n / steps),
      fill: hex(washAt(scale, value - span / steps / 2).colour),
    });
  }
  const step = roundStep(span / 4.5);
  for (let value = step * Math.ceil(foot / step - 1e-9); value <= scale.high + 1e-9; value += step) {
    items.push({ kind: 'path', lines: [segment(x - 4, y(value), x, y(value))], stroke: onImage.text, strokeWidth: 1 });
    items.push(
      text(x - 8, y(value) + 4, trimmed(value, 2), {
        anchor: 'end',
        halo: onImage.halo,
        data: { part: 'colour-bar-value' },
      }),
    );
  }
  for (const tick of ticks) {
    if (tick.value > scale.high) continue;
    items.push({
      kind: 'path',
      lines: [segment(x - 2, y(tick.value), x + 10, y(tick.value))],
      stroke: isodoseColour(tick.percent).dark,
      strokeWidth: 2,
      casing: { width: 4, opacity: 0.9 },
      data: { part: 'colour-bar-level', percent: String(tick.percent) },
    });
  }
  return { items, boxes: [{ x: x - 34, y: top - 30, width: 53, height: height + 40 }] };
}

/** The values under the crosshair, in the bottom right corner; the regions are shortened, never the dose. */
export function readout(
  frame: Frame,
  values: Probe,
  map: MapName | undefined,
  levelWidth: number,
  measure: MeasureText,
): Furniture {
  const spans: TextSpan[] = [];
  // A map's own value stands in the place of other images': there is room for one of them.
  for (const image of map ? values.images.slice(0, 1) : values.images) {
    const name = image.quantity === 'HU' ? 'HU' : image.name;
    const shown =
      image.value === undefined ? '–' : image.quantity === 'HU' ? fixed(image.value, 0) : fixed(image.value, 2);
    if (image.quantity !== noImage) spans.push({ text: `${name} `, fill: onImage.quiet }, { text: `${shown}   ` });
    if (image === values.images[0])
      spans.push({ text: `${values.doseGy === undefined ? 'no dose here' : gray(values.doseGy)}   `, weight: 600 });
  }
  // Of the planning image and the dose alone.
  const short = spans.slice(0, values.images[0].quantity === noImage ? 1 : 3);
  const shown = values.maps.find(({ name }) => name === map);
  if (shown) {
    const { title, unit } = mapWords[shown.name];
    const value = shown.value === undefined ? '–' : `${fixed(shown.value, 2)}${unit ? ` ${unit}` : ''}`;
    spans.push({ text: `${title} `, fill: onImage.quiet }, { text: `${value}   `, weight: 600 });
  }
  const y = frame.heightPx - 9;
  const whereIn = (content: readonly TextSpan[], place: string): TextSpan[] => [
    ...content,
    { text: 'in ', fill: onImage.quiet },
    { text: place },
  ];
  const [innermost, ...others] = values.regions;
  const inWords = (content: readonly TextSpan[]): (readonly TextSpan[])[] => [
    ...(innermost === undefined ? [] : [whereIn(content, values.regions.join(', '))]),
    ...(others.length > 0 ? [whereIn(content, `${innermost} +${others.length}`)] : []),
    content,
  ];
  const within = (px: number) => (content: readonly TextSpan[]) => measure(plain(content), 12, 600) <= px;
  const chosen = inWords(spans).find(within(frame.widthPx - levelWidth - 30));
  const above = [...inWords(spans), ...inWords(short)].find(within(frame.widthPx - 24));
  const content = trimEnd(chosen ?? above ?? short);
  // Where even the numbers do not fit beside the scale bar they stand above it.
  const item = text(frame.widthPx - 12, chosen ? y : y - 18, content, {
    anchor: 'end',
    halo: onImage.halo,
    data: { part: 'readout' },
  });
  return { items: [item], boxes: [textBox(item, measure)] };
}

function plain(spans: readonly TextSpan[]): string {
  return spans.map((s) => s.text).join('');
}

function trimEnd(spans: readonly TextSpan[]): TextSpan[] {
  return spans.map((s, i) => (i === spans.length - 1 ? { ...s, text: s.text.trimEnd() } : s));
}

/** NOT DOSIMETRIC across the top of a view; `reason` begins with these words and stands in full where there is room. */
export function notDosimetricBanner(
  frame: Pick<Frame, 'widthPx'>,
  top: number,
  reason: string,
  measure: MeasureText,
): Furniture {
  // The colour bar stands on the right and its like is left free on the left.
  const roomPx = frame.widthPx - 130;
  const words = measure(reason, 12, 600) + 16 <= roomPx ? reason : notDosimetricMark;
  const width = Math.min(measure(words, 12, 600) + 16, frame.widthPx);
  const box: Box = { x: (frame.widthPx - width) / 2, y: top, width, height: 20 };
  return {
    items: [
      { kind: 'rect', ...box, fill: '#ffb000', radius: 2, data: { part: 'not-dosimetric' } },
      text(frame.widthPx / 2, top + 14.3, words, { anchor: 'middle', weight: 600, fill: '#000000' }),
    ],
    boxes: [box],
  };
}

/** The line that every picture outside the preview carries at its foot. */
export function noticeStrip(
  widthPx: number,
  top: number,
  title: string,
  measure: MeasureText,
  look: { ground: string; text: string; quiet: string },
): SceneItem[] {
  const room = widthPx - 36 - measure(researchNotice, 12, 400);
  const named = shortened(title, room, measure);
  return [
    { kind: 'rect', x: 0, y: top, width: widthPx, height: 24, fill: look.ground },
    text(12, top + 16, named, { fill: look.quiet }),
    text(widthPx - 12, top + 16, researchNotice, { anchor: 'end', fill: look.text, data: { part: 'notice' } }),
  ];
}

function shortened(words: string, roomPx: number, measure: MeasureText): string {
  if (measure(words, 12, 400) <= roomPx) return words;
  let kept = words;
  while (kept && measure(`${kept}…`, 12, 400) > roomPx) kept = kept.slice(0, -1);
  return kept ? `${kept.trimEnd()}…` : '';
}

function textBox(item: TextItem, measure: MeasureText): Box {
  const width = measure(plain(item.spans), item.size, 600);
  const x = item.anchor === 'end' ? item.x - width : item.anchor === 'middle' ? item.x - width / 2 : item.x;
  return { x, y: item.y - item.size, width, height: item.size + 5 };
}

/** "z −4.0 mm": the position of a plane. */
export function positionText(axis: string, mm: number, withUnit: boolean): string {
  return `${axis} ${axis === 'z' ? fixed(mm, 1) : signed(mm, 1)}${withUnit ? ' mm' : ''}`;
}
