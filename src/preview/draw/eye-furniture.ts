/** What stands around a beam's-eye view: header, letters, the scale of the fluence. */
import { trimmed } from '../format.ts';
import { fluenceStops, hex, rampAt } from '../palette.ts';
import type { ChartLook } from './chart-look.ts';
import type { EyeFrame } from './eye-frame.ts';
import type { SideLetters } from './eye-words.ts';
import { segment, text, type Box, type MeasureText, type SceneItem, type TextSpan } from './scene.ts';
import type { Furniture } from './slice-furniture.ts';
import { roundStep } from './round-step.ts';

const left = 12;
const linePx = 15;

/** Words one below the other in the top left corner: the middle belongs to the field. */
export function eyeHeader(lines: readonly TextSpan[], look: ChartLook, measure: MeasureText): Furniture {
  const items = lines.map((span, n) =>
    text(left, 16 + linePx * n, [span], { fill: look.text, halo: look.background, data: { part: 'header' } }),
  );
  const width = Math.max(...lines.map((span) => measure(span.text, 12, 600)));
  const box: Box = { x: left - 5, y: 3, width: width + 8, height: linePx * lines.length + 4 };
  return { items: [{ kind: 'rect', ...box, fill: look.background, opacity: 0.6, radius: 3 }, ...items], boxes: [box] };
}

/** Where the sides lie in the patient, in the middle of the edges, the upper one stepping aside for the header. */
export function edgeLetters(
  letters: SideLetters,
  { widthPx: w, heightPx: h }: EyeFrame,
  { look, head }: { readonly look: ChartLook; readonly head: readonly Box[] },
): Furniture {
  const headEnd = Math.max(0, ...head.map((box) => box.x + box.width)) + 12;
  const topX = Math.max(w / 2, headEnd) < w - 30 ? Math.max(w / 2, headEnd) : w / 2;
  const places = [
    ['left', 14, h / 2],
    ['right', w - 14, h / 2],
    ['top', topX, 13],
    ['bottom', w / 2, h - 13],
  ] as const;
  const shown = places.filter(([edge]) => letters[edge]);
  const boxes = shown.map(([edge, x, y]): Box => {
    const width = 9 + 9 * letters[edge].length;
    // More than one letter grows into the picture, not out of it.
    const shift = edge === 'left' ? width / 2 - 9 : edge === 'right' ? 9 - width / 2 : 0;
    return { x: x + shift - width / 2, y: y - 9, width, height: 18 };
  });
  const items = shown.flatMap(([edge], n): SceneItem[] => {
    const box = boxes[n];
    return [
      { kind: 'rect', ...box, fill: look.background, opacity: 0.7, radius: 2 },
      text(box.x + box.width / 2, box.y + 13.7, letters[edge], {
        size: 13,
        weight: 600,
        anchor: 'middle',
        fill: look.text,
        data: { part: 'orientation', edge },
      }),
    ];
  });
  return { items, boxes };
}

/** The colours of the wash with their monitor units, in the top right corner. */
export function fluenceBar(maxMu: number, { widthPx, heightPx }: EyeFrame, look: ChartLook): Furniture {
  const top = 26;
  const height = Math.min(130, heightPx / 2 - top - 14);
  if (height < 36 || maxMu <= 0 || widthPx < 240) return { items: [], boxes: [] };
  const x = widthPx - 20;
  const y = (mu: number) => top + height * (1 - mu / maxMu);
  const items: SceneItem[] = [text(x + 8, top - 10, 'MU', { anchor: 'end', size: 11, fill: look.quiet })];
  const strips = 48;
  for (let n = 0; n < strips; n++) {
    items.push({
      kind: 'rect',
      x,
      y: top + (height * n) / strips,
      width: 8,
      // Each strip reaches to the foot of the bar, under the next ones: no seams.
      height: height * (1 - n / strips),
      fill: hex(rampAt(fluenceStops[look.ground], 1 - (n + 0.5) / strips)),
    });
  }
  const step = roundStep((maxMu * 26) / height);
  for (let n = 0; n * step <= maxMu + 1e-9; n++) {
    const mu = n * step;
    items.push({ kind: 'path', lines: [segment(x - 4, y(mu), x, y(mu))], stroke: look.quiet, strokeWidth: 1 });
    items.push(
      text(x - 7, y(mu) + 4, trimmed(mu, 2), {
        anchor: 'end',
        size: 11,
        fill: look.text,
        halo: look.background,
        data: { part: 'fluence-value' },
      }),
    );
  }
  return { items, boxes: [{ x: x - 34, y: 4, width: 54, height: height + 34 }] };
}
