import { readFileSync } from 'node:fs';
import path from 'node:path';
import { distFolder } from '../engine/dist-folder.ts';
import { previewModel } from '../engine/preview-model.ts';
import type { RunResult } from '../engine/results.ts';
import { svgToPng } from '../preview/png.ts';
import { renderBeamsSvg, renderDvhSvg, renderSliceSvg } from '../preview/render.ts';

/** The three slices through the first isocentre, the DVH and the beams seen from their sources, as SVG and PNG, by the preview's own drawing code. */
export async function pictures(result: RunResult): Promise<Record<string, string | Uint8Array>> {
  const loaded = previewModel(result);
  const asset = (name: string): Uint8Array => readFileSync(path.join(distFolder(), name));
  const tools = { wasm: asset('resvg.wasm'), fonts: [asset('DejaVuSans.ttf'), asset('DejaVuSans-Bold.ttf')] };
  const crosshairMm = result.beams[0].isocentreMm;
  const svgs: Record<string, string> = { dvh: renderDvhSvg(loaded.model), beams: renderBeamsSvg(loaded) };
  for (const plane of ['axial', 'coronal', 'sagittal'] as const)
    svgs[plane] = renderSliceSvg(loaded, { plane, crosshairMm, showCrosshair: false });
  const files: Record<string, string | Uint8Array> = {};
  for (const [name, svg] of Object.entries(svgs)) {
    files[`${name}.svg`] = svg;
    files[`${name}.png`] = await svgToPng(svg, tools);
  }
  return files;
}
