import type { Iteration, Minimum } from '../../optimise/bounded-quasi-newton.ts';
import { sampledDose } from '../../evaluate/samples.ts';
import { sumOfTerms, type Term } from '../../optimise/plan-objective.ts';
import type { Aperture, PlacedBeam } from '../../physics/beam-setup-types.ts';
import { perfectLeaves } from '../../physics/pencil-beam/bixel-apertures.ts';
import { hasLeaves } from '../../physics/rectangular-aperture.ts';
import type { Delivery } from '../../plan/delivery.ts';
import type { BeamDoseRun } from '../beam-doses.ts';
import { breath } from '../breath.ts';
import type { ObjectiveCurve } from '../../preview/draw/objective-scene.ts';
import type { Scene } from '../prepare.ts';
import type { ModulatedBeam } from './fluence-model.ts';
import type { OptimisationPoints } from './optimisation-points.ts';
import { passingDoses } from './passing-doses.ts';
import type { PlanTerms } from './plan-terms.ts';

export interface SearchOptions extends Omit<BeamDoseRun, 'settings' | 'onProgress'> {
  readonly onProgress: (stage: string, share: number, objective?: ObjectiveCurve) => void;
}

/** What the search for a plan's beams works with. */
export interface Search {
  readonly scene: Scene;
  readonly points: OptimisationPoints;
  readonly wanted: PlanTerms;
  readonly beams: readonly ModulatedBeam[];
  readonly fractions: number;
  readonly options: SearchOptions;
  /** Doses of beams, Gy per MU, as the plan's own are computed. Throws where they cannot be. */
  readonly finalDoses: (beams: readonly PlacedBeam[]) => Promise<readonly Float32Array[]>;
  /** Grows with every iteration. */
  readonly objective: ObjectiveCurve;
}

/** A beam as it gives its dose. */
export interface FoundBeam {
  /** Over the course. */
  readonly mu: number;
  /** With their shares of the MU. */
  readonly apertures: readonly { readonly share: number; readonly aperture: Aperture }[];
  /** The movement that the apertures stand for, where the leaves move while the beam is on. */
  readonly delivery?: Delivery;
}

/** Directions of the doses that correct the pencil beams on the way: few tell where dose goes. */
const cones = 40;

/** Collapsed-cone dose of each beam at the points, Gy per MU, on the way to the beams that a plan ends with. */
export function passingDosesAt(
  search: Search,
  through: 'the machine' | 'perfect leaves',
  beams: readonly FoundBeam[],
): Promise<Float64Array[]> {
  const { scene, options } = search;
  return dosesAt(search, beams, (placed) => {
    const seen = through === 'the machine' ? placed : placed.map(withPerfectLeaves);
    return passingDoses(scene.medium, seen, cones, options);
  });
}

/** The same, as the plan's own dose is computed. */
export function finalDosesAt(search: Search, beams: readonly FoundBeam[]): Promise<Float64Array[]> {
  return dosesAt(search, beams, search.finalDoses);
}

async function dosesAt(
  { points, beams: modulated }: Search,
  beams: readonly FoundBeam[],
  computed: (placed: readonly PlacedBeam[]) => Promise<readonly Float32Array[]>,
): Promise<Float64Array[]> {
  const open = beams.flatMap(({ mu, apertures }, b) => {
    if (!(mu > 0)) return [];
    const { machine, setup } = modulated[b];
    return [{ b, placed: { machine, setups: [{ share: 1, setup: { ...setup, apertures } }] } }];
  });
  const gyPerMu = await computed(open.map(({ placed }) => placed));
  const out = beams.map(() => new Float64Array(points.count));
  for (const { from, samples } of points.parts)
    for (const [n, { b }] of open.entries()) out[b].set(sampledDose(samples, gyPerMu[n]), from);
  return out;
}

/** Of beams with so many MU, Gy. */
export function summedDose(gyPerMu: readonly Float64Array[], beams: readonly Pick<FoundBeam, 'mu'>[]): Float64Array {
  const out = new Float64Array(gyPerMu[0].length);
  for (const [b, own] of gyPerMu.entries()) for (let p = 0; p < out.length; p++) out[p] += beams[b].mu * own[p];
  return out;
}

/** With leaves that give a fluence map as it is. */
function withPerfectLeaves({ machine, setups }: PlacedBeam): PlacedBeam {
  if (!hasLeaves(machine)) throw new Error(`${machine.name} has no leaves`);
  return { machine: perfectLeaves(machine), setups };
}

/**
 * Follows a solver, so that a cancel is heard and the curve grows, until it ends or hardly gets on: so many iterations that together lower the objective by less than a
 * ten-thousandth of it.
 */
export async function followed(
  { options, objective }: Search,
  of: keyof ObjectiveCurve,
  iterations: Generator<Iteration, Minimum, boolean | undefined>,
  share: number,
): Promise<Minimum> {
  const values: number[] = [];
  let next = iterations.next();
  while (!next.done) {
    const { value, isTrial } = next.value;
    if (isTrial) {
      await breath(options.signal);
      next = iterations.next();
      continue;
    }
    values.push(value);
    objective[of].push(value);
    options.onProgress(`Optimising ${of}`, share, objective);
    await breath(options.signal);
    const before = values[values.length - 1 - settledIterations];
    next = iterations.next(before !== undefined && before - value < 1e-4 * value);
  }
  const minimum = next.value;
  if (minimum.end === 'not-finite') throw new Error(`the objective of the ${of} is no number where the search begins`);
  return minimum;
}

const settledIterations = 8;

/** The value of each term, its weight included. */
export function termValues(terms: readonly Term[], doseGy: Float64Array): number[] {
  const scratch = new Float64Array(doseGy.length);
  return terms.map((term) => sumOfTerms([term])(doseGy, scratch));
}
