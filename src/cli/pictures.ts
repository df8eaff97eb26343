import { readFileSync } from 'node:fs';
import path from 'node:path';
import { distFolder } from '../engine/dist-folder.ts';
import { previewModel } from '../engine/preview-model.ts';
import type { RunResult } from '../engine/results.ts';
import type { Vec3 } from '../patient/grid.ts';
import type { LoadedModel } from '../preview/loaded.ts';
import type { Ground } from '../preview/palette.ts';
import { svgToPng } from '../preview/png.ts';
import { renderBeamsSvg, renderDvhSvg, renderSliceSvg } from '../preview/render.ts';

/** What can be drawn of a result without a page. */
export const pictureViews = ['axial', 'coronal', 'sagittal', 'dvh', 'beams'] as const;
export type PictureView = (typeof pictureViews)[number];

/** Absent: each view in its own size; charts on a light ground. Slices stand on black on either. */
export interface PictureLook {
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly ground?: Ground;
}

/** One view as a complete SVG document, by the preview's own drawing code; slices go through `crosshairMm`. */
export function pictureOf(loaded: LoadedModel, view: PictureView, crosshairMm: Vec3, look: PictureLook = {}): string {
  switch (view) {
    case 'dvh':
      return renderDvhSvg(loaded.model, look);
    case 'beams':
      return renderBeamsSvg(loaded, look);
    default:
      return renderSliceSvg(loaded, { plane: view, crosshairMm, showCrosshair: false, ...look });
  }
}

/** An SVG document as PNG, `scale` pixels to each of its own. */
export function picturePng(svg: string, scale?: number): Promise<Uint8Array> {
  const asset = (name: string): Uint8Array => readFileSync(path.join(distFolder(), name));
  const tools = { wasm: asset('resvg.wasm'), fonts: [asset('DejaVuSans.ttf'), asset('DejaVuSans-Bold.ttf')] };
  return svgToPng(svg, tools, scale);
}

/** The three slices through the first isocentre, the DVH and the beams seen from their sources, as SVG and PNG. */
export async function pictures(result: RunResult): Promise<Record<string, string | Uint8Array>> {
  const loaded = previewModel(result);
  const files: Record<string, string | Uint8Array> = {};
  for (const view of pictureViews) {
    const svg = pictureOf(loaded, view, result.beams[0].isocentreMm);
    files[`${view}.svg`] = svg;
    files[`${view}.png`] = await picturePng(svg);
  }
  return files;
}
