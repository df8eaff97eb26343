/** The goals in the chart: a triangle at a dose–volume limit, a dotted line at a limit of dose alone, a red dot at a failing value. */
import { trimmed } from '../format.ts';
import type { PreviewGoal, PreviewModel } from '../model.ts';
import { volumeAtDose } from './dvh-curve.ts';
import type { ChartLook } from './chart-look.ts';
import type { DvhAxes } from './dvh-axes.ts';
import type { Occupancy } from './occupancy.ts';
import { grown, overlaps, segment, text, type Box, type MeasureText, type Point, type SceneItem } from './scene.ts';

export interface GoalDrawing {
  readonly axes: DvhAxes;
  readonly look: ChartLook;
  readonly colourOf: (region: string) => string;
  /** Where the curves run. */
  readonly occupied: Occupancy;
  readonly measure: MeasureText;
}

export function goalMarkers(model: PreviewModel, drawing: GoalDrawing): { items: SceneItem[]; boxes: Box[] } {
  const items: SceneItem[] = [];
  const boxes: Box[] = [];
  const failing = model.goals.flatMap((goal) => {
    const at = goal.met ? undefined : achievedAt(goal, model, drawing.axes);
    return at ? [{ goal, at }] : [];
  });
  for (const goal of model.goals) {
    const drawn = limit(goal, drawing);
    if (!drawn) continue;
    items.push(drawn.item);
    if (drawn.box) boxes.push(drawn.box);
  }
  for (const { at } of failing) boxes.push({ x: at[0] - 5, y: at[1] - 5, width: 10, height: 10 });
  // Words come when every mark has its place, so that none is written over.
  for (const { goal, at } of failing) {
    const words = failureWords(goal);
    const box = quietest(at, drawing.measure(words, 12, 400), boxes, drawing);
    boxes.push(box);
    const data = { region: goal.region, metric: goal.metric };
    const { failed, background } = drawing.look;
    items.push({
      kind: 'path',
      lines: [{ points: circle(at, 3), closed: true }],
      fill: failed,
      stroke: background,
      strokeWidth: 1,
      data: { part: 'goal-failed', ...data },
    });
    items.push(
      text(box.x, box.y + 12, words, { fill: failed, halo: background, data: { part: 'goal-failed-text', ...data } }),
    );
  }
  return { items, boxes };
}

function limit(goal: PreviewGoal, { axes, look, colourOf }: GoalDrawing): { item: SceneItem; box?: Box } | undefined {
  const { marker } = goal;
  if (!marker) return undefined;
  const data = { part: 'goal', region: goal.region, metric: goal.metric };
  const colour = colourOf(goal.region);
  const x = axes.x(marker.doseGy);
  if (marker.volumePercent === undefined) {
    const { y, height } = axes.plot;
    const line = segment(Math.round(x - 0.5) + 0.5, y, Math.round(x - 0.5) + 0.5, y + height);
    return { item: { kind: 'path', lines: [line], stroke: colour, strokeWidth: 1, dash: '2 2', data } };
  }
  const y = axes.y(marker.volumePercent);
  // The tip is the limit; the triangle points to the allowed side.
  const back = marker.allowed === 'below' ? 8 : -8;
  const points: Point[] = [
    [x, y],
    [x + back, y - 4.5],
    [x + back, y + 4.5],
  ];
  return {
    item: {
      kind: 'path',
      lines: [{ points, closed: true }],
      fill: colour,
      stroke: look.background,
      strokeWidth: 1,
      data,
    },
    box: { x: Math.min(x, x + back) - 1, y: y - 6, width: 10, height: 12 },
  };
}

/** Where the achieved value stands in the chart; a limit of dose alone stands on the region's curve. */
function achievedAt({ marker, region }: PreviewGoal, model: PreviewModel, axes: DvhAxes): Point | undefined {
  if (marker?.achievedDoseGy === undefined) return undefined;
  const curve = model.dvhs.find((d) => d.region === region);
  const volume = marker.achievedVolumePercent ?? (curve ? volumeAtDose(curve, marker.achievedDoseGy) : undefined);
  return volume === undefined ? undefined : [axes.x(marker.achievedDoseGy), axes.y(volume)];
}

/** "mean 26.1, limit 25": a limit written as a share of the prescription is given in Gy, as the axis is. */
function failureWords(goal: PreviewGoal): string {
  const unit = / (Gy|%|cc)$/;
  const inGray = goal.achieved.endsWith(' Gy') && goal.marker ? trimmed(goal.marker.doseGy, 1) : undefined;
  const limitWords = inGray ?? goal.target.replace(/^\S+ /, '').replace(/ Gy$/, '');
  return `${goal.metric} ${goal.achieved.replace(unit, '')}, limit ${limitWords}`;
}

/** The place beside a point over the fewest lines and marks that lies inside the plot. */
function quietest([cx, cy]: Point, width: number, taken: readonly Box[], { axes, occupied }: GoalDrawing): Box {
  const { plot } = axes;
  const candidates = [9, 24].flatMap((away) =>
    [cx + away, cx - away - width].flatMap((x) =>
      [cy - 20, cy - 8, cy + 4, cy + 18].map((y): Box => ({ x, y, width, height: 16 })),
    ),
  );
  const cost = (box: Box) => {
    const isOutside =
      box.x < plot.x || box.x + width > plot.x + plot.width || box.y < plot.y || box.y + 16 > plot.y + plot.height;
    const marks = taken.filter((other) => overlaps(other, grown(box, 1))).length;
    return occupied.within(box) + 60 * marks + (isOutside ? 1000 : 0) + Math.abs(box.x + width / 2 - cx) / 50;
  };
  return candidates.reduce((best, box) => (cost(box) < cost(best) ? box : best));
}

function circle([cx, cy]: Point, r: number): Point[] {
  return Array.from({ length: 16 }, (_, i): Point => {
    const angle = (i * Math.PI) / 8;
    return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
  });
}
