import { segmentsOf, type BeamPosition, type PlacedSegment, type PreviewBeam } from '../beam.ts';
import { volumeOf, type LoadedModel } from '../loaded.ts';
import { beamColour, fluenceStops, regionColours } from '../palette.ts';
import type { ChartLook } from './chart-look.ts';
import { eyeAxes } from './eye-axes.ts';
import { eyeLines, eyeToPx, limitedToPx, type EyeFrame } from './eye-frame.ts';
import { edgeLetters, eyeHeader, fluenceBar } from './eye-furniture.ts';
import { leavesAndJaws } from './eye-limiters.ts';
import { angleTexts, eyeTitle, muText, segmentText, sideLetters } from './eye-words.ts';
import { fluenceRaster, type FluenceMap } from './fluence-map.ts';
import type { MeasureText, Polyline, Raster, Scene, SceneItem, TextSpan } from './scene.ts';
import { silhouette, type EyeWindow } from './silhouette.ts';
import { notDosimetricBanner, type Furniture } from './slice-furniture.ts';
import { nameItems, placeNames } from './slice-labels.ts';

/** What a beam's-eye view shows. */
export interface EyeView {
  /** Its place among the plan's beams. */
  readonly beam: number;
  /** Place of the segment whose leaves and jaws are shown; absent: the sum of all alone. */
  readonly segment?: number;
  /** Small views stand in a pane that names the beam and its segments itself, and name no organs. */
  readonly size: 'large' | 'small';
  readonly look: ChartLook;
  readonly selectedRegion?: string;
  readonly measure: MeasureText;
}

/** Regions as the source sees them, in gantry axes, mm. */
export type EyeOutlines = readonly { readonly name: string; readonly lines: readonly Polyline[] }[];

/** The standing that a view is seen from; none for the sum of a beam that turns, which is seen from all sides at once. */
export function eyePosition(beam: PreviewBeam, segment: number | undefined): BeamPosition | undefined {
  if (segment !== undefined) return segmentsOf(beam)[segment]?.position;
  return beam.positions.length === 1 ? beam.positions[0] : undefined;
}

/** Outlines of all regions over the whole frame. */
export function eyeOutlines(loaded: LoadedModel, position: BeamPosition, frame: EyeFrame): EyeOutlines {
  const window = windowOf(frame);
  return loaded.model.regions.map((region) => ({
    name: region.name,
    lines: silhouette(region.grid, volumeOf(loaded, region.signedDistance), position, window),
  }));
}

/** In whole steps, so that a pane that grows by a pixel sees by the same rays. */
function windowOf({ widthPx, heightPx, mmPerPx }: EyeFrame): EyeWindow {
  const stepMm = Math.max(2, Math.ceil((Math.min(widthPx, heightPx) * mmPerPx) / 60)) / 2;
  // A border that runs along the edge of what is looked at has to lie beyond it.
  const beyond = (px: number) => (px / 2) * mmPerPx + 3 * stepMm;
  return { stepMm, halfMm: [beyond(widthPx), beyond(heightPx)] };
}

export function eyeRaster(
  model: LoadedModel['model'],
  view: Pick<EyeView, 'beam' | 'segment' | 'look'>,
  frame: EyeFrame,
  { map, pixelRatio }: { readonly map: FluenceMap; readonly pixelRatio: number },
): Raster {
  const beam = model.beams[view.beam];
  const { collimatorDeg } = eyePosition(beam, view.segment) ?? beam;
  return fluenceRaster(map, fluenceStops[view.look.ground], frame, { collimatorDeg, pixelRatio });
}

/** Everything drawn over the wash of the fluence. */
export function eyeScene(
  loaded: LoadedModel,
  view: EyeView,
  frame: EyeFrame,
  { map, outlines }: { readonly map: FluenceMap; readonly outlines: EyeOutlines },
): Scene {
  const { model } = loaded;
  const { look, measure } = view;
  const beam = model.beams[view.beam];
  const segments = segmentsOf(beam);
  const chosen = view.segment === undefined ? undefined : segments[view.segment];
  const position = eyePosition(beam, view.segment);
  const { collimatorDeg } = position ?? beam;

  const header = eyeHeader(headerLines(model, beam, chosen, view), look, measure);
  const furniture: Furniture[] = [
    header,
    edgeLetters(sideLetters(beam, position), frame, { look, head: header.boxes }),
    ...(segments.length > 1 ? [fluenceBar(map.maxMu, frame, look)] : []),
    ...(model.notDosimetric ? [notDosimetricBanner(frame, frame.heightPx - 44, model.notDosimetric, measure)] : []),
  ];
  const edges = furniture.flatMap(({ boxes }) => boxes);
  const axes = eyeAxes(collimatorDeg, frame, { look, measure, taken: edges });
  const taken = [...edges, ...axes.boxes];
  const items: SceneItem[] = [];
  if (chosen) items.push(...leavesAndJaws(chosen, beam.leafBoundariesMm, frame, look));
  const shown = outlines.map(({ name, lines }) => ({ name, lines: eyeLines(frame, lines) }));
  items.push(...outlineItems(model, shown, view));
  if (chosen)
    items.push({
      kind: 'path',
      lines: openingsOf([chosen], frame),
      stroke: beamColour[look.ground],
      strokeWidth: 1.8,
      data: { part: 'opening', segment: String(chosen.index) },
    });
  items.push(...axes.items);
  // Beside all openings, so that names stay where they are from segment to segment.
  items.push(...regionNames(model, shown, view, { field: openingsOf(segments, frame), taken, frame }));
  for (const one of furniture) items.push(...one.items);
  return {
    widthPx: frame.widthPx,
    heightPx: frame.heightPx,
    title: eyeTitle(model, beam, chosen, position),
    background: look.background,
    items,
  };
}

/** Beam, segment and monitor units, then the angles. */
function headerLines(
  model: LoadedModel['model'],
  beam: PreviewBeam,
  chosen: PlacedSegment | undefined,
  { look, segment, size }: EyeView,
): TextSpan[] {
  const angles = angleTexts(beam, eyePosition(beam, segment)).map((words) => ({ text: words, fill: look.quiet }));
  const isOne = segmentsOf(beam).length === 1;
  const mu = { text: muText(chosen?.segment.mu ?? beam.muPerFraction, model), weight: 600, fill: look.text } as const;
  if (size === 'small') return isOne ? [mu, ...angles] : angles;
  return [
    { text: beam.name, weight: 600, fill: look.text },
    ...(isOne ? [] : [{ text: segmentText(beam, chosen), fill: look.text }]),
    mu,
    ...angles,
  ];
}

function openingsOf(segments: readonly PlacedSegment[], frame: EyeFrame): Polyline[] {
  return segments.flatMap(({ segment, position }) =>
    segment.outlineMm.map((part) => limitedToPx(frame, part, position.collimatorDeg)),
  );
}

type Shown = readonly { readonly name: string; readonly lines: readonly Polyline[] }[];

function outlineItems({ regions }: LoadedModel['model'], shown: Shown, view: EyeView): SceneItem[] {
  const { look } = view;
  const colours = regionColours(regions);
  return shown.flatMap(({ name, lines }): SceneItem[] => {
    const region = regions.find((one) => one.name === name)!;
    const isBody = region.role === 'body';
    const isSelected = name === view.selectedRegion;
    const width = isBody ? 1 : isSelected ? 2.2 : region.role === 'subtarget' ? 1.7 : 1.3;
    const line: SceneItem = {
      kind: 'path',
      lines,
      stroke: colours.get(name)![look.ground],
      strokeWidth: width,
      opacity: isBody ? 0.7 : undefined,
      dash: region.derived && !isBody ? '5 3.5' : undefined,
      data: { part: 'region', region: name },
    };
    // A line of the ground under the line keeps it apart from wash and leaves.
    const under: SceneItem = { kind: 'path', lines, stroke: look.background, strokeWidth: width + 1.6, opacity: 0.55 };
    return isBody ? [line] : [under, line];
  });
}

function regionNames(
  { regions }: LoadedModel['model'],
  shown: Shown,
  { look, measure, selectedRegion, size }: EyeView,
  room: { readonly field: readonly Polyline[]; readonly taken: Furniture['boxes']; readonly frame: EyeFrame },
): SceneItem[] {
  const { widthPx, heightPx } = room.frame;
  if (widthPx < 280 || heightPx < 150) return [];
  const colours = regionColours(regions);
  const isNamed = ({ name, role }: LoadedModel['model']['regions'][number]): boolean =>
    role !== 'body' && (size === 'large' || role !== 'organ' || name === selectedRegion);
  const named = shown.filter(({ name }) => isNamed(regions.find((region) => region.name === name)!));
  // Beside the axes, where words and numbers would meet.
  const crosshair = eyeToPx(room.frame, [0, 0]);
  const placed = placeNames(named, room.field, { widthPx, heightPx, taken: room.taken, measure, crosshair });
  return placed.flatMap((one) =>
    nameItems(one, {
      colour: colours.get(one.name)![look.ground],
      halo: look.background,
      isSelected: one.name === selectedRegion,
    }),
  );
}
