import type { Grid } from '../patient/grid.ts';
import { volumeOf, type LoadedModel } from './loaded.ts';
import { sameRange } from '../plan/source-range.ts';
import type { LadderCell, PreviewGoal, PreviewLadder, PreviewModel } from './model.ts';

/** How a view names the plan as it was committed last. No baseline has such a name: those are single words. */
export const lastCommit = 'last commit';

/** What a plan can be compared with, in the order in which it is offered. */
export function comparable({ baselines, hasLastCommit }: PreviewModel): readonly string[] {
  return [...baselines, ...(hasLastCommit ? [lastCommit] : [])];
}

/** How a view's overlay names the difference of the plan's dose to that of what it is compared with. */
export const differenceOverlay = 'difference:';

type RungBelow = PreviewLadder['rungs'][number];

/** What a view compares with, once it is computed. */
export function rungCompared({ model }: LoadedModel, name: string | undefined): RungBelow | undefined {
  return model.ladder?.rungs.find((rung) => rung.name === name);
}

/** The ladder that holds what a view compares with: one that was asked for before holds something else. */
export function ladderCompared({ ladder }: PreviewModel, name: string | undefined): PreviewLadder | undefined {
  return ladder?.rungs.some((rung) => rung.name === name) ? ladder : undefined;
}

/** What every rung achieves of a goal, the plan last. */
export function goalCells({ rows }: PreviewLadder, goal: PreviewGoal): readonly LadderCell[] | undefined {
  return rows.find(({ range }) => range && sameRange(range, goal.range))?.cells;
}

interface Difference {
  readonly grid: Grid;
  /** Plan minus the other, Gy; NaN where the other has no dose. */
  readonly values: Float32Array;
  readonly mostGy: number;
}

const known = new WeakMap<Float32Array, { readonly of: Float32Array; readonly difference: Difference }>();

/** The plan's dose minus that of a rung below, voxel by voxel on their common grid; made once. */
export function differenceTo(loaded: LoadedModel, rung: RungBelow): Difference {
  const { dose } = loaded.model;
  const [ours, theirs] = [volumeOf(loaded, dose.values), volumeOf(loaded, rung.dose)];
  const held = known.get(theirs);
  if (held?.of === ours) return held.difference;
  const values = new Float32Array(ours.length);
  let mostGy = 0;
  for (let voxel = 0; voxel < values.length; voxel++) {
    values[voxel] = ours[voxel] - theirs[voxel];
    const size = Math.abs(values[voxel]);
    if (size > mostGy) mostGy = size;
  }
  const difference = { grid: dose.grid, values, mostGy };
  known.set(theirs, { of: ours, difference });
  return difference;
}
