import type { Grid } from '../grid.ts';
import { alignValues, orientationOf, resampleOblique, type StoredVolume } from './orient.ts';

/** A stored volume that can be brought onto the patient's axes: `apply` does it to its values. */
export interface Placed {
  readonly kind: 'placed';
  readonly grid: Grid;
  readonly resampled: boolean;
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
        resampled: false,
        apply: (values) => alignValues(stored, orientation, values),
      };
    case 'oblique': {
      if (options.planning) return { kind: 'tilted', angleDeg: orientation.angleDeg };
      const { grid } = orientation;
      return {
        kind: 'placed',
        grid,
        resampled: true,
        apply: (values) => resampleOblique(stored, values, grid, options.outside),
      };
    }
  }
}
