import type { Prescription } from '../../plan/plan.ts';
import { fluenceDescent } from './fluence-descent.ts';
import { greatestLevel } from './greatest-level.ts';
import type { PlanTerms } from './plan-terms.ts';
import { aimedAnew, termsOf } from './priorities.ts';
import type { Search } from './search.ts';

/** What an isotoxic prescription is optimised for. */
export interface IsotoxicLevel {
  readonly region: string;
  readonly doseGy: number;
}

const iterations = { atFirst: 80, after: 40 } as const;
/** What a goal may be missed by, as a share of its limit, at a dose that is taken to be reached. */
const accepted = 0.003;
/** Missed by more, it is not reached. */
const farMissed = 0.1;
/** Descents at a dose, each with what is missed aimed at by more. */
const turns = 2;

/**
 * The highest dose, Gy, from the one written to the cap at which optimised fluence keeps the organ's limit and every other goal that must hold: to 0.25 % of it, each dose from the fluence of the highest that was reached,
 * by pencil beams with what the collapsed cone has more at the dose written. The plan is then scaled to the organ's limit itself. `wantedAt` gives the terms for a dose.
 */
export async function isotoxicLevel(
  search: Search,
  { region, doseGy: least, atMostGy: most = least }: Prescription,
  wantedAt: (doseGy: number) => PlanTerms,
): Promise<IsotoxicLevel> {
  const descent = fluenceDescent(search);
  const none = new Float64Array(search.points.count);
  const first = await descent.follow(
    termsOf(wantedAt(least)),
    { variables: descent.start, correctionGy: none },
    { maxIterations: iterations.atFirst, share: 0 },
  );
  const pencilGy = descent.pencilGy(first);
  const moreGy = (await descent.computedGy(first)).map((gy, p) => gy - pencilGy[p]);
  /** The fluence at a dose, from that at a lower one, and by how much any must is missed beyond what is accepted. */
  const reached = async (level: number, from: { readonly variables: Float64Array; readonly level: number }) => {
    const wanted = wantedAt(level);
    const correctionGy = moreGy.map((gy) => (gy * level) / least);
    let { goals } = wanted;
    let variables: Float64Array = from.variables.map((x) => (x * level) / from.level);
    for (let turn = 1; ; turn++) {
      variables = await descent.follow(
        termsOf({ fixed: wanted.fixed, goals }),
        { variables, correctionGy },
        { maxIterations: iterations.after, share: 0 },
      );
      const atDose = descent.pencilGy(variables).map((gy, p) => gy + correctionGy[p]);
      const musts = goals.filter(({ goal }) => goal.level.kind === 'must');
      const missed = Math.max(
        ...musts.map(({ points, steering }) => steering.missedBy(Float64Array.from(points, (p) => atDose[p]))),
      );
      // A must that is just missed is kept once it is aimed at by more.
      if (missed <= accepted || missed > farMissed || turn === turns)
        return { variables, level, missed: missed - accepted };
      goals = aimedAnew(goals, atDose);
    }
  };
  const { level } = await greatestLevel({ variables: first, level: least, missed: 0 }, most, reached);
  return { region, doseGy: level };
}
