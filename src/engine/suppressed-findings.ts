import type { Plan } from '../plan/plan.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { sifted, type Sifted, unusedAllows } from '../plan/suppression.ts';
import type { RunResult } from './results.ts';
import type { CheckOutcome, RunOutcome } from './session.ts';

/** A result with all that was found, whatever the plan allows. */
export type FoundResult = Omit<RunResult, 'suppressed'>;
export type FoundOutcome =
  | Exclude<RunOutcome, { kind: 'result' | 'refused' }>
  | { readonly kind: 'result'; readonly result: FoundResult }
  | FoundRefusal;
interface FoundRefusal {
  readonly kind: 'refused';
  readonly diagnostics: readonly Diagnostic[];
}

/** What a run found, without what the plan allows; a final dose shows which of that is not there. */
export function siftedRun(plan: Plan, outcome: FoundOutcome): RunOutcome {
  if (outcome.kind === 'refused') return siftedRefusal(plan, outcome);
  return outcome.kind === 'result' ? { ...outcome, result: siftedResult(plan, outcome.result) } : outcome;
}

export function siftedRefusal(
  plan: Plan,
  { kind, diagnostics }: FoundRefusal,
): Extract<RunOutcome, { kind: 'refused' }> {
  return { kind, ...sifted(diagnostics, plan.allows) };
}

export function siftedResult(plan: Plan, result: FoundResult): RunResult {
  return { ...result, ...judged(plan, result.diagnostics, result.quality.kind === 'final' ? 'run' : undefined) };
}

/** The same of a check that ended without an error. */
export function siftedCheck(plan: Plan, diagnostics: readonly Diagnostic[]): CheckOutcome {
  return { kind: 'checked', ...judged(plan, diagnostics, 'check') };
}

function judged(plan: Plan, found: readonly Diagnostic[], by: 'check' | 'run' | undefined): Sifted {
  const { diagnostics, suppressed } = sifted(found, plan.allows);
  const unused = by ? unusedAllows(plan.allows, suppressed, { file: plan.at.file, by }) : [];
  return { diagnostics: [...diagnostics, ...unused], suppressed };
}
