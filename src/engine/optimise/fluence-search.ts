import { fluenceDescent } from './fluence-descent.ts';
import { aimedAnew, ordersOf, type SteeringGoal, termsOf, turnOf } from './priorities.ts';
import type { Search } from './search.ts';

/** A fluence that machines give only in many small steps: what apertures are measured by. */
export interface IdealFluence {
  /** Gy at the points, corrected. */
  readonly doseGy: Float64Array;
  /** MU over the course, bixel by bixel of all beams. */
  readonly fluence: Float64Array;
  /** As they were aimed at in the end. */
  readonly goals: readonly SteeringGoal[];
}

/** After each of the first the dose is corrected and missed goals weigh more; then each order of wishes after the first has its turn. */
const iterationsOf = { rounds: [100, 80], turn: 60 } as const;

/**
 * The fluence that makes the objective least, in rounds: pencil beams, then the collapsed-cone dose of the very fluence, whose difference is carried on. Wishes have it in their order: the
 * first beside all that must be; then one order after the other, the earlier ones held at what they have reached (Jee KW et al. Phys Med Biol 2007;52:1845-1861), with the dose of the last correction.
 */
export async function findFluence(search: Search): Promise<IdealFluence> {
  const { points, wanted } = search;
  const descent = fluenceDescent(search);
  const [first, ...later] = ordersOf(wanted.goals);
  let goals = turnOf(first, [...wanted.goals, ...wanted.scale]);
  let variables = descent.start;
  let correctionGy: Float64Array = new Float64Array(points.count);
  let doseGy = correctionGy;
  const rounds = [...iterationsOf.rounds, ...Array<number>(Math.max(1, later.length)).fill(iterationsOf.turn)];
  for (const [round, maxIterations] of rounds.entries()) {
    const turn = later[round - iterationsOf.rounds.length];
    if (turn !== undefined) goals = turnOf(turn, goals, doseGy);
    const terms = termsOf({ fixed: wanted.fixed, goals });
    const share = (0.5 * round) / rounds.length;
    variables = await descent.follow(terms, { variables, correctionGy }, { maxIterations, share });
    const pencilGy = descent.pencilGy(variables);
    const isCorrected = round < iterationsOf.rounds.length || round + 1 === rounds.length;
    if (isCorrected) {
      doseGy = await descent.computedGy(variables);
      correctionGy = doseGy.map((gy, p) => gy - pencilGy[p]);
    } else doseGy = pencilGy.map((gy, p) => gy + correctionGy[p]);
    if (round + 1 < rounds.length) goals = aimedAnew(goals, doseGy);
  }
  return { doseGy, fluence: descent.fluence(variables), goals };
}
