import { type Differentiable, minimumByIterations } from '../../optimise/bounded-quasi-newton.ts';
import { sumOfTerms, type Term } from '../../optimise/plan-objective.ts';
import { columnsOf } from '../../physics/pencil-beam/bixels.ts';
import {
  addOpenFluence,
  leafAperture,
  type LeafEnds,
  openingGradient,
} from '../../physics/pencil-beam/leaf-aperture.ts';
import { leafSweep } from '../../physics/pencil-beam/leaf-sweep.ts';
import { areaShortfall, isAllowed, leastSegmentMu } from '../../physics/pencil-beam/segment-limits.ts';
import { bixelCount, doseOfFluence, fluenceGradient, type ModulatedBeam, ownBixels } from './fluence-model.ts';
import type { IdealFluence } from './fluence-search.ts';
import { aimedAnew, heldAsDelivered, termsOf } from './priorities.ts';
import { computedDose, correctionCones, followed, type Search } from './search.ts';

export interface OpenAperture {
  readonly beam: ModulatedBeam;
  readonly ends: LeafEnds;
  /** Over the course. */
  readonly mu: number;
}

/** A segment that opens too little costs more than it can gain. */
const areaWeight = 10;
/** After each the dose is corrected, and goals are aimed at anew. */
const iterationsOfRounds = [50, 40, 30];

/**
 * Apertures for a plan: the ideal fluence as a leaf sweep of few steps a beam, whose leaf ends and MU are then moved together to where the objective is least (direct aperture optimisation; Shepard DM, Earl
 * MA, Li XA, Naqvi S, Yu C. Med Phys 2002;29:1007-1018, by gradients). What the machine's data do not allow of segments is grown on the way, or left out. Their doses are the pencil beams', with what the collapsed cone has more carried on.
 */
export async function findApertures(
  search: Search,
  ideal: IdealFluence,
  mostSegments: number,
): Promise<{ readonly open: readonly OpenAperture[]; readonly doseGy: Float64Array; readonly terms: readonly Term[] }> {
  const { points, wanted, beams, fractions } = search;
  const { count } = points;
  let { goals } = ideal;
  let terms = termsOf({ fixed: wanted.fixed, goals });
  let open = sweptApertures(beams, ideal.fluence, { mostSegments, fractions });
  const bixels = bixelCount(beams);
  const fluence = new Float64Array(bixels);
  const [doseGy, doseGradient, bixelGradient] = [
    new Float64Array(count),
    new Float64Array(count),
    new Float64Array(bixels),
  ];
  let correctionGy = await correction(search, open, doseGy, correctionCones.few);
  for (const [round, maxIterations] of iterationsOfRounds.entries()) {
    // What a sweep of few steps misses says nothing of what can be reached.
    if (round > 0) goals = aimedAnew(round === 1 ? heldAsDelivered(goals, doseGy) : goals, doseGy);
    terms = termsOf({ fixed: wanted.fixed, goals });
    const objective = sumOfTerms(terms);
    const variables = variablesOf(open);
    const evaluate: Differentiable = (x, gradient) => {
      fluence.fill(0);
      const moved = variables.read(x);
      for (const { beam, ends, mu } of moved) addOpenFluence(beam.grid, ends, mu, ownBixels(beam, fluence));
      doseOfFluence(beams, fluence, doseGy);
      for (let p = 0; p < count; p++) doseGy[p] += correctionGy[p];
      const value = objective(doseGy, doseGradient);
      fluenceGradient(beams, doseGradient, bixelGradient);
      return value + variables.gradient(moved, bixelGradient, gradient);
    };
    const steps = minimumByIterations(evaluate, variables.start, { maxIterations, tolerance: 1e-4 });
    const { x } = await followed(search, 'apertures', steps, 0.5 + (0.5 * round) / iterationsOfRounds.length);
    open = variables.read(x).map(({ beam, ends, mu }) => ({
      beam,
      mu,
      ends: { left: ends.left.slice(), right: ends.right.slice() },
    }));
    if (round > 0) open = open.filter(({ beam, ends, mu }) => isAllowed({ ...beam, ends, mu: mu / fractions }));
    // After the last round the plan's own dose is computed anyhow.
    const left = iterationsOfRounds.length - 1 - round;
    const cones = left > 1 ? correctionCones.few : correctionCones.last;
    if (left > 0) correctionGy = await correction(search, open, doseGy, cones);
    else pencilDose(search, open, doseGy, correctionGy);
  }
  return { open, doseGy, terms };
}

/** The dose of apertures at the points by pencil beams, with what is carried on, Gy. */
function pencilDose(
  { beams }: Search,
  open: readonly OpenAperture[],
  doseGy: Float64Array,
  correctionGy?: Float64Array,
): void {
  const fluence = new Float64Array(bixelCount(beams));
  for (const { beam, ends, mu } of open) addOpenFluence(beam.grid, ends, mu, ownBixels(beam, fluence));
  doseOfFluence(beams, fluence, doseGy);
  if (correctionGy) for (let p = 0; p < doseGy.length; p++) doseGy[p] += correctionGy[p];
}

/** What the collapsed cone has more than the pencil beams at the points, Gy; its dose is left in `doseGy`. */
async function correction(
  search: Search,
  open: readonly OpenAperture[],
  doseGy: Float64Array,
  cones: number,
): Promise<Float64Array> {
  pencilDose(search, open, doseGy);
  const computed = await computedDose(
    search,
    { through: 'the machine', cones },
    search.beams.map((beam) =>
      open
        .filter((one) => one.beam === beam && one.mu > 0)
        .map(({ ends, mu }) => ({ aperture: leafAperture(beam.grid, ends, beam.jaws, beam.machine), mu })),
    ),
  );
  const more = computed.map((gy, p) => gy - doseGy[p]);
  doseGy.set(computed);
  return more;
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
  read(x: Float64Array): OpenAperture[];
  /** The value is that of openings which are too small. */
  gradient(moved: readonly OpenAperture[], bixelGradient: Float64Array, out: Float64Array): number;
}

/** MU and leaf ends as variables that may not be negative: MU in shares of what they are, ends in columns from the outermost that their row may open. */
function variablesOf(open: readonly OpenAperture[]): LeafVariables {
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
  const start = new Float64Array(length);
  let at = 0;
  for (const [k, { mu, ends }] of open.entries()) {
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
