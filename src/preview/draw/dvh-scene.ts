import { scaleLinear } from 'd3-scale';
import { fixed, notDosimetricMark, percent } from '../format.ts';
import type { PreviewModel } from '../model.ts';
import { regionColours, type TwoTone } from '../palette.ts';
import type { ChartLook } from './chart-look.ts';
import { dvhAxes, type DvhAxes } from './dvh-axes.ts';
import { goalMarkers } from './dvh-goals.ts';
import { placeCurveNames, type CurveName } from './dvh-labels.ts';
import { occupancyOf } from './occupancy.ts';
import { segment, text, type Box, type MeasureText, type Point, type Scene, type SceneItem } from './scene.ts';
import { notDosimetricBanner } from './slice-furniture.ts';

export interface DvhView {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly look: ChartLook;
  readonly selectedRegion?: string;
  /** Curves of the baseline that the plan is compared with: dashed. */
  readonly compared?: readonly Pick<PreviewModel['dvhs'][number], 'region' | 'doseGy' | 'volumePercent'>[];
  readonly measure: MeasureText;
  /** Space kept free above the chart for a heading. */
  readonly topPx: number;
}

/** Cumulative dose–volume histograms with the limits of the goals, each curve named beside itself. */
export function dvhScene(model: PreviewModel, view: DvhView): Scene {
  const axes = dvhAxes(model, view);
  const { plot, x, y } = axes;
  const colours = regionColours(model.regions);
  const colourOf = (region: string) =>
    (colours.get(region) ?? ({ dark: '#b9b9b9', light: '#6b6b6b' } satisfies TwoTone))[view.look.ground];
  const items: SceneItem[] = [...chartGrid(axes, view)];
  const taken: Box[] = [];

  const curves = model.dvhs.map((dvh): CurveName & { selected: boolean } => {
    const points = dvh.doseGy.map((dose, i): Point => [x(dose), y(dvh.volumePercent[i])]);
    const outside =
      dvh.outsideDoseGridPercent > 0.05 ? ` (${percent(dvh.outsideDoseGridPercent)} outside the dose grid)` : '';
    return {
      region: dvh.region,
      text: dvh.region + outside,
      line: { points: pruned(points), closed: false },
      selected: dvh.region === view.selectedRegion,
    };
  });
  for (const { region, doseGy, volumePercent } of view.compared ?? []) {
    // The axes are those of the plan: what the other has beyond them is not drawn.
    const points = doseGy.flatMap((dose, i): Point[] => (dose <= axes.maxGy ? [[x(dose), y(volumePercent[i])]] : []));
    items.push({
      kind: 'path',
      lines: [{ points: pruned(points), closed: false }],
      stroke: colourOf(region),
      strokeWidth: 1.1,
      dash: '4 3',
      data: { part: 'dvh-compared', region },
    });
  }
  for (const curve of [...curves].sort((a, b) => Number(a.selected) - Number(b.selected))) {
    items.push({
      kind: 'path',
      lines: [curve.line],
      stroke: colourOf(curve.region),
      strokeWidth: curve.selected ? 2.5 : 1.5,
      data: { part: 'dvh', region: curve.region },
    });
  }
  const occupied = occupancyOf(
    curves.map((curve) => curve.line),
    plot,
  );
  const goals = goalMarkers(model, { axes, look: view.look, colourOf, occupied, measure: view.measure });
  items.push(...goals.items);
  taken.push(...goals.boxes);
  for (const name of placeCurveNames(curves, axes.plot, taken, view.measure)) {
    const colour = colourOf(name.region);
    if (name.leader)
      items.push({
        kind: 'path',
        lines: [{ points: [name.leader.from, name.leader.to], closed: false }],
        stroke: colour,
        strokeWidth: 1,
      });
    items.push(
      text(name.box.x, name.box.y + 12, name.text, {
        fill: colour,
        weight: name.region === view.selectedRegion ? 600 : 400,
        halo: view.look.background,
        data: { part: 'dvh-name', region: name.region },
      }),
    );
  }
  if (model.notDosimetric)
    items.push(...notDosimetricBanner(view, plot.y + 4, model.notDosimetric, view.measure).items);
  return {
    widthPx: view.widthPx,
    heightPx: view.heightPx,
    title: dvhTitle(model),
    background: view.look.background,
    items,
  };
}

function chartGrid({ plot, maxGy, x, y }: DvhAxes, view: DvhView): SceneItem[] {
  const { look } = view;
  const items: SceneItem[] = [];
  const foot = plot.y + plot.height;
  const doses = scaleLinear([0, maxGy], [0, 1]).ticks(Math.max(3, Math.min(10, plot.width / 70)));
  const unit = 'dose, Gy';
  const unitStart = plot.x + plot.width - view.measure(unit, 11, 400);
  for (const volume of [0, 25, 50, 75, 100]) {
    items.push({
      kind: 'path',
      lines: [segment(plot.x, crisp(y(volume)), plot.x + plot.width, crisp(y(volume)))],
      stroke: volume === 0 ? look.quiet : look.grid,
      strokeWidth: 1,
    });
    items.push(text(plot.x - 6, y(volume) + 4, String(volume), { anchor: 'end', size: 11, fill: look.quiet }));
  }
  for (const dose of doses) {
    items.push({
      kind: 'path',
      lines: [segment(crisp(x(dose)), plot.y, crisp(x(dose)), foot)],
      stroke: dose === 0 ? look.quiet : look.grid,
      strokeWidth: 1,
    });
    const label = fixed(dose, dose % 1 ? 1 : 0);
    if (x(dose) + view.measure(label, 11, 400) / 2 + 6 < unitStart)
      items.push(text(x(dose), foot + 15, label, { anchor: 'middle', size: 11, fill: look.quiet }));
  }
  items.push(text(plot.x + plot.width, foot + 15, unit, { anchor: 'end', size: 11, fill: look.quiet }));
  items.push(
    text(11, plot.y + plot.height / 2, 'volume, %', { anchor: 'middle', size: 11, fill: look.quiet, rotateDeg: -90 }),
  );
  return items;
}

/** Without the points that lie closer than a third of a pixel to the last kept one: curves come with thousands of bins. */
function pruned(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  points.forEach((p, i) => {
    const last = kept[kept.length - 1];
    if (!last || i === points.length - 1 || Math.hypot(p[0] - last[0], p[1] - last[1]) > 0.33) kept.push(p);
  });
  return kept;
}

function crisp(value: number): number {
  return Math.round(value - 0.5) + 0.5;
}

function dvhTitle(model: PreviewModel): string {
  const mark = model.notDosimetric ? `${notDosimetricMark}: ` : '';
  return `${mark}Dose–volume histogram of ${model.dvhs.map((d) => `${d.region} (mean ${fixed(d.meanGy, 1)} Gy, maximum ${fixed(d.maxGy, 1)} Gy)`).join(', ')}`;
}
