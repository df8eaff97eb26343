import { minimiseConstrained, type ConstrainedMinimum, separateFunctions } from './augmented-lagrangian.ts';
import type { Differentiable, MinimiserOptions } from './bounded-quasi-newton.ts';

/** One level of priority: what it minimises, and how much of what it reached later levels may give up: value (1 + slackShare) + slack. */
export interface PriorityLevel {
  readonly objective: Differentiable;
  readonly slackShare?: number;
  /** In the objective's unit; needed where an objective reaches 0. */
  readonly slack?: number;
}

/**
 * Minimises objectives in the order of their priority: each with all earlier ones held at what they reached and their slack, from the solution of the last (Jee KW et al. Phys
 * Med Biol 2007;52:1845-1861; Breedveld S et al. Phys Med Biol 2007;52:6339-6353). Gives the solutions of the levels, the last of which is the plan; ends early where one is
 * cancelled or fails.
 */
export function minimiseByPriority(
  levels: readonly PriorityLevel[],
  start: ArrayLike<number>,
  options: Omit<MinimiserOptions, 'onIteration' | 'absoluteTolerance'> = {},
): ConstrainedMinimum[] {
  const solved: ConstrainedMinimum[] = [];
  const held: Differentiable[] = [];
  const bounds: number[] = [];
  for (const { objective, slackShare = 0.01, slack = 0 } of levels) {
    const found = minimiseConstrained(separateFunctions(objective, held), solved.at(-1)?.x ?? start, {
      ...options,
      constraintScale: bounds.map((bound) => Math.abs(bound) || 1),
    });
    solved.push(found);
    if (found.end === 'cancelled' || found.end === 'not-finite' || found.end === 'infeasible') break;
    const bound = found.value + Math.abs(found.value) * slackShare + slack;
    bounds.push(bound);
    held.push((x, gradient) => objective(x, gradient) - bound);
  }
  return solved;
}
