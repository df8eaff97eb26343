import type { Iteration, Minimum } from '../../optimise/bounded-quasi-newton.ts';
import { sampledDose } from '../../evaluate/samples.ts';
import { sumOfTerms, type Term } from '../../optimise/plan-objective.ts';
import { defaultCones } from '../../physics/beam-dose.ts';
import type { Aperture, PlacedBeam } from '../../physics/beam-setup-types.ts';
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
  /** Grows with every iteration. */
  readonly objective: ObjectiveCurve;
}

/** Directions of the dose that corrects the pencil beams: few tell where it goes, and the last correction has as many as the plan's own dose. */
export const correctionCones = { few: 40, last: defaultCones } as const;

/** Collapsed-cone dose at the points, Gy, of apertures with their MU over the course, beam by beam. */
export async function computedDose(
  { scene, points, beams, options }: Search,
  { through, cones }: { readonly through: 'the machine' | 'perfect leaves'; readonly cones: number },
  apertures: readonly (readonly { readonly aperture: Aperture; readonly mu: number }[])[],
): Promise<Float64Array> {
  const open = beams.flatMap(({ machine, setup }, b) => {
    const mu = apertures[b].reduce((sum, one) => sum + one.mu, 0);
    if (!(mu > 0)) return [];
    const weighted = apertures[b].map((one) => ({ share: one.mu / mu, aperture: one.aperture }));
    const own = through === 'the machine' ? withoutElectrons(machine) : withPerfectLeaves(withoutElectrons(machine));
    const beam: PlacedBeam = { machine: own, setups: [{ share: 1, setup: { ...setup, apertures: weighted } }] };
    return [{ mu, beam }];
  });
  const gyPerMu = await passingDoses(
    scene.medium,
    open.map(({ beam }) => beam),
    cones,
    options,
  );
  const out = new Float64Array(points.count);
  for (const { from, samples } of [...points.of.values(), points.body])
    for (const [n, { mu }] of open.entries()) {
      const own = sampledDose(samples, gyPerMu[n]);
      for (let s = 0; s < own.length; s++) out[from + s] += mu * own[s];
    }
  return out;
}

/** Electrons from the head reach no farther than the skin, where no fluence can make up for them. The plan's own dose has them. */
function withoutElectrons({ electrons: _, ...machine }: ModulatedBeam['machine']): ModulatedBeam['machine'] {
  return machine;
}

/** Leaves that let nothing through where they are closed: what a fluence map is given by. */
function withPerfectLeaves(machine: ModulatedBeam['machine']): ModulatedBeam['machine'] {
  const { transmission, tongueMm } = machine.leaves;
  return {
    ...machine,
    leaves: { ...machine.leaves, transmission: { ...transmission, value: 0 }, tongueMm: { ...tongueMm, value: 0 } },
  };
}

/**
 * Follows a solver, so that a cancel is heard and the curve grows, until it ends or hardly gets on: so many iterations that together lower the objective by less than a
 * thousandth of it.
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
    next = iterations.next(before !== undefined && before - value < 1e-3 * value);
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
