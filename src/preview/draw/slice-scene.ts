import type { Vec3 } from '../../patient/grid.ts';
import { trimmed } from '../format.ts';
import { volumeOf, type LoadedModel } from '../loaded.ts';
import type { PreviewModel } from '../model.ts';
import { isodoseColour, regionColours } from '../palette.ts';
import { probe } from '../probe.ts';
import { clipLines } from './clip-lines.ts';
import { isodoseLines, regionLines } from './contour-lines.ts';
import {
  axisNames,
  fitFrame,
  gridBounds,
  inPlane,
  linesToPx,
  planes,
  toPx,
  type BoundsMm,
  type Frame,
  type PlaneName,
} from './plane.ts';
import { differenceOverlay, differenceTo, rungCompared } from '../comparison.ts';
import {
  differenceScale,
  doseScale,
  drawSlice,
  uptakeScale,
  type GreyWindow,
  type ImageLayer,
  type WashScale,
} from './raster.ts';
import type { MeasureText, Polyline, Raster, Scene, SceneItem, TextSpan } from './scene.ts';
import {
  colourBar,
  crosshairLines,
  header,
  notDosimetricBanner,
  onImage,
  orientationLetters,
  positionText,
  readout,
  scaleBar,
  type Furniture,
} from './slice-furniture.ts';
import { nameItems, placeIsodoseLabels, placeNames, type Room } from './slice-labels.ts';
import { type MapName, mapOf, mapWords } from '../map-names.ts';
import { mapScale } from './map-scale.ts';
import { uptakeCeiling } from './uptake-ceiling.ts';

export const defaultLevelsPercent: readonly number[] = [95, 80, 50, 30];

/** What one slice view shows and how large it is. */
export interface SliceView {
  readonly plane: PlaneName;
  /** The plane goes through this point. */
  readonly crosshairMm: Vec3;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Large views carry names, colour bar and read-out; small ones only what is needed to find one's way. */
  readonly size: 'large' | 'small';
  readonly window: GreyWindow;
  readonly levelsPercent: readonly number[];
  /** Image, or map (`mapOverlay`), shown over the planning image in place of the dose wash. */
  readonly overlay?: string;
  /** The baseline whose dose is taken from the plan's where `overlay` is their difference. */
  readonly compared?: string;
  readonly zoom?: number;
  readonly panMm?: readonly [number, number];
  readonly selectedRegion?: string;
  readonly showCrosshair: boolean;
  readonly measure: MeasureText;
}

/** Isodoses and outlines of one plane, in its patient coordinates: what has to be made anew only when the plane moves. */
export interface SliceLines {
  readonly isodoses: readonly { readonly percent: number; readonly lines: readonly Polyline[] }[];
  readonly regions: readonly { readonly name: string; readonly lines: readonly Polyline[] }[];
}

export function sliceLines(
  loaded: LoadedModel,
  plane: PlaneName,
  positionMm: number,
  levelsPercent: readonly number[],
): SliceLines {
  const { dose, regions } = loaded.model;
  const levels = [...levelsPercent].sort((a, b) => a - b);
  const body = bodyOf(loaded);
  const isodoses = isodoseLines(
    dose.grid,
    volumeOf(loaded, dose.values),
    plane,
    positionMm,
    levels.map((percent) => (percent / 100) * dose.hundredPercentGy),
  );
  return {
    isodoses: isodoses.map(({ lines }, i) => ({
      percent: levels[i],
      lines: body ? clipLines(lines, body.grid, body.values, plane, positionMm) : lines,
    })),
    regions: regions.map((region) => ({
      name: region.name,
      lines: regionLines(region.grid, volumeOf(loaded, region.signedDistance), plane, positionMm),
    })),
  };
}

/** Dose is shown in the patient: what the air around receives is of no use to anyone. */
export function bodyOf(loaded: LoadedModel): ImageLayer | undefined {
  const body = loaded.model.regions.find((region) => region.role === 'body');
  return body && { grid: body.grid, values: volumeOf(loaded, body.signedDistance) };
}

/** The window on the plane: the body whole, with room for names and letters, then zoom and pan. */
export function sliceFrame(loaded: LoadedModel, view: SliceView): Frame {
  const { widthPx: w, heightPx: h } = view;
  const pad =
    view.size === 'large'
      ? { x: Math.min(Math.max(w * 0.13, 30), 96), top: 38, bottom: 46 }
      : { x: 26, top: 26, bottom: 26 };
  const position = view.crosshairMm[planes[view.plane].normal];
  const fitted = fitFrame(view.plane, position, contentBounds(loaded), w, h, {
    x: pad.x,
    y: pad.top,
    width: w - 2 * pad.x,
    height: h - pad.top - pad.bottom,
  });
  const [panH, panV] = view.panMm ?? [0, 0];
  return {
    ...fitted,
    mmPerPx: fitted.mmPerPx / (view.zoom ?? 1),
    centreMm: [fitted.centreMm[0] + panH, fitted.centreMm[1] + panV],
  };
}

export function sliceRaster(loaded: LoadedModel, view: SliceView, frame: Frame, pixelRatio: number): Raster {
  const planning = loaded.model.images[0];
  const image = { grid: planning.grid, values: volumeOf(loaded, planning.values) };
  const { layer, scale, isDose } = washOf(loaded, view);
  const within = isDose || isDifference(view) ? bodyOf(loaded) : undefined;
  return drawSlice(image, view.window, { ...layer, scale, within }, frame, pixelRatio);
}

/** Everything drawn over the raster. */
export function sliceScene(loaded: LoadedModel, view: SliceView, frame: Frame, lines: SliceLines): Scene {
  const { model } = loaded;
  const large = view.size === 'large';
  const colours = regionColours(model.regions);
  const crosshair = toPx(frame, inPlane(view.plane, view.crosshairMm));
  const items: SceneItem[] = [];
  const taken: Furniture[] = [];

  const head = header(headerLines(model, view, frame), view.measure);
  const bar = scaleBar(frame, view.measure);
  const values =
    large && view.showCrosshair
      ? readout(
          frame,
          probe(loaded, view.crosshairMm),
          mapOf(view.overlay),
          bar.boxes[0].x + bar.boxes[0].width,
          view.measure,
        )
      : undefined;
  // The lowest letter stands above the line of the scale bar, or above the values where they do.
  const footPx = Math.max(large ? 18 : 0, ...(values?.boxes.map((box) => frame.heightPx - box.y - 3) ?? []));
  const letters = orientationLetters(frame, view.showCrosshair ? crosshair : undefined, head.boxes, footPx);
  taken.push(head, letters, bar, ...(values ? [values] : []));
  if (large && view.widthPx >= 440) taken.push(colourBar(frame, colourBarOf(loaded, view)));
  if (model.notDosimetric) taken.push(notDosimetricBanner(frame, large ? 40 : 24, model.notDosimetric, view.measure));

  const outlines = lines.regions.map(({ name, lines: mm }) => ({
    region: model.regions.find((r) => r.name === name)!,
    lines: linesToPx(frame, mm),
  }));
  for (const { region, lines: px } of outlines) {
    if (!px.length) continue;
    const selected = region.name === view.selectedRegion;
    const isBody = region.role === 'body';
    items.push({
      kind: 'path',
      lines: px,
      stroke: colours.get(region.name)!.dark,
      strokeWidth: isBody ? 1 : selected ? 2.1 : region.role === 'subtarget' ? 1.7 : 1.3,
      opacity: isBody ? 0.7 : undefined,
      dash: region.derived && !isBody ? '5 3.5' : undefined,
      casing: isBody ? undefined : { width: 2.8, opacity: 0.5 },
      data: { part: 'region', region: region.name },
    });
  }
  const levels = lines.isodoses
    .map(({ percent, lines: mm }) => ({ percent, lines: linesToPx(frame, mm) }))
    .filter((level) => level.lines.length);
  for (const level of levels) {
    items.push({
      kind: 'path',
      lines: level.lines,
      stroke: isodoseColour(level.percent).dark,
      strokeWidth: large ? 1.5 : 1.2,
      casing: { width: large ? 3.1 : 2.4, opacity: 0.55 },
      data: { part: 'isodose', percent: String(level.percent) },
    });
  }
  if (view.showCrosshair) items.push(crosshairLines(frame, crosshair, large ? 10 : 7));

  const room: Room = {
    widthPx: frame.widthPx,
    heightPx: frame.heightPx,
    taken: taken.flatMap((f) => f.boxes),
    measure: view.measure,
    crosshair: view.showCrosshair ? crosshair : undefined,
  };
  const names =
    large && view.widthPx >= 360
      ? placeNames(
          outlines.filter((o) => o.region.role !== 'body').map((o) => ({ name: o.region.name, lines: o.lines })),
          outlines.filter((o) => o.region.role === 'body').flatMap((o) => o.lines),
          room,
        )
      : [];
  for (const placed of names)
    items.push(
      ...nameItems(placed, {
        colour: colours.get(placed.name)!.dark,
        halo: onImage.halo,
        isSelected: placed.name === view.selectedRegion,
        casing: { width: 2.4, opacity: 0.5 },
      }),
    );
  const labels = placeIsodoseLabels(
    levels.map((l) => ({ text: large ? `${trimmed(l.percent, 1)} %` : trimmed(l.percent, 1), lines: l.lines })),
    large ? 12 : 11,
    { ...room, taken: [...room.taken, ...names.map((n) => n.box)], leaders: names.map((n) => n.leader) },
  );
  labels.forEach((label, i) => {
    if (!label) return;
    const { box } = label;
    items.push({ kind: 'rect', ...box, fill: '#000000', opacity: 0.74, radius: 2 });
    items.push({
      kind: 'text',
      x: box.x + box.width / 2,
      y: box.y + box.height / 2 + (large ? 4.3 : 4),
      anchor: 'middle',
      spans: [{ text: label.text }],
      size: large ? 12 : 11,
      weight: 600,
      fill: isodoseColour(levels[i].percent).dark,
      data: { part: 'isodose-label', percent: String(levels[i].percent) },
    });
  });
  for (const furniture of taken) items.push(...furniture.items);
  return {
    widthPx: frame.widthPx,
    heightPx: frame.heightPx,
    title: sliceTitle(model, view),
    background: '#000000',
    items,
  };
}

/** "Axial z −4.0 mm, 31 of 88" over "100 % = 70 Gy, PTV_70 D50%"; small views only say where they are. */
function headerLines(model: PreviewModel, view: SliceView, frame: Frame): TextSpan[][] {
  const axis = axisNames[planes[view.plane].normal];
  const name = view.plane[0].toUpperCase() + view.plane.slice(1);
  if (view.size === 'small')
    return [[{ text: `${name} ` }, { text: positionText(axis, frame.positionMm, false), fill: onImage.quiet }]];
  const { index, count } = sliceNumber(model, view);
  const first: TextSpan[] = [
    { text: `${name} ` },
    { text: `${positionText(axis, frame.positionMm, true)}, ${index} of ${count}`, fill: onImage.quiet },
  ];
  const second: TextSpan[] = [{ text: model.dose.hundredPercentText }];
  const map = model.maps.find(({ name }) => name === mapOf(view.overlay));
  const about = map
    ? { what: mapWords[map.name].title, how: map.model }
    : isDifference(view)
      ? { what: 'Difference', how: `this plan minus ${view.compared}` }
      : undefined;
  return about
    ? [first, second, [{ text: `${about.what}: ` }, { text: about.how, fill: onImage.quiet }]]
    : [first, second];
}

function isDifference({ overlay, compared }: SliceView): boolean {
  return overlay === differenceOverlay && compared !== undefined;
}

/** The planning image's slice at the plane, counted from 1 at the patient's feet, right or front. */
export function sliceNumber(
  model: PreviewModel,
  view: Pick<SliceView, 'plane' | 'crosshairMm'>,
): { index: number; count: number } {
  const { normal } = planes[view.plane];
  const { grid } = model.images[0];
  const place = Math.round((view.crosshairMm[normal] - grid.originMm[normal]) / grid.spacingMm[normal]);
  return { index: Math.min(Math.max(place, 0), grid.size[normal] - 1) + 1, count: grid.size[normal] };
}

function sliceTitle(model: PreviewModel, view: SliceView): string {
  const { index, count } = sliceNumber(model, view);
  const axis = axisNames[planes[view.plane].normal];
  return `${view.plane} slice at ${positionText(axis, view.crosshairMm[planes[view.plane].normal], true)}, ${index} of ${count}; isodoses ${view.levelsPercent.map((p) => `${trimmed(p, 1)} %`).join(', ')}; ${model.dose.hundredPercentText}`;
}

function washOf(
  loaded: LoadedModel,
  view: SliceView,
): {
  layer: { grid: PreviewModel['dose']['grid']; values: Float32Array };
  scale: WashScale;
  unit: string;
  isDose: boolean;
  foot?: number;
} {
  const { dose, images, maps } = loaded.model;
  const map = maps.find(({ name }) => name === mapOf(view.overlay));
  if (map) {
    const values = volumeOf(loaded, map.values);
    return {
      layer: { grid: map.grid, values },
      ...scaleOf(map.name, values),
      unit: mapWords[map.name].unit || mapWords[map.name].title,
      isDose: false,
    };
  }
  const rung = isDifference(view) ? rungCompared(loaded, view.compared) : undefined;
  if (rung) {
    const { mostGy, ...layer } = differenceTo(loaded, rung);
    const scale = differenceScale(mostGy);
    return { layer, scale, unit: 'Gy', isDose: false, foot: scale.low };
  }
  const over = view.overlay === undefined ? undefined : images.find((image) => image.name === view.overlay);
  if (!over) {
    return {
      layer: { grid: dose.grid, values: volumeOf(loaded, dose.values) },
      scale: doseScale(dose.hundredPercentGy, dose.maxGy),
      unit: 'Gy',
      isDose: true,
    };
  }
  const values = volumeOf(loaded, over.values);
  return {
    layer: { grid: over.grid, values },
    scale: uptakeScale(uptakeCeiling(loaded, over)),
    // What is shown as it stands, as an MR, has no unit: its name says what the colours are of.
    unit: over.quantity === 'SUVbw' ? 'SUV' : over.quantity === 'raw' ? over.name : over.quantity,
    isDose: false,
  };
}

function colourBarOf(loaded: LoadedModel, view: SliceView) {
  const { scale, unit, isDose, foot } = washOf(loaded, view);
  const ticks = isDose
    ? view.levelsPercent.map((percent) => ({ percent, value: (percent / 100) * loaded.model.dose.hundredPercentGy }))
    : [];
  return { scale, unit, ticks, foot };
}

const scales = new WeakMap<Float32Array, ReturnType<typeof mapScale>>();

function scaleOf(name: MapName, values: Float32Array): ReturnType<typeof mapScale> {
  const known = scales.get(values) ?? mapScale(name, values);
  scales.set(values, known);
  return known;
}

const boundsOf = new WeakMap<LoadedModel, BoundsMm>();

/** The body's extent, or the planning image's where there is no body. */
export function contentBounds(loaded: LoadedModel): BoundsMm {
  let bounds = boundsOf.get(loaded);
  if (!bounds) {
    const { regions, images } = loaded.model;
    const body = regions.find((region) => region.role === 'body');
    bounds = (body && insideBounds(body.grid, volumeOf(loaded, body.signedDistance))) ?? gridBounds(images[0].grid);
    boundsOf.set(loaded, bounds);
  }
  return bounds;
}

function insideBounds(grid: PreviewModel['dose']['grid'], signedDistanceMm: Float32Array): BoundsMm | undefined {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  let o = 0;
  for (let k = 0; k < grid.size[2]; k++) {
    for (let j = 0; j < grid.size[1]; j++) {
      for (let i = 0; i < grid.size[0]; i++, o++) {
        if (signedDistanceMm[o] > 0) continue;
        if (i < low[0]) low[0] = i;
        if (i > high[0]) high[0] = i;
        if (j < low[1]) low[1] = j;
        if (j > high[1]) high[1] = j;
        low[2] = Math.min(low[2], k);
        high[2] = k;
      }
    }
  }
  if (low[0] > high[0]) return undefined;
  const place = (index: readonly number[], half: number): Vec3 => [
    grid.originMm[0] + (index[0] + half) * grid.spacingMm[0],
    grid.originMm[1] + (index[1] + half) * grid.spacingMm[1],
    grid.originMm[2] + (index[2] + half) * grid.spacingMm[2],
  ];
  return { min: place(low, -0.5), max: place(high, 0.5) };
}
