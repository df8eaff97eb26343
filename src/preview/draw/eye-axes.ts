import { trimmed } from '../format.ts';
import type { ChartLook } from './chart-look.ts';
import { eyeToPx, turned, type EyeFrame } from './eye-frame.ts';
import { overlaps, text, type Box, type MeasureText, type Point, type Polyline, type TextItem } from './scene.ts';
import type { Furniture } from './slice-furniture.ts';

/** The axes of the beam-limiting device with ticks and millimetres; they turn with the collimator and their words stay upright. Words that would lie over `taken` are left out. */
export function eyeAxes(
  collimatorDeg: number,
  frame: EyeFrame,
  { look, measure, taken }: { readonly look: ChartLook; readonly measure: MeasureText; readonly taken: readonly Box[] },
): Furniture {
  const { mmPerPx } = frame;
  const reachPx = Math.max(Math.min(frame.widthPx, frame.heightPx) / 2 - letterPx, 10);
  const reachMm = reachPx * mmPerPx;
  const apartPx = Math.max(28, Math.min(frame.widthPx, frame.heightPx) / 10);
  const stepMm = [5, 10, 20, 50, 100].find((step) => step / mmPerPx >= apartPx) ?? 200;
  const both = (['x', 'y'] as const).map((axis) => {
    /** A place `alongMm` on the axis and `acrossPx` beside it: below x and to the right of y. */
    const at = (alongMm: number, acrossPx: number): Point => {
      const along: Point = axis === 'x' ? [alongMm, 0] : [0, alongMm];
      const across: Point = axis === 'x' ? [0, -1] : [1, 0];
      const [x, y] = eyeToPx(frame, turned(along, collimatorDeg));
      const [dx, dy] = turned(across, collimatorDeg);
      return [x + dx * acrossPx, y - dy * acrossPx];
    };
    const arrow = [at(reachMm - 5 * mmPerPx, -3), at(reachMm, 0), at(reachMm - 5 * mmPerPx, 3)];
    const lines: Polyline[] = [
      { points: [at(-reachMm, 0), at(reachMm, 0)], closed: false },
      { points: arrow, closed: false },
    ];
    const words: TextItem[] = [];
    const most = Math.floor((2 * reachMm) / stepMm);
    for (let n = -most; n <= most; n++) {
      if (n === 0) continue;
      const mm = (n * stepMm) / 2;
      const halfTick = n % 2 ? 2 : 3.5;
      lines.push({ points: [at(mm, -halfTick), at(mm, halfTick)], closed: false });
      const data = { part: 'axis-value', axis, mm: String(mm) };
      if (n % 2 === 0 && Math.abs(mm) < reachMm - 8 * mmPerPx)
        words.push(word(at(mm, axis === 'x' ? 11 : 13), trimmed(mm, 0), look, data));
    }
    // Beyond the end of x where the view is wide, else across from the numbers.
    const isRoomy = frame.widthPx / 2 - reachPx > 70;
    const beside = axis === 'y' ? at(reachMm - 10 * mmPerPx, -22) : at(reachMm - 26 * mmPerPx, -10);
    const name = axis === 'x' && isRoomy ? at(reachMm + 22 * mmPerPx, 0) : beside;
    words.push({ ...word(name, `${axis}, mm`, look, { part: 'axis-name', axis }), weight: 600 });
    return { axis, lines, words: words.filter((item) => !taken.some((box) => overlaps(box, around(item, measure)))) };
  });
  const lines = both.map(({ axis, lines: ofAxis }) => ({
    kind: 'path' as const,
    lines: ofAxis,
    stroke: look.text,
    strokeWidth: 1,
    opacity: 0.55,
    data: { part: 'axis', axis },
  }));
  const words = both.flatMap(({ words: ofAxis }) => ofAxis);
  return { items: [...lines, ...words], boxes: words.map((item) => around(item, measure)) };
}

/** Room at the edges for orientation letters. */
const letterPx = 25;

function word([x, y]: Point, words: string, look: ChartLook, data: TextItem['data']): TextItem {
  return text(x, y + 3.8, words, { anchor: 'middle', size: 11, fill: look.text, halo: look.background, data });
}

function around({ x, y, spans }: TextItem, measure: MeasureText): Box {
  const width = measure(spans[0].text, 11, 600) + 4;
  return { x: x - width / 2, y: y - 10, width, height: 13 };
}
