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
import { exitCode, exitCodeOfGoals, UsageError } from './exit-codes.ts';
import { lockReader } from './lock-file.ts';
import { openPlan } from './open-plan.ts';
import { allowedLine, diagnosticLines } from './print-diagnostics.ts';
import { progressBar } from './progress-bar.ts';
import { reportPage } from './report-page.ts';
import { threadsOption, withSession } from './with-session.ts';
import { withoutResult } from './without-result.ts';
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
  const read = openPlan(name, () => 'There is no plan to report on.\n');
  if (typeof read === 'number') return read;
  const { plan } = read;
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
      const noDose = `${rungName(outcome.rung)} has no dose, so no report was written.`;
      return withoutResult(outcome.outcome, {
        cancelled: 'Cancelled: nothing was written.',
        refused: noDose,
        failed: noDose,
      });
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
    const suppressed = [...read.suppressed, ...result.suppressed];
    const shown = previewModel(result);
    const page = reportPage({
      fileName: path.basename(read.file),
      text: format(read.text),
      result,
      loaded: baselines.length + tests.length > 0 ? withLadder(shown, result, outcome) : shown,
      machines: (await loadMachines(plan, baseFolder)).machines,
      lock: { ...after, dose: lockedDose(result) },
      found: {
        diagnostics: [...read.diagnostics, ...result.diagnostics, ...outcome.diagnostics],
        suppressed,
      },
      withoutLadder,
    });
    writeWhole(out, page);
    const met = result.goals.filter((goal) => goal.met).length;
    process.stdout.write(
      `${met} of ${result.goals.length} goals met\n${allowedLine(suppressed)}Wrote ${out}\n${researchNotice}\n`,
    );
    return exitCodeOfGoals(result.goals);
  });
}
