import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { contentHash } from '../engine/graph/content-hash.ts';
import { runLadder } from '../engine/ladder/run-ladder.ts';
import { rungName } from '../engine/ladder/rungs.ts';
import { loadMachines } from '../engine/load-machines.ts';
import { lockedDose } from '../engine/plan-lock.ts';
import { previewModel, withLadder } from '../engine/preview-model.ts';
import { format } from '../language/format.ts';
import { researchNotice } from '../preview/format.ts';
import { cacheOptions, diskCacheOf } from './cache-options.ts';
import { exitCode, exitCodeOf, UsageError } from './exit-codes.ts';
import { lockReader } from './lock-file.ts';
import { diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { readPlan } from './read-plan.ts';
import { reportPage } from './report-page.ts';
import { threadsOption, withSession } from './with-session.ts';
import { writeWhole } from './write-whole.ts';

/**
 * `dosewright report PLAN [--out FILE.html] [--no-ladder]`: a plan and what its run found as one page, whole or not at all; beside the plan where `--out` is not given. Ends
 * as `run` does: with 1 where a must goal is missed.
 */
export async function report(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      'no-ladder': { type: 'boolean', default: false },
      threads: { type: 'string' },
      ...cacheOptions,
    },
  });
  if (positionals.length !== 1) throw new UsageError('report expects one plan file');
  const [name] = positionals;
  const out = path.resolve(
    values.out ?? path.join(path.dirname(name), `${path.basename(name, path.extname(name))}.html`),
  );
  if (!/\.html?$/i.test(out)) throw new UsageError(`--out expects a file that ends in .html, not "${values.out}"`);
  const session = { threads: threadsOption(values.threads), disk: diskCacheOf(values) };

  // A page of an earlier text must not look like this one's if it is refused or interrupted.
  fs.rmSync(out, { force: true });
  const read = readPlan(name);
  if ('unreadable' in read) {
    process.stderr.write(`${read.unreadable}\n`);
    return exitCode.unreadable;
  }
  process.stderr.write(diagnosticLines(read.diagnostics));
  const { plan } = read;
  if (!plan) {
    process.stderr.write('There is no plan to report on.\n');
    return Math.max(exitCodeOf(read.diagnostics), exitCode.failed);
  }
  const withoutLadder = values['no-ladder'] && plan.baselines.length + plan.tests.length > 0;
  const inputs = lockReader(read);
  const before = await inputs();
  const bar = progressBar(process.stderr);
  return withSession(session, async (opened, signal) => {
    const baseFolder = path.dirname(read.file);
    const outcome = await runLadder(opened, withoutLadder ? { ...plan, baselines: [], tests: [] } : plan, {
      baseFolder,
      signal,
      baselines: 'all',
      onProgress: (progress) => bar.show(progress),
    });
    bar.clear();
    if (outcome.kind === 'stopped') {
      const { outcome: why, rung } = outcome;
      if (why.kind === 'cancelled') {
        process.stderr.write('Cancelled: nothing was written.\n');
        return exitCode.cancelled;
      }
      process.stderr.write(why.kind === 'refused' ? diagnosticLines(why.diagnostics) : `${why.message}\n`);
      process.stderr.write(`${rungName(rung)} has no dose, so no report was written.\n`);
      return why.kind === 'refused' ? exitCodeOf(why.diagnostics) : exitCode.failed;
    }
    const { result: ofPlan } = outcome.rungs[outcome.rungs.length - 1];
    // A rung is a plan by itself: what stands beside it is the text's.
    const { baselines, tests } = withoutLadder ? { baselines: [], tests: [] } : plan;
    const result = { ...ofPlan, plan: { ...ofPlan.plan, baselines, tests } };
    process.stderr.write(diagnosticLines([...result.diagnostics, ...outcome.diagnostics]));
    const after = await inputs();
    if ('unreadable' in after || contentHash(after) !== contentHash(before)) {
      process.stderr.write('An input changed while the dose was computed. Nothing was written: run again.\n');
      return exitCode.failed;
    }
    const shown = previewModel(result);
    const page = reportPage({
      fileName: path.basename(read.file),
      text: format(read.text),
      result,
      loaded: baselines.length + tests.length > 0 ? withLadder(shown, result, outcome) : shown,
      machines: (await loadMachines(plan, baseFolder)).machines,
      lock: { ...after, dose: lockedDose(result) },
      diagnostics: [...read.diagnostics, ...result.diagnostics, ...outcome.diagnostics],
      withoutLadder,
    });
    fs.mkdirSync(path.dirname(out), { recursive: true });
    writeWhole(out, page);
    const met = result.goals.filter((goal) => goal.met).length;
    process.stdout.write(`${met} of ${result.goals.length} goals met\nWrote ${out}\n${researchNotice}\n`);
    return result.goals.some(({ goal, met: isMet }) => goal.level.kind === 'must' && !isMet)
      ? exitCode.failed
      : exitCode.fine;
  });
}
