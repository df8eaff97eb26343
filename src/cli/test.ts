import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type CaseResult, caseResults } from '../engine/ladder/cases.ts';
import { runLadder } from '../engine/ladder/run-ladder.ts';
import { rungName } from '../engine/ladder/rungs.ts';
import type { Session } from '../engine/session.ts';
import type { Diagnostic } from '../plan/diagnostic.ts';
import { researchNotice } from '../preview/format.ts';
import { cacheOptions, diskCacheOf } from './cache-options.ts';
import { exitCode, exitCodeOf, UsageError } from './exit-codes.ts';
import { type JUnitCase, type JUnitSuite, junitXml } from './junit.ts';
import { planFilesAt } from './plan-files.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { readPlan } from '../engine/read-plan.ts';
import { threadsOption, withSession } from './with-session.ts';
import { writeWhole } from './write-whole.ts';

/**
 * `dosewright test PATH... [--junit FILE]`: the goals and tests of plans. A `must` goal and every assertion has to hold; a wish that is not met is
 * told. Exit 1 where one fails, 3 where an input could not be read.
 */
export async function test(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { junit: { type: 'string' }, threads: { type: 'string' }, ...cacheOptions },
  });
  if (positionals.length === 0) throw new UsageError('test expects plan files, or folders of them');
  const session = { threads: threadsOption(values.threads), disk: diskCacheOf(values) };
  const junit = values.junit === undefined ? undefined : path.resolve(values.junit);
  // Results of an earlier run must not be taken for this one's.
  if (junit !== undefined) fs.rmSync(junit, { force: true });

  const ended = await withSession(session, (opened, signal) => testAll(opened, positionals, signal));
  if (ended === 'cancelled') {
    process.stderr.write('Cancelled.\n');
    return exitCode.cancelled;
  }
  const { suites, code } = ended;
  if (junit !== undefined) {
    writeWhole(junit, junitXml(suites));
  }
  process.stdout.write(`${summary(suites)}\n${researchNotice}\n`);
  return code;
}

async function testAll(
  session: Session,
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly suites: readonly JUnitSuite[]; readonly code: number } | 'cancelled'> {
  const suites: JUnitSuite[] = [];
  let code: number = exitCode.fine;
  for (const name of names) {
    const files = planFilesAt(name);
    if ('unreadable' in files) {
      process.stderr.write(`${files.unreadable}\n`);
      code = Math.max(code, exitCode.unreadable);
      continue;
    }
    for (const file of files) {
      const tested = await testPlan(session, file, signal);
      if (tested === 'cancelled') return tested;
      if (!tested) continue;
      suites.push(tested.suite);
      code = Math.max(code, tested.code);
      process.stdout.write(suiteText(tested.suite));
    }
  }
  return { suites, code };
}

interface Tested {
  readonly suite: JUnitSuite;
  readonly code: number;
}

/** Nothing for a file that holds no plan, only what others import. */
async function testPlan(
  session: Session,
  file: string,
  signal: AbortSignal,
): Promise<Tested | 'cancelled' | undefined> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const stopped = (diagnostics: readonly Diagnostic[], message: string): Tested => ({
    suite: { name: file, seconds: seconds(), cases: [notTried(diagnostics, message)] },
    code: Math.max(exitCodeOf(diagnostics), exitCode.failed),
  });
  const read = readPlan(file);
  if ('unreadable' in read) {
    process.stderr.write(`${read.unreadable}\n`);
    return { ...stopped([], read.unreadable), code: exitCode.unreadable };
  }
  process.stderr.write(diagnosticLines(read.diagnostics.filter(({ severity }) => severity === 'error')));
  if (!read.plan)
    return exitCodeOf(read.diagnostics) === exitCode.fine
      ? undefined
      : stopped(read.diagnostics, 'the text has errors');

  const bar = progressBar(process.stderr);
  const outcome = await runLadder(session, read.plan, {
    baseFolder: path.dirname(read.file),
    signal,
    baselines: 'tested',
    onProgress: (progress) => bar.show(progress),
  });
  bar.clear();
  if (outcome.kind === 'stopped') {
    const { outcome: why, rung } = outcome;
    if (why.kind === 'cancelled') return 'cancelled';
    if (why.kind === 'failed') return stopped([], `${rungName(rung)}: ${why.message}`);
    process.stderr.write(diagnosticLines(why.diagnostics));
    return stopped(why.diagnostics, `${rungName(rung)} has no dose`);
  }
  const results = caseResults(outcome);
  process.stderr.write(diagnosticLines(results.flatMap(failure)));
  return {
    suite: { name: file, seconds: seconds(), cases: results.map(junitCase) },
    code: results.every(({ passed }) => passed) ? exitCode.fine : exitCode.failed,
  };
}

function notTried(diagnostics: readonly Diagnostic[], message: string): JUnitCase {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  return {
    name: 'plan',
    ...(first ? { line: first.range.start.line + 1 } : {}),
    problem: { kind: 'error', type: first?.code ?? 'run', message: first ? `${message}: ${first.message}` : message },
  };
}

/** A failure is printed as findings are, at its line: an editor's task and a build server know that form. */
function failure({ passed, code, at, test: name, name: what, message }: CaseResult): Diagnostic[] {
  if (passed) return [];
  const of = name === undefined ? 'Goal' : `Test "${name}"`;
  return [{ code, severity: 'error', range: at, message: `${of}: ${what}: ${message ?? 'does not hold'}` }];
}

function junitCase({ test: name, name: what, at, passed, code, message }: CaseResult): JUnitCase {
  return {
    name: `${name ?? 'goal'}: ${what}`,
    line: at.start.line + 1,
    ...(passed ? { note: message } : { problem: { kind: 'failure', type: code, message: message ?? 'does not hold' } }),
  };
}

function suiteText({ name, seconds, cases }: JUnitSuite): string {
  const lines = cases.map(({ name: what, problem, note }) => {
    const said = problem?.message ?? note;
    return `  ${problem ? '✗' : '✓'} ${what}${said === undefined ? '' : `\n      ${said}`}\n`;
  });
  return `${name} (${seconds.toFixed(1)} s)\n${lines.length > 0 ? lines.join('') : '  states neither goals nor tests\n'}`;
}

function summary(suites: readonly JUnitSuite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const failed = cases.filter(({ problem }) => problem).length;
  return `${suites.length} ${suites.length === 1 ? 'plan' : 'plans'}: ${cases.length - failed} passed, ${failed} failed`;
}
