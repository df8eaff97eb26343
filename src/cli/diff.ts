import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { planChange, type ReviewedPlan } from '../engine/review/plan-change.ts';
import type { Session } from '../engine/session.ts';
import { cacheOptions, diskCacheOf } from './cache-options.ts';
import { changeJson } from './change-json.ts';
import { changeReport } from './change-report.ts';
import { diffProtocol } from './diff-protocol.ts';
import { exitCode, exitCodeOf, UsageError } from './exit-codes.ts';
import { fromRevision } from '../engine/git-text.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { type PlanFile, readPlan } from '../engine/read-plan.ts';
import { threadsOption, withSession } from './with-session.ts';

/**
 * `dosewright diff A B [--tolerance 1%] [--no-dose] [--json | --markdown] [--exit-code]`: what changed from plan A to plan B in text, findings, goals, outcome,
 * histograms and dose. Each is a file, or one of a git revision, `HEAD~1:plan.rtplan`. `diff PLAN` is `diff HEAD:PLAN PLAN`; `--since REVISION` names another.
 * `dosewright diff PLAN --against protocol`: see `diffProtocol`.
 */
export async function diff(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...cacheOptions,
      against: { type: 'string' },
      since: { type: 'string' },
      tolerance: { type: 'string' },
      threads: { type: 'string' },
      'no-dose': { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      'exit-code': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.against !== undefined) {
    if (values.against !== 'protocol')
      throw new UsageError(
        `--against expects protocol, the one that the plan follows, not "${values.against}"; two plans are compared by diff A B`,
      );
    if (positionals.length !== 1) throw new UsageError('diff --against protocol expects one plan file');
    return diffProtocol(positionals[0], values);
  }
  if (values.json && values.markdown) throw new UsageError('--json and --markdown exclude each other');
  const tolerancePercent = toleranceOption(values.tolerance);
  const names = operands(positionals, values.since);
  const plans: PlanFile[] = [];
  for (const name of names) {
    const read = readOperand(name);
    if ('unreadable' in read) {
      process.stderr.write(`${read.unreadable}\n`);
      return exitCode.unreadable;
    }
    plans.push(read);
  }
  const wanted = plans.map((plan, n) => reviewed(plan, names[n]));
  const ended = values['no-dose']
    ? wanted
    : await withSession({ threads: threadsOption(values.threads), disk: diskCacheOf(values) }, (session, signal) =>
        computeAll(session, plans, wanted, signal),
      );
  if (ended === 'cancelled') {
    process.stderr.write('Cancelled.\n');
    return exitCode.cancelled;
  }
  const change = planChange(ended[0], ended[1], { tolerancePercent });
  process.stdout.write(
    values.json
      ? changeJson(change)
      : changeReport(change, { markdown: values.markdown, isDoseLeftOut: values['no-dose'] }),
  );
  if (!values['no-dose'] && !change.computed)
    return Math.max(exitCode.failed, ...ended.map(({ diagnostics }) => exitCodeOf(diagnostics)));
  const differs = change.computed ? change.computed.isBeyondTolerance : change.text.length > 0;
  return values['exit-code'] && differs ? exitCode.failed : exitCode.fine;
}

/** The plan before, and the plan after. */
function operands(positionals: readonly string[], since: string | undefined): [string, string] {
  if (positionals.length === 1) return [`${since ?? 'HEAD'}:${positionals[0]}`, positionals[0]];
  if (positionals.length !== 2)
    throw new UsageError(
      'diff expects two plans, each a file or REVISION:file; or one, which is compared with git HEAD',
    );
  if (since !== undefined) throw new UsageError('--since is for one plan; of two, write REVISION:file');
  return [positionals[0], positionals[1]];
}

function readOperand(name: string): PlanFile | { readonly unreadable: string } {
  const colon = name.indexOf(':');
  // A file whose own name holds a colon stays one.
  if (colon <= 0 || fs.existsSync(name)) return readPlan(name);
  return readPlan(name.slice(colon + 1), fromRevision(name.slice(0, colon)));
}

function reviewed({ text, diagnostics, suppressed }: PlanFile, name: string): ReviewedPlan {
  return { name, text, diagnostics, suppressed };
}

/** Each with its result, as far as it has one; why it has none goes to standard error. */
async function computeAll(
  session: Session,
  plans: readonly PlanFile[],
  wanted: readonly ReviewedPlan[],
  signal: AbortSignal,
): Promise<ReviewedPlan[] | 'cancelled'> {
  const done: ReviewedPlan[] = [];
  for (const [n, { plan, file }] of plans.entries()) {
    const { name, diagnostics, suppressed } = wanted[n];
    if (!plan) {
      process.stderr.write(`${name} holds no plan that can be computed.\n${diagnosticLines(diagnostics)}`);
      done.push(wanted[n]);
      continue;
    }
    const bar = progressBar(process.stderr);
    const outcome = await session.run(plan, {
      baseFolder: path.dirname(file),
      signal,
      onProgress: (progress) => bar.show(progress),
    });
    bar.clear();
    switch (outcome.kind) {
      case 'result':
        done.push({
          ...wanted[n],
          diagnostics: [...diagnostics, ...outcome.result.diagnostics],
          suppressed: [...suppressed, ...outcome.result.suppressed],
          result: outcome.result,
        });
        break;
      case 'refused':
        process.stderr.write(`${name} has no dose.\n${diagnosticLines(outcome.diagnostics)}`);
        done.push({
          ...wanted[n],
          diagnostics: [...diagnostics, ...outcome.diagnostics],
          suppressed: [...suppressed, ...outcome.suppressed],
        });
        break;
      case 'cancelled':
        return 'cancelled';
      case 'failed':
        process.stderr.write(`${name} has no dose. ${outcome.message}\n`);
        done.push(wanted[n]);
    }
  }
  return done;
}

function toleranceOption(text = '1%'): number {
  const found = /^(\d+(?:\.\d+)?) ?%$/.exec(text);
  const percent = found ? Number(found[1]) : NaN;
  if (!(percent > 0 && percent <= 100))
    throw new UsageError(`--tolerance expects a share of the prescription such as 1%, not "${text}"`);
  return percent;
}
