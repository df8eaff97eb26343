import assert from 'node:assert/strict';
import { setTimeout as later } from 'node:timers/promises';
import { createDosePool, type DosePool } from '../../../src/engine/dose-pool.ts';
import { runPlan } from '../../../src/engine/run-plan.ts';
import type { RunOutcome, RunProgress } from '../../../src/engine/session.ts';
import { createAnalyser } from '../../../src/language/analyse.ts';
import { buildBundles } from '../../support/bundles.ts';
import { modulatedBall } from '../../support/modulated-ball.ts';

const { plan } = createAnalyser()(
  { file: '/plan.rtplan', text: modulatedBall('step_and_shoot, at most 25 segments') },
  () => undefined,
);

/** A signal that counts how often it is asked whether the run goes on, each time after a turn of the event loop, in which a cancel is heard. */
function countedSignal(): { readonly signal: AbortSignal; count: number } {
  const { signal } = new AbortController();
  const counted = { signal, count: 0 };
  signal.throwIfAborted = () => void counted.count++;
  return counted;
}

describe('A cancel of an optimised run', function () {
  this.timeout(240_000);
  let pool: DosePool;
  before(() => {
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool.dispose());
  const run = (signal: AbortSignal, onProgress: (progress: RunProgress) => void): Promise<RunOutcome> =>
    runPlan(plan!, { baseFolder: '', threads: 2, pool, signal, onProgress });

  /** Stages in their order, how often each could hear a cancel, and the iterations of the optimiser. */
  const turnsOf = new Map<string, number>();
  let iterations = 0;
  before(async () => {
    const turns = countedSignal();
    let [stage, since] = ['', 0];
    const outcome = await run(turns.signal, (progress) => {
      turnsOf.set(stage, (turnsOf.get(stage) ?? 0) + turns.count - since);
      [stage, since] = [progress.stage, turns.count];
    });
    turnsOf.set(stage, (turnsOf.get(stage) ?? 0) + turns.count - since);
    turnsOf.delete('');
    assert.ok(outcome.kind === 'result');
    const { fluence, apertures } = outcome.result.optimisation!.objective;
    iterations = fluence.length + apertures.length;
  });

  it('can be heard in every stage, between beams, regions, widths of the kernel and trials of a step', () => {
    assert.deepEqual(
      [...turnsOf.keys()],
      [
        'Reading images',
        'Building regions',
        'Preparing the optimiser',
        'Optimising fluence',
        'Optimising apertures',
        'Computing dose',
        'Evaluating dose',
      ],
    );
    // Two regions, the body, five widths of the kernel, five beams.
    assert.ok(turnsOf.get('Preparing the optimiser')! >= 13, `${turnsOf.get('Preparing the optimiser')}`);
    const descending = turnsOf.get('Optimising fluence')! + turnsOf.get('Optimising apertures')!;
    // Each iteration, and each of its trials, of which there is one at least.
    assert.ok(descending > 1.9 * iterations, `${descending} turns in ${iterations} iterations`);
  });

  it('ends the run in every stage before anything else is told', async () => {
    for (const wanted of turnsOf.keys()) {
      const controller = new AbortController();
      let after: string[] = [];
      const ended = await run(controller.signal, ({ stage }) => {
        if (controller.signal.aborted) after.push(stage);
        else if (stage === wanted) controller.abort();
      }).catch((error: unknown) => error as Error);
      assert.ok(controller.signal.aborted, `${wanted} is never told`);
      assert.deepEqual(after, [], wanted);
      const how = ended instanceof Error ? ended.name : ended.kind;
      assert.match(how, /^(AbortError|cancelled)$/, wanted);
      after = [];
      await later(20);
      assert.deepEqual(after, [], wanted);
    }
  });

  it('leaves a pool that computes the next run', async () => {
    const outcome = await run(new AbortController().signal, () => undefined);
    assert.equal(outcome.kind, 'result');
  });
});
