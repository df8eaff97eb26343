import type { Prescription } from '../../plan/plan.ts';
import { fluenceDescent } from './fluence-descent.ts';
import type { PlanTerms } from './plan-terms.ts';
import { termsOf } from './priorities.ts';
import type { Search } from './search.ts';

/** What an isotoxic prescription is optimised for. */
export interface IsotoxicLevel {
  readonly region: string;
  readonly doseGy: number;
}

const iterations = { atFirst: 80, after: 40 } as const;
/** Halvings of the range between the dose written and the cap. */
const halvings = 4;
/** What a goal may be missed by, as a share of its limit, at a dose that is taken to be reached. */
const accepted = 0.003;

/**
 * The highest dose, Gy, from the one written to the cap at which optimised fluence keeps the organ's limit and every other goal that must hold: by halving, each dose from the fluence of the last that was reached,
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
  /** The fluence at a dose, from that at a lower one, where every must is kept. */
  const reached = async (doseGy: number, from: { variables: Float64Array; doseGy: number }) => {
    const wanted = wantedAt(doseGy);
    const correctionGy = moreGy.map((gy) => (gy * doseGy) / least);
    const variables = await descent.follow(
      termsOf(wanted),
      { variables: from.variables.map((x) => (x * doseGy) / from.doseGy), correctionGy },
      { maxIterations: iterations.after, share: 0 },
    );
    const atDose = descent.pencilGy(variables).map((gy, p) => gy + correctionGy[p]);
    const missed = wanted.goals
      .filter(({ goal }) => goal.level.kind === 'must')
      .map(({ points, steering }) => steering.missedBy(Float64Array.from(points, (p) => atDose[p])));
    return Math.max(...missed) <= accepted ? { variables, doseGy } : undefined;
  };
  let low = { variables: first, doseGy: least };
  let high = most;
  const atMost = await reached(most, low);
  if (atMost) return { region, doseGy: most };
  for (let n = 0; n < halvings; n++) {
    const middle = (low.doseGy + high) / 2;
    const found = await reached(middle, low);
    if (found) low = found;
    else high = middle;
  }
  return { region, doseGy: low.doseGy };
}
