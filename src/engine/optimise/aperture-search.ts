import { type Differentiable, minimumByIterations } from '../../optimise/bounded-quasi-newton.ts';
import { sumOfTerms } from '../../optimise/plan-objective.ts';
import { columnsOf } from '../../physics/pencil-beam/bixels.ts';
import {
  addOpenFluence,
  leafAperture,
  type LeafEnds,
  openingGradient,
} from '../../physics/pencil-beam/leaf-aperture.ts';
import { leafSweep } from '../../physics/pencil-beam/leaf-sweep.ts';
import { areaShortfall, isAllowed, leastSegmentMu } from '../../physics/pencil-beam/segment-limits.ts';
import type { OpenBeams } from './beam-weights.ts';
import { bixelCount, doseOfFluence, fluenceGradient, type ModulatedBeam, ownBixels } from './fluence-model.ts';
import type { IdealFluence } from './fluence-search.ts';
import { aimedAnew, heldAsDelivered, termsOf } from './priorities.ts';
import { followed, type FoundBeam, passingDosesAt, type Search, summedDose } from './search.ts';

interface OpenAperture {
  readonly beam: ModulatedBeam;
  readonly ends: LeafEnds;
  /** Over the course. */
  readonly mu: number;
}

/** Share of the least MU of a segment below which it is left out. */
const leastWorthwhile = 0.5;
/** A segment that opens too little costs more than it can gain. */
const areaWeight = 10;
/** Before each the dose is corrected, and goals are aimed at anew. The last is short, since leaves that move far take the correction with them. */
const iterationsOfRounds = [80, 60, 40];

/**
 * Apertures for a plan: the ideal fluence as a leaf sweep of few steps a beam, whose leaf ends and MU are then moved together to where the objective is least (direct aperture optimisation; Shepard DM, Earl
 * MA, Li XA, Naqvi S, Yu C. Med Phys 2002;29:1007-1018, by gradients). What the machine's data do not allow of segments is grown on the way, or left out. Their doses are the pencil beams', with what the collapsed cone has more carried on.
 */
export async function findApertures(search: Search, ideal: IdealFluence, mostSegments: number): Promise<OpenBeams> {
  const { points, wanted, beams, fractions } = search;
  const { count } = points;
  let { goals } = ideal;
  let open = sweptApertures(beams, ideal.fluence, { mostSegments, fractions });
  const bixels = bixelCount(beams);
  const fluence = new Float64Array(bixels);
  const [doseGy, doseGradient, bixelGradient] = [
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(bixels),
  ];
  const pencilDose = (of: readonly OpenAperture[]): void => {
    fluence.fill(0);
    for (const { beam, ends, mu } of of) addOpenFluence(beam.grid, ends, mu, ownBixels(beam, fluence));
    doseOfFluence(beams, fluence, doseGy);
  };
  for (const [round, maxIterations] of iterationsOfRounds.entries()) {
    const found = foundBeams(beams, open);
    const computedGy = summedDose(await passingDosesAt(search, 'the machine', found), found);
    pencilDose(open);
    const correctionGy = computedGy.map((gy, p) => gy - doseGy[p]);
    // What a sweep of few steps misses says nothing of what can be reached.
    if (round > 0) goals = aimedAnew(round === 1 ? heldAsDelivered(goals, computedGy) : goals, computedGy);
    const objective = sumOfTerms(termsOf({ fixed: wanted.fixed, goals }));
    const variables = variablesOf(open, fractions);
    const evaluate: Differentiable = (x, gradient) => {
      const moved = variables.read(x);
      pencilDose(moved);
      for (let p = 0; p < count; p++) doseGy[p] += correctionGy[p];
      const value = objective(doseGy, doseGradient);
      fluenceGradient(beams, doseGradient, bixelGradient);
      return value + variables.gradient(moved, bixelGradient, gradient);
    };
    const lower = round > 0 ? variables.least : undefined;
    const steps = minimumByIterations(evaluate, variables.start, { lower, maxIterations, tolerance: 1e-4 });
    const { x } = await followed(search, 'apertures', steps, 0.5 + (0.5 * round) / iterationsOfRounds.length);
    open = variables.read(x).map(({ beam, ends, mu }) => ({
      beam,
      mu,
      ends: { left: ends.left.slice(), right: ends.right.slice() },
    }));
    // What is hardly used goes; what stays has to give what the machine wants of a segment from the next round on.
    open = open.filter(({ beam, ends, mu }) => {
      const perFraction = mu / fractions;
      return round > 0
        ? isAllowed({ ...beam, ends, mu: perFraction })
        : perFraction >= leastWorthwhile * leastSegmentMu(beam.machine);
    });
  }
  return {
    beams: foundBeams(beams, open),
    goals,
    least: beams.map((beam) => {
      const mu = open.flatMap((one) => (one.beam === beam ? [one.mu / fractions] : []));
      return Math.min(1, leastSegmentMu(beam.machine) / Math.min(...mu));
    }),
  };
}

/** Beams with their apertures as leaves are set. */
function foundBeams(beams: readonly ModulatedBeam[], open: readonly OpenAperture[]): FoundBeam[] {
  return beams.map((beam) => {
    const own = open.filter((one) => one.beam === beam && one.mu > 0);
    const mu = own.reduce((sum, one) => sum + one.mu, 0);
    return {
      mu,
      apertures: own.map((one) => ({
        share: one.mu / mu,
        aperture: leafAperture(beam.grid, one.ends, beam.jaws, beam.machine),
      })),
    };
  });
}

/** The fluence of each beam as a sweep; beams with more MU to give get more steps, and none so many that a step would give too little. */
function sweptApertures(
  beams: readonly ModulatedBeam[],
  fluence: Float64Array,
  { mostSegments, fractions }: { readonly mostSegments: number; readonly fractions: number },
): OpenAperture[] {
  const totals = beams.map((beam) => leafSweep(beam.grid, ownBixels(beam, fluence), 1).totalMu);
  const all = totals.reduce((sum, mu) => sum + mu, 0);
  const steps = totals.map((mu) => Math.max(1, Math.floor((mu / all) * mostSegments)));
  // What rounding leaves goes to those that are farthest below their share.
  while (steps.reduce((sum, n) => sum + n, 0) < mostSegments) {
    const short = totals.map((mu, b) => mu / steps[b]);
    steps[short.indexOf(Math.max(...short))]++;
  }
  return beams.flatMap((beam, b) => {
    const most = Math.max(1, Math.floor(totals[b] / (fractions * leastSegmentMu(beam.machine))));
    const { totalMu, openings } = leafSweep(beam.grid, ownBixels(beam, fluence), Math.min(steps[b], most));
    return openings.map((ends) => ({ beam, ends, mu: totalMu / openings.length }));
  });
}

interface LeafVariables {
  readonly start: Float64Array;
  /** Bounds, with the MU that segments have to give. */
  readonly least: Float64Array;
  read(x: Float64Array): OpenAperture[];
  /** The value is that of openings which are too small. */
  gradient(moved: readonly OpenAperture[], bixelGradient: Float64Array, out: Float64Array): number;
}

/** MU and leaf ends as variables that may not be negative: MU in shares of what they are, ends in columns from the outermost that their row may open. */
function variablesOf(open: readonly OpenAperture[], fractions: number): LeafVariables {
  const meanMu = open.reduce((sum, { mu }) => sum + mu, 0) / open.length;
  const places = open.map(({ beam }) => beam.grid.pairs.length);
  const length = places.reduce((sum, rows) => sum + 1 + 2 * rows, 0);
  const limits = open.map(({ beam: { grid } }) => {
    const columns = columnsOf(grid);
    return grid.pairs.map((_, row) => {
      const own = grid.isOpen.subarray(columns * row, columns * (row + 1));
      return { low: Math.max(0, own.indexOf(1)), high: own.lastIndexOf(1) + 1 };
    });
  });
  const [start, least] = [new Float64Array(length), new Float64Array(length)];
  let at = 0;
  for (const [k, { beam, mu, ends }] of open.entries()) {
    least[at] = ((1 + 1e-9) * fractions * leastSegmentMu(beam.machine)) / meanMu;
    start[at++] = mu / meanMu;
    for (const [row, { low, high }] of limits[k].entries()) {
      start[at++] = ends.left[row] - low;
      start[at++] = high - ends.right[row];
    }
  }
  const moved = open.map(({ beam }) => ({
    beam,
    mu: 0,
    ends: { left: new Float64Array(beam.grid.pairs.length), right: new Float64Array(beam.grid.pairs.length) },
  }));
  const slopes = moved.map(({ ends }) => ({ left: ends.left.slice(), right: ends.right.slice() }));
  return {
    start,
    least,
    read(x) {
      let n = 0;
      for (const [k, one] of moved.entries()) {
        one.mu = meanMu * x[n++];
        for (const [row, { low, high }] of limits[k].entries()) {
          one.ends.left[row] = low + x[n++];
          one.ends.right[row] = high - x[n++];
        }
      }
      return moved;
    },
    gradient(of, bixelGradient, out) {
      let [n, missing] = [0, 0];
      for (const [k, { beam, ends, mu }] of of.entries()) {
        out[n++] = meanMu * openingGradient(beam.grid, ends, mu, ownBixels(beam, bixelGradient), slopes[k]);
        missing += areaShortfall({ ...beam, ends }, areaWeight, slopes[k]);
        for (let row = 0; row < ends.left.length; row++) {
          out[n++] = slopes[k].left[row];
          out[n++] = -slopes[k].right[row];
        }
      }
      return missing;
    },
  };
}
