import assert from 'node:assert/strict';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import type { Graph } from '../../src/engine/graph/graph.ts';
import type { RunResult } from '../../src/engine/results.ts';
import { runPlan } from '../../src/engine/run-plan.ts';
import { createAnalyser } from '../../src/language/analyse.ts';
import { buildBundles } from './bundles.ts';

interface PooledRun {
  /** The result of a plan without files, by the suite's pool unless another is given. */
  (text: string, given?: { readonly pool?: DosePool; readonly graph?: Graph }): Promise<RunResult>;
  /** Two threads, for use within tests. */
  pool(): DosePool;
}

/** Results of plans, by two threads that live as long as the suite that asks. */
export function pooledRun(): PooledRun {
  let pool: DosePool;
  before(() => {
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool.dispose());
  const run: PooledRun = async (text, given = {}) => {
    const { plan, diagnostics } = createAnalyser()({ file: '/plan.rtplan', text }, () => undefined);
    assert.ok(plan, JSON.stringify(diagnostics));
    const { signal } = new AbortController();
    const options = { baseFolder: '', threads: 2, signal, onProgress: () => undefined, pool, ...given };
    const outcome = await runPlan(plan, options);
    assert.ok(outcome.kind === 'result', JSON.stringify(outcome).slice(0, 600));
    return outcome.result;
  };
  run.pool = () => pool;
  return run;
}
