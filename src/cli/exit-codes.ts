import type { GoalResult } from '../evaluate/types.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';

/** What the command line ends with; scripts rely on these. */
export const exitCode = {
  fine: 0,
  /** A check or a `must` goal failed, or the engine did. */
  failed: 1,
  usage: 2,
  /** The plan, an import, an image or a structure set could not be read, or the browser that draws in 3D is not there. */
  unreadable: 3,
  cancelled: 130,
} as const;

/** Errors of tier RT3 are inputs that could not be read, RT1005 is an import that could not; any other error is a failed check. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): number {
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (errors.some((d) => d.code.startsWith('RT3') || d.code === 'RT1005')) return exitCode.unreadable;
  return errors.length > 0 ? exitCode.failed : exitCode.fine;
}

/** A goal that must be met and is not is a failed check. */
export function exitCodeOfGoals(goals: readonly GoalResult[]): number {
  return goals.some(({ goal, met }) => goal.level.kind === 'must' && !met) ? exitCode.failed : exitCode.fine;
}

/** The arguments are wrong; the message says what was expected. */
export class UsageError extends Error {}
