import type { RunOutcome } from '../engine/session.ts';
import { exitCode, exitCodeOf } from './exit-codes.ts';
import { diagnosticLines } from './print-diagnostics.ts';

/** What follows from there being no result, a sentence for each reason. */
export interface Consequences {
  readonly cancelled: string;
  readonly refused: string;
  readonly failed: string;
}

/** Says on standard error why a plan has no result, and what follows; the exit code. */
export function withoutResult(outcome: Exclude<RunOutcome, { kind: 'result' }>, follows: Consequences): number {
  switch (outcome.kind) {
    case 'cancelled':
      process.stderr.write(`${follows.cancelled}\n`);
      return exitCode.cancelled;
    case 'refused':
      process.stderr.write(`${diagnosticLines(outcome.diagnostics)}${follows.refused}\n`);
      return exitCodeOf(outcome.diagnostics);
    case 'failed':
      process.stderr.write(`${outcome.message}\n${follows.failed}\n`);
      return exitCode.failed;
  }
}
