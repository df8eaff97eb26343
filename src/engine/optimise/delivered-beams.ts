import type { Optimise } from '../../plan/plan.ts';
import { findApertures } from './aperture-search.ts';
import { type Delivered, weighedBeams } from './beam-weights.ts';
import type { IdealFluence } from './fluence-search.ts';
import type { Search } from './search.ts';
import { findWindows } from './sliding-window-search.ts';

/** The beams that give an ideal fluence as nearly as the machine can, in the way that the plan asks for. */
export async function deliveredBeams(
  search: Search,
  ideal: IdealFluence,
  { deliver, mostSegments, mostControlPoints }: Optimise,
): Promise<Delivered> {
  search.options.onProgress('Optimising apertures', 0.5, search.objective);
  if (deliver !== 'sliding_window') return weighedBeams(search, await findApertures(search, ideal, mostSegments));
  if (mostControlPoints === undefined) throw new Error('a sliding window has a number of control points');
  return weighedBeams(search, await findWindows(search, ideal, mostControlPoints));
}
