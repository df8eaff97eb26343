import type { DoseQuality } from '../preview/quality.ts';

/** In the heads of files that are of a preview, in plain ASCII. */
export function previewNotice({ gridMm, cones }: DoseQuality): string {
  return `PREVIEW QUALITY (${gridMm} mm, ${cones} cones), not the final dose`;
}
