import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { PlanImage } from '../../plan/plan.ts';
import type { Grid } from '../grid.ts';
import { alignValues, orientationOf, resampleOblique, type StoredVolume } from './orient.ts';

/** A stored volume that can be brought onto the patient's axes: `apply` does it to its values. */
export interface Placed {
  readonly kind: 'placed';
  readonly grid: Grid;
  /** How far it lay off the patient's axes, where it has to be resampled. */
  readonly resampledFromDeg?: number;
  readonly apply: (values: Float32Array) => Float32Array;
}

export type PlaceOutcome =
  Placed | { readonly kind: 'tilted'; readonly angleDeg: number } | { readonly kind: 'degenerate' };

/**
 * How a stored volume gets onto the patient's axes: by flips and permutations where it lies along them; by resampling where it is oblique and not
 * planned on. An oblique planning image is refused.
 */
export function place(
  stored: StoredVolume,
  options: { readonly planning: boolean; readonly outside: number },
): PlaceOutcome {
  const orientation = orientationOf(stored);
  switch (orientation.kind) {
    case 'degenerate':
      return orientation;
    case 'aligned':
      return {
        kind: 'placed',
        grid: orientation.grid,
        apply: (values) => alignValues(stored, orientation, values),
      };
    case 'oblique': {
      if (options.planning) return { kind: 'tilted', angleDeg: orientation.angleDeg };
      const { grid } = orientation;
      return {
        kind: 'placed',
        grid,
        resampledFromDeg: orientation.angleDeg,
        apply: (values) => resampleOblique(stored, values, grid, options.outside),
      };
    }
  }
}

/** RT3019 for an image that is resampled on its way in. */
export function resamplingFinding(image: PlanImage, { resampledFromDeg }: Placed): Diagnostic[] {
  if (resampledFromDeg === undefined) return [];
  return [
    diagnostic(
      'RT3019',
      image.at,
      `Image ${image.name} lies ${resampledFromDeg.toFixed(1)}° off the patient's axes; it is resampled onto them.`,
    ),
  ];
}
