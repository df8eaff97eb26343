import type { GoalResult } from '../evaluate/types.ts';
import type { DoseQuality } from '../preview/quality.ts';
import { goalRow } from './goal-row.ts';

export interface PlacedGoal {
  readonly result: GoalResult;
  readonly row: ReturnType<typeof goalRow>;
}

/** Goals by region, metric and side, and, where several are alike but for their limit, their order among these: so goals of two plans are told to be the same one. */
export function goalsByPlace(goals: readonly GoalResult[], quality: DoseQuality): Map<string, PlacedGoal> {
  const found = new Map<string, PlacedGoal>();
  for (const result of goals) {
    const row = goalRow(result, quality);
    let n = 0;
    const key = (): string => `${row.region} ${row.metric} ${result.goal.comparison} ${n}`;
    while (found.has(key())) n++;
    found.set(key(), { result, row });
  }
  return found;
}
