import type { RunResult } from '../engine/results.ts';
import type { LoadedModel } from '../preview/loaded.ts';
import type { PreviewLadder, PreviewModel } from '../preview/model.ts';
import { fixed } from '../preview/format.ts';
import { renderLadderSvg, renderSliceSvg } from '../preview/render.ts';
import { escaped } from '../preview/draw/escaped.ts';
import { svgImage } from './html.ts';
import { pictureOf } from './pictures.ts';

const slicePx = 640;

/** The three slices through the first isocentre, and where the plan has a second image its axial slice, as images on black on any ground. */
export function slicePictures(result: RunResult, loaded: LoadedModel): string {
  const crosshairMm = result.beams[0].isocentreMm;
  const size = { widthPx: slicePx, heightPx: slicePx, showCrosshair: false } as const;
  const at = crosshairMm.map((mm) => fixed(mm, 1)).join(', ');
  const slices = (['axial', 'coronal', 'sagittal'] as const).map((plane) => ({
    svg: renderSliceSvg(loaded, { plane, crosshairMm, ...size }),
    words: `${plane.charAt(0).toUpperCase()}${plane.slice(1)} slice, dose`,
  }));
  const [, second] = loaded.model.images;
  if (second)
    slices.push({
      svg: renderSliceSvg(loaded, { plane: 'axial', crosshairMm, overlay: second.name, ...size }),
      words: `Axial slice, ${second.name}`,
    });
  const figures = slices.map(
    ({ svg, words }) => `<figure>${svgImage(svg, words)}<figcaption>${escaped(words)}</figcaption></figure>`,
  );
  return `<div class="slices">${figures.join('\n')}</div>
<p class="quiet">Through the isocentre of the first beam, (${at}) mm in the patient’s frame (left, posterior, head). Isodoses in per cent of 100 %: ${escaped(result.hundredPercent.text)}.</p>
`;
}

export function dvhPicture(loaded: LoadedModel): string {
  const draw = (ground: 'light' | 'dark'): string =>
    pictureOf(loaded, 'dvh', [0, 0, 0], { ground, widthPx: 1072, heightPx: 520 });
  return `<figure class="framed">${svgImage(draw('light'), 'Cumulative dose–volume histograms; the table below has their numbers', draw('dark'))}<figcaption>Cumulative, whole course. Markers are goals: a limit, and what was achieved.</figcaption></figure>
`;
}

export function beamPictures(loaded: LoadedModel): string {
  const draw = (ground: 'light' | 'dark'): string => pictureOf(loaded, 'beams', [0, 0, 0], { ground });
  const narrow = loaded.model.beams.length === 1 ? ' narrow' : '';
  return `<figure class="framed${narrow}">${svgImage(draw('light'), 'Each beam as its source sees it', draw('dark'))}<figcaption>Each beam as its source sees it, at the isocentre plane: monitor units through each place, or the opening of a beam that has one.</figcaption></figure>
`;
}

export function ladderPicture(model: PreviewModel, ladder: PreviewLadder): string {
  const draw = (ground: 'light' | 'dark'): string => renderLadderSvg(model, ladder, { ground, widthPx: 1072 });
  return `<figure class="framed">${svgImage(draw('light'), 'Outcome of the plan and its baselines; the table below has their numbers', draw('dark'))}<figcaption>Filled: control of the tumour. Open: the likeliest complication. Lines are 95 % intervals. Each rung is judged by the plan’s own biology.</figcaption></figure>
`;
}
