import type { Term } from '../../optimise/plan-objective.ts';
import type { Aperture } from '../../physics/beam-setup-types.ts';
import { leafAperture } from '../../physics/pencil-beam/leaf-aperture.ts';
import type { Delivery } from '../../plan/delivery.ts';
import type { Optimise } from '../../plan/plan.ts';
import { findApertures } from './aperture-search.ts';
import type { IdealFluence } from './fluence-search.ts';
import type { Search } from './search.ts';
import { findWindows } from './sliding-window-search.ts';

/** A beam as it gives its dose. */
export interface FoundBeam {
  /** With their MU over the course. */
  readonly apertures: readonly { readonly aperture: Aperture; readonly mu: number }[];
  /** The movement that the apertures stand for, where the leaves move while the beam is on. */
  readonly delivery?: Delivery;
}

interface Delivered {
  readonly beams: readonly FoundBeam[];
  /** At the points. */
  readonly doseGy: Float64Array;
  /** The objective as it was aimed at in the end. */
  readonly terms: readonly Term[];
}

/** The beams that give an ideal fluence as nearly as the machine can, in the way that the plan asks for. */
export function deliveredBeams(search: Search, ideal: IdealFluence, optimise: Optimise): Promise<Delivered> {
  return optimise.deliver === 'sliding_window' ? windows(search, ideal, optimise) : segments(search, ideal, optimise);
}

async function segments(search: Search, ideal: IdealFluence, { mostSegments }: Optimise): Promise<Delivered> {
  const { open, doseGy, terms } = await findApertures(search, ideal, mostSegments);
  const beams = search.beams.map((beam) => ({
    apertures: open
      .filter((one) => one.beam === beam)
      .map(({ ends, mu }) => ({ aperture: leafAperture(beam.grid, ends, beam.jaws, beam.machine), mu })),
  }));
  return { beams, doseGy, terms };
}

async function windows(search: Search, ideal: IdealFluence, { mostControlPoints }: Optimise): Promise<Delivered> {
  if (mostControlPoints === undefined) throw new Error('a sliding window has a number of control points');
  const { windows: planned, doseGy, terms } = await findWindows(search, ideal, mostControlPoints);
  const beams = planned.map((window): FoundBeam => {
    if (!window) return { apertures: [] };
    const { delivery, mu } = window;
    return { delivery, apertures: window.apertures.map(({ share, aperture }) => ({ aperture, mu: share * mu })) };
  });
  return { beams, doseGy, terms };
}
