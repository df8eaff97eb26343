/** Pictures made without a page: the same drawing as the preview, with the research notice at their foot. */
import type { Vec3 } from '../patient/grid.ts';
import { segmentsOf } from './beam.ts';
import { darkLook, lightLook } from './draw/chart-look.ts';
import { dvhScene } from './draw/dvh-scene.ts';
import { eyeFrame } from './draw/eye-frame.ts';
import { eyeOutlines, eyePosition, eyeRaster, eyeScene } from './draw/eye-scene.ts';
import { fluenceMap } from './draw/fluence-map.ts';
import { ladderScene } from './draw/ladder-scene.ts';
import type { PlaneName } from './draw/plane.ts';
import type { GreyWindow } from './draw/raster.ts';
import { text, type SceneItem } from './draw/scene.ts';
import { noticeStrip } from './draw/slice-furniture.ts';
import {
  defaultLevelsPercent,
  sliceFrame,
  sliceLines,
  sliceRaster,
  sliceScene,
  type SliceView,
} from './draw/slice-scene.ts';
import { svgText } from './draw/svg-text.ts';
import { measureDejaVu } from './draw/text-width.ts';
import { volumeOf, type LoadedModel } from './loaded.ts';
import type { PreviewLadder, PreviewModel } from './model.ts';
import type { Ground } from './palette.ts';
import { startingWindow } from './window-presets.ts';

export const noticePx = 24;

export interface SlicePicture {
  readonly plane: PlaneName;
  /** The plane goes through this point, which the crosshair marks. */
  readonly crosshairMm: Vec3;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly window?: GreyWindow;
  readonly levelsPercent?: readonly number[];
  /** Image shown over the planning image in place of the dose wash. */
  readonly overlay?: string;
  readonly showCrosshair?: boolean;
}

/** The plan and its baselines, once they are computed, on one axis of probability: a complete SVG document. */
export function renderLadderSvg(
  model: PreviewModel,
  ladder: PreviewLadder,
  picture: { readonly widthPx?: number; readonly ground?: Ground } = {},
): string {
  const widthPx = picture.widthPx ?? 900;
  const heightPx = 60 + 38 * (ladder.rungs.length + 1);
  const look = picture.ground === 'dark' ? darkLook : lightLook;
  const scene = ladderScene(ladder, { widthPx, heightPx, look });
  const strip = noticeStrip(widthPx, heightPx, caption(model), measureDejaVu, {
    ground: look.background,
    text: look.text,
    quiet: look.quiet,
  });
  return svgText({ ...scene, heightPx: heightPx + noticePx, items: [...scene.items, ...strip] });
}

/** One slice as a complete SVG document. */
export function renderSliceSvg(loaded: LoadedModel, picture: SlicePicture): string {
  const widthPx = picture.widthPx ?? 800;
  const wholePx = picture.heightPx ?? 800;
  const planning = loaded.model.images[0];
  const view: SliceView = {
    plane: picture.plane,
    crosshairMm: picture.crosshairMm,
    widthPx,
    heightPx: wholePx - noticePx,
    size: 'large',
    window: picture.window ?? startingWindow(planning.quantity, volumeOf(loaded, planning.values)),
    levelsPercent: picture.levelsPercent ?? defaultLevelsPercent,
    overlay: picture.overlay,
    showCrosshair: picture.showCrosshair ?? true,
    measure: measureDejaVu,
  };
  const frame = sliceFrame(loaded, view);
  const scene = sliceScene(loaded, view, frame, sliceLines(loaded, view.plane, frame.positionMm, view.levelsPercent));
  const look = { ground: '#000000', text: '#e8e8e8', quiet: '#b4b4b4' };
  const strip = noticeStrip(widthPx, view.heightPx, caption(loaded.model), measureDejaVu, look);
  const raster = sliceRaster(loaded, view, frame, 2);
  // The strip comes last and covers whatever a line draws beyond the slice's own window.
  return svgText({ ...scene, heightPx: wholePx, raster, items: [...scene.items, ...strip] });
}

/** The dose–volume histograms as a complete SVG document. */
export function renderDvhSvg(
  model: PreviewModel,
  picture: { readonly widthPx?: number; readonly heightPx?: number; readonly ground?: Ground } = {},
): string {
  const widthPx = picture.widthPx ?? 900;
  const wholePx = picture.heightPx ?? 480;
  const look = picture.ground === 'dark' ? darkLook : lightLook;
  const scene = dvhScene(model, { widthPx, heightPx: wholePx - noticePx, look, measure: measureDejaVu, topPx: 26 });
  const heading = text(12, 18, [{ text: 'DVH', weight: 600, fill: look.text }], { fill: look.text });
  const strip = noticeStrip(widthPx, wholePx - noticePx, caption(model), measureDejaVu, {
    ground: look.background,
    text: look.text,
    quiet: look.quiet,
  });
  return svgText({ ...scene, heightPx: wholePx, items: [heading, ...scene.items, ...strip] });
}

/**
 * Every beam as its source sees it, at one scale: the sum of its segments, or the opening of a beam that has one. A complete SVG document, as wide and high as asked
 * for, or as its beams need.
 */
export function renderBeamsSvg(
  loaded: LoadedModel,
  picture: { readonly widthPx?: number; readonly heightPx?: number; readonly ground?: Ground } = {},
): string {
  const { model } = loaded;
  const look = picture.ground === 'dark' ? darkLook : lightLook;
  const columns = Math.min(Math.ceil(Math.sqrt(model.beams.length)), 4);
  const rows = Math.ceil(model.beams.length / columns);
  // One beam alone takes the room that the words at the foot need.
  const usual = columns === 1 ? { widthPx: 700, heightPx: 560 } : { widthPx: 380, heightPx: 380 };
  const tile = {
    widthPx: picture.widthPx === undefined ? usual.widthPx : (picture.widthPx + 1) / columns - 1,
    heightPx: picture.heightPx === undefined ? usual.heightPx : (picture.heightPx - noticePx) / rows - 1,
  };
  const frame = eyeFrame(model, tile);
  const insets = model.beams.map((beam, n) => {
    const segment = segmentsOf(beam).length === 1 ? 0 : undefined;
    const view = { beam: n, segment, size: 'large', look, measure: measureDejaVu } as const;
    const position = eyePosition(beam, segment);
    const map = fluenceMap(beam);
    const scene = eyeScene(loaded, view, frame, {
      map,
      outlines: position ? eyeOutlines(loaded, position, frame) : [],
    });
    const raster = eyeRaster(model, view, frame, { map, pixelRatio: 2 });
    return {
      x: (n % columns) * (tile.widthPx + 1),
      y: Math.floor(n / columns) * (tile.heightPx + 1),
      scene: { ...scene, raster },
    };
  });
  const widthPx = columns * (tile.widthPx + 1) - 1;
  const heightPx = rows * (tile.heightPx + 1);
  const empty = columns * rows - insets.length;
  const blank: SceneItem = {
    kind: 'rect',
    x: widthPx - empty * (tile.widthPx + 1) + 1,
    y: heightPx - tile.heightPx - 1,
    width: empty * (tile.widthPx + 1),
    height: tile.heightPx,
    fill: look.background,
  };
  const strip = noticeStrip(widthPx, heightPx, caption(model), measureDejaVu, {
    ground: look.background,
    text: look.text,
    quiet: look.quiet,
  });
  const items = empty > 0 ? [blank, ...strip] : strip;
  const title = `Beams seen from their sources: ${model.beams.map(({ name }) => name).join(', ')}`;
  return svgText({ widthPx, heightPx: heightPx + noticePx, title, background: look.grid, items }, insets);
}

/** A picture goes where its file name does not: it says itself that it is of a preview, before a title that may be cut short. */
export function caption({ title, quality }: PreviewModel): string {
  return quality?.kind === 'preview' ? `PREVIEW QUALITY · ${title}` : title;
}
