import type { Plan } from '../plan/plan.ts';
import { exitCode, exitCodeOf } from './exit-codes.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { type PlanFile, readPlan } from '../engine/read-plan.ts';

/**
 * The plan of a file, once what is found in its text stands on standard error. Or the exit code, once it is said there why there is none: `noPlan` gives the words for a
 * file that was read and holds none.
 */
export function openPlan(
  name: string,
  noPlan: (read: PlanFile) => string,
): (PlanFile & { readonly plan: Plan }) | number {
  const read = readPlan(name);
  if ('unreadable' in read) {
    process.stderr.write(`${read.unreadable}\n`);
    return exitCode.unreadable;
  }
  process.stderr.write(diagnosticLines(read.diagnostics));
  const { plan } = read;
  if (plan) return { ...read, plan };
  process.stderr.write(noPlan(read));
  return Math.max(exitCodeOf(read.diagnostics), exitCode.failed);
}
