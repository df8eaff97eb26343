import assert from 'node:assert/strict';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import type { RunResult } from '../../src/engine/results.ts';
import { runPlan } from '../../src/engine/run-plan.ts';
import { createAnalyser } from '../../src/language/analyse.ts';
import { buildBundles } from './bundles.ts';

/** Results of plans without files, by two threads that live as long as the suite that asks. */
export function pooledRun(): (text: string) => Promise<RunResult> {
  let pool: DosePool;
  before(() => {
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool.dispose());
  return async (text) => {
    const { plan, diagnostics } = createAnalyser()({ file: '/plan.rtplan', text }, () => undefined);
    assert.ok(plan, JSON.stringify(diagnostics));
    const signal = new AbortController().signal;
    const outcome = await runPlan(plan, { baseFolder: '', pool, threads: 2, signal, onProgress: () => undefined });
    assert.equal(outcome.kind, 'result', JSON.stringify(outcome).slice(0, 600));
    return outcome.result;
  };
}
