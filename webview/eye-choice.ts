import { segmentsOf, type PreviewBeam } from '../src/preview/beam.ts';
import type { PreviewModel } from '../src/preview/model.ts';

/** The beam that is looked along, and the segment whose leaves are shown; without one, the sum of all. */
export interface EyeChoice {
  readonly beam: number;
  readonly segment?: number;
}

/** The choice as far as the model has it: a beam of one segment shows it. */
export function shownChoice({ beams }: Pick<PreviewModel, 'beams'>, { beam, segment }: EyeChoice): EyeChoice {
  const held = Math.min(Math.max(beam, 0), beams.length - 1);
  const count = beams[held] ? segmentsOf(beams[held]).length : 0;
  if (count === 1) return { beam: held, segment: 0 };
  return segment === undefined ? { beam: held } : { beam: held, segment: Math.min(Math.max(segment, 0), count - 1) };
}

/** So many segments on: before the first stands the sum. */
export function steppedSegment(beam: PreviewBeam, segment: number | undefined, by: number): number | undefined {
  const place = Math.min(Math.max((segment ?? -1) + by, -1), segmentsOf(beam).length - 1);
  return place < 0 ? undefined : place;
}
