import assert from 'node:assert/strict';
import { createDosePool } from '../../src/engine/dose-pool.ts';
import { runPlan } from '../../src/engine/run-plan.ts';
import { warmUp } from '../../src/engine/warm-up.ts';
import { warmUpPlan } from '../../src/engine/warm-up-plan.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { buildBundles } from '../support/bundles.ts';
import type { DosePool } from '../../src/engine/dose-pool.ts';
import type { RunResult } from '../../src/engine/results.ts';

describe('the warm-up of a session', function () {
  this.timeout(60_000);
  let pool: DosePool;
  before(() => {
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool.dispose());

  it('runs a plan that is whole, and goes through preview and final dose to its goals', async () => {
    assert.deepEqual(planSchema.parse(warmUpPlan), warmUpPlan);
    let preview: RunResult | undefined;
    const outcome = await runPlan(warmUpPlan, {
      baseFolder: '',
      pool,
      threads: 2,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onPreview: (shown) => (preview = shown),
    });
    assert.equal(preview?.quality.kind, 'preview');
    assert.equal(outcome.kind, 'result');
    if (outcome.kind !== 'result') return;
    assert.equal(outcome.result.quality.kind, 'final');
    assert.deepEqual(
      outcome.result.diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.equal(outcome.result.goals.length, 1);
  });

  it('ends when a run is asked for, and leaves the threads fit for it', async () => {
    const abort = new AbortController();
    const warming = warmUp(pool, 2, abort.signal);
    abort.abort();
    await warming.catch((error: unknown) => assert.equal((error as Error).name, 'AbortError'));
    const onProgress = (): void => undefined;
    const { signal } = new AbortController();
    const outcome = await runPlan(warmUpPlan, { baseFolder: '', pool, threads: 2, signal, onProgress });
    assert.equal(outcome.kind, 'result');
  });
});
