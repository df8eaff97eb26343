import { scaleLinear } from 'd3-scale';
import type { LadderRow, PreviewLadder } from '../model.ts';
import type { ChartLook } from './chart-look.ts';
import { segment, text, type Point, type Scene, type SceneItem } from './scene.ts';

export interface LadderView {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly look: ChartLook;
  /** The rung that the plan is compared with, for its emphasis. */
  readonly compared?: string;
}

/** What the chart shows of a ladder: control, what it costs in dose, and the complication that is most likely on the last rung. */
export function ladderFocus({ rows }: Pick<PreviewLadder, 'rows'>): {
  readonly control?: LadderRow;
  readonly dose?: LadderRow;
  readonly complication?: LadderRow;
} {
  const control = rows.find(({ kind }) => kind === 'control');
  const last = ({ cells }: LadderRow): number => cells[cells.length - 1].value ?? -1;
  const complications = rows.filter(
    ({ kind, cells }) => kind === 'complication' && cells.some((c) => c.value !== undefined),
  );
  return {
    control,
    dose: rows.find(({ kind, region }) => kind === 'dose' && region === control?.region),
    complication: complications.reduce<LadderRow | undefined>(
      (most, row) => (most === undefined || last(row) > last(most) ? row : most),
      undefined,
    ),
  };
}

export const controlColour = { dark: '#4da3ff', light: '#0b5cad' } as const;
export const complicationColour = { dark: '#ff9f43', light: '#b85c00' } as const;

/** A line a rung: control filled and complication open, each with its 95 % interval, and beside them control and mean dose as numbers. The plan stands last. */
export function ladderScene(ladder: PreviewLadder, view: LadderView): Scene {
  const { widthPx, heightPx, look } = view;
  const { control, dose, complication } = ladderFocus(ladder);
  const names = [...ladder.rungs.map(({ name }) => name), 'this plan'];
  // A wide letter of 12 px and 600 takes less than 7.4 px in the mean.
  const left = Math.min(26 + 7.4 * Math.max(...names.map(({ length }) => length)), 0.4 * widthPx);
  const right = widthPx - (dose ? 118 : 62);
  const top = 20;
  const foot = heightPx - 22;
  const rowPx = Math.min(38, (foot - top) / names.length);
  const bottom = top + rowPx * names.length;
  const x = scaleLinear([0, 100], [left, Math.max(right, left + 20)]);
  const items: SceneItem[] = [];
  const isRoomy = right - left > 150;
  for (const percent of isRoomy ? [0, 25, 50, 75, 100] : [0, 50, 100]) {
    const at = Math.round(x(percent)) + 0.5;
    items.push({ kind: 'path', lines: [segment(at, top, at, bottom)], stroke: look.grid, strokeWidth: 1 });
    const label = percent === 100 ? '100 %' : String(percent);
    items.push(text(at, bottom + 14, label, { anchor: 'middle', size: 11, fill: look.quiet }));
  }
  if (control) items.push(text(widthPx - (dose ? 70 : 12), 13, 'TCP', { anchor: 'end', size: 11, fill: look.quiet }));
  if (dose) items.push(text(widthPx - 12, 13, 'mean', { anchor: 'end', size: 11, fill: look.quiet }));
  names.forEach((name, n) => {
    const y = top + rowPx * (n + 0.5);
    const isPlan = n === names.length - 1;
    const weight = isPlan || name === view.compared ? 600 : 400;
    items.push(text(12, y + 4, name, { size: 12, weight, fill: look.text, data: { part: 'ladder-rung', rung: name } }));
    if (control) items.push(...mark(control, n, { x, y: complication ? y - 4 : y, look, isFilled: true }));
    if (complication) items.push(...mark(complication, n, { x, y: control ? y + 5 : y, look, isFilled: false }));
    const numbers = { anchor: 'end', size: 12, weight, fill: look.text } as const;
    if (control) items.push(text(widthPx - (dose ? 70 : 12), y + 4, control.cells[n].words, numbers));
    if (dose) items.push(text(widthPx - 12, y + 4, dose.cells[n].words, numbers));
  });
  return {
    widthPx,
    heightPx,
    title: ladderTitle(names, { control, dose, complication }),
    background: look.background,
    items,
  };
}

function mark(
  row: LadderRow,
  rung: number,
  {
    x,
    y,
    look,
    isFilled,
  }: {
    readonly x: (percent: number) => number;
    readonly y: number;
    readonly look: ChartLook;
    readonly isFilled: boolean;
  },
): SceneItem[] {
  const { value, interval } = row.cells[rung];
  if (value === undefined) return [];
  const colour = (isFilled ? controlColour : complicationColour)[look.ground];
  const data = { part: isFilled ? 'ladder-control' : 'ladder-complication', rung: String(rung) };
  return [
    ...(interval
      ? [
          {
            kind: 'path' as const,
            lines: [segment(x(interval.from), y, x(interval.to), y)],
            stroke: colour,
            strokeWidth: 1.5,
            data: { ...data, part: `${data.part}-interval` },
          },
        ]
      : []),
    {
      kind: 'path',
      lines: [{ points: disc(x(value), y, 4), closed: true }],
      stroke: colour,
      strokeWidth: 1.5,
      fill: isFilled ? colour : look.background,
      data,
    },
  ];
}

function disc(cx: number, cy: number, radius: number): Point[] {
  return Array.from({ length: 24 }, (_, n): Point => {
    const angle = (2 * Math.PI * n) / 24;
    return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
  });
}

function ladderTitle(names: readonly string[], rows: ReturnType<typeof ladderFocus>): string {
  const of = (row: LadderRow | undefined, n: number): string[] =>
    row ? [`${row.region} ${row.what} ${row.cells[n].words}`] : [];
  const lines = names.map(
    (name, n) => `${name}: ${[...of(rows.control, n), ...of(rows.dose, n), ...of(rows.complication, n)].join(', ')}`,
  );
  return `Ladder. ${lines.join('. ')}`;
}
