import type { DoseDifference } from '../evaluate/dose-difference.ts';
import { trimmed } from './format.ts';

/** How a dose was computed and how far it can be trusted. It goes with the dose wherever that goes, so that a preview is never taken for the final dose. */
export interface DoseQuality {
  readonly kind: 'preview' | 'final';
  readonly gridMm: number;
  /** Transport directions a beam. */
  readonly cones: number;
  /** From a dose of the same engine on a finer grid with more directions, as measured on other plans; absent where none was measured on such a grid. */
  readonly estimatedDifference?: EstimatedDifference;
  /** Of a final dose that a preview came before: how far that preview was off it. */
  readonly previewDifference?: DoseDifference;
}

/** What of a difference is told beforehand; the worst of the plans it was measured on. */
export type EstimatedDifference = Required<Pick<DoseDifference, 'rmsPercent' | 'targetsPercent' | 'edgesMm'>>;

/** Before every value that is read off a preview. */
export const previewMark = '≈';

/** "Preview · 5 mm · 40 cones · ±1.4 % in targets", "Final · 3 mm · 60 cones · the preview was within 1.1 % in targets" */
export function qualityText(quality: DoseQuality): string {
  return `${qualityName(quality)} · ${qualityRemarks(quality)}`;
}

export function qualityName({ kind }: Pick<DoseQuality, 'kind'>): string {
  return kind === 'preview' ? 'Preview' : 'Final';
}

/** "5 mm · 40 cones · ±1.4 % in targets" */
export function qualityRemarks(quality: DoseQuality): string {
  return [`${trimmed(quality.gridMm, 2)} mm`, `${quality.cones} cones`, differenceText(quality)].join(' · ');
}

/** The same in sentences. */
export function qualityInSentences({
  kind,
  gridMm,
  cones,
  estimatedDifference: estimate,
  previewDifference: was,
}: DoseQuality): string {
  const sentences = [
    `${kind === 'preview' ? 'Preview quality, not the final dose' : 'Final dose'}: voxels of ${trimmed(gridMm, 2)} mm, ${cones} directions a beam.`,
    estimate
      ? `Estimated from other plans, against a finer grid and more directions of the same engine: within ±${digits(estimate.targetsPercent)} % of 100 % at 95 % of the targets’ voxels and ±${digits(estimate.edgesMm)} mm at 95 % of steep edges; ${digits(estimate.rmsPercent)} % r.m.s.`
      : 'How far it may be off has not been measured on such a grid.',
  ];
  if (was) {
    const places = [
      ...(was.targetsPercent === undefined ? [] : [`${digits(was.targetsPercent)} % at 95 % of the targets’ voxels`]),
      ...(was.edgesMm === undefined ? [] : [`${digits(was.edgesMm)} mm at 95 % of steep edges`]),
    ];
    sentences.push(
      `The preview before it was off by ${digits(was.rmsPercent)} % of 100 % (r.m.s. in the body above 10 %), ${digits(was.maxPercent)} % at most${places.length > 0 ? `; ${places.join(', ')}` : ''}.`,
    );
  }
  return sentences.join(' ');
}

function differenceText({ kind, estimatedDifference: estimate, previewDifference: was }: DoseQuality): string {
  if (kind === 'final' && was) {
    return was.targetsPercent === undefined
      ? `the preview was ${digits(was.rmsPercent)} % off (r.m.s.)`
      : `the preview was within ${digits(was.targetsPercent)} % in targets`;
  }
  return estimate ? `±${digits(estimate.targetsPercent)} % in targets` : 'difference not estimated';
}

/** Two digits: a difference is not known better. */
function digits(value: number): string {
  return value.toFixed(value >= 10 ? 0 : value >= 1 ? 1 : 2);
}
