import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BeamDoses, createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import type { RunResult } from '../../src/engine/results.ts';
import { runPlan } from '../../src/engine/run-plan.ts';
import { createSession, type Session } from '../../src/engine/session.ts';
import { analyse } from '../../src/language/analyse.ts';
import { voxelCount } from '../../src/patient/grid.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { buildBundles } from '../support/bundles.ts';

/** The ball in water, with more beams on a finer grid: enough work for a preview to be worth it. */
const file = fileURLToPath(new URL('../editor/plans/ball.rtplan', import.meta.url));
const ball = readFileSync(file, 'utf8')
  .replace('arrange 2 beams every 180 deg', 'arrange 3 beams every 120 deg')
  .replace('grid = 5 mm', 'grid = 2.5 mm');

function planOf(text: string): Plan {
  const { plan, diagnostics } = analyse({ file, text }, () => undefined);
  assert.ok(plan, JSON.stringify(diagnostics));
  return plan;
}

const quiet = { baseFolder: '.', signal: new AbortController().signal, threads: 2, onProgress: () => undefined };

describe('a run in two qualities', function () {
  this.timeout(120_000);

  let pool: DosePool;
  let session: Session;
  before(() => {
    buildBundles('session-worker.cjs', 'dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
    session = createSession({ threads: 2 });
  });
  after(() => Promise.all([pool.dispose(), session.dispose()]));

  it('gives a preview that says what it is, then the same final dose as without one, bit for bit', async () => {
    const plan = planOf(ball);
    const previews: RunResult[] = [];
    const stages: string[] = [];
    const fractions: number[] = [];
    const outcome = await session.run(plan, {
      baseFolder: '.',
      onPreview: (preview) => previews.push(preview),
      onProgress: ({ stage, fraction }) => {
        if (stages.at(-1) !== stage) stages.push(stage);
        fractions.push(fraction);
      },
    });
    assert.equal(outcome.kind, 'result');
    if (outcome.kind !== 'result') return;
    const [preview] = previews;
    assert.equal(previews.length, 1);
    assert.deepEqual(stages, [
      'Reading images',
      'Building regions',
      'Computing preview',
      'Evaluating preview',
      'Computing final dose',
      'Evaluating final dose',
    ]);
    assert.deepEqual(
      fractions,
      [...fractions].sort((a, b) => a - b),
    );

    assert.deepEqual(
      [preview.quality.kind, preview.quality.gridMm, preview.doseGrid.spacingMm],
      ['preview', 4, [4, 4, 4]],
    );
    assert.ok(preview.quality.estimatedDifference && !preview.quality.previewDifference);
    assert.equal(outcome.result.quality.kind, 'final');

    const alone = await runPlan(plan, { ...quiet, pool });
    assert.equal(alone.kind, 'result');
    if (alone.kind !== 'result') return;
    assert.deepEqual(outcome.result.doseGrid, alone.result.doseGrid);
    assert.ok(Buffer.from(outcome.result.doseGy.buffer).equals(Buffer.from(alone.result.doseGy.buffer)));
    assert.equal(alone.result.quality.previewDifference, undefined);
    assert.deepEqual(outcome.result.goals, alone.result.goals);

    // The preview was off by something, and the estimate, made from other plans, is of that size.
    const difference = outcome.result.quality.previewDifference!;
    const estimate = preview.quality.estimatedDifference;
    assert.ok(difference.rmsPercent > 0.05 && difference.maxPercent > difference.rmsPercent);
    assert.ok(difference.rmsPercent < 2 * estimate.rmsPercent, JSON.stringify({ difference, estimate }));
    assert.ok(difference.targetsPercent! < 2 * estimate.targetsPercent, JSON.stringify({ difference, estimate }));
    assert.ok(difference.edgesMm! < 2 * estimate.edgesMm, JSON.stringify({ difference, estimate }));
  });

  it('gives the same dose in a session that was warmed up', async () => {
    const warmed = createSession({ threads: 2 });
    try {
      warmed.warmUp();
      const [after, cold] = [
        await warmed.run(planOf(ball), { baseFolder: '.' }),
        await session.run(planOf(ball), { baseFolder: '.' }),
      ];
      assert.ok(after.kind === 'result' && cold.kind === 'result');
      assert.deepEqual(after.result.doseGy, cold.result.doseGy);
    } finally {
      await warmed.dispose();
    }
  });

  it('marks what it finds on a preview', async () => {
    const plan = planOf(ball);
    const [first, last] = await Promise.all(
      (['preview', 'final'] as const).map((quality) => runPlan(plan, { ...quiet, pool: evenDose(), quality })),
    );
    assert.ok(first.kind === 'result' && last.kind === 'result');
    const messages = (result: RunResult) =>
      result.diagnostics.filter(({ code }) => code.startsWith('RT6')).map(({ message }) => message);
    assert.ok(messages(first.result).length > 0);
    for (const message of messages(first.result)) assert.match(message, /^In preview quality: "/);
    for (const message of messages(last.result)) assert.match(message, /^"/);
    assert.equal(first.result.quality.kind, 'preview');
  });

  it('cancelled between the two ends without a final dose, and the next run is whole', async () => {
    // Beams that no earlier run has computed: their final dose would be there as soon as a preview.
    const plan = planOf(ball.replace('from 0 deg', 'from 10 deg'));
    const abort = new AbortController();
    let previews = 0;
    const onPreview = (): void => {
      previews++;
      abort.abort();
    };
    const outcome = await session.run(plan, { baseFolder: '.', signal: abort.signal, onPreview });
    assert.deepEqual([outcome.kind, previews], ['cancelled', 1]);
    const next = await session.run(planOf(ball.replace('grid = 2.5 mm', 'grid = 5 mm')), { baseFolder: '.' });
    assert.equal(next.kind, 'result');
  });

  it('cancelled before the preview gives none', async () => {
    const abort = new AbortController();
    const onPreview = (): void => assert.fail('a preview of a run that was given up');
    const onProgress = ({ stage }: { stage: string }): void => {
      if (stage === 'Computing preview') abort.abort();
    };
    const plan = planOf(ball.replace('from 0 deg', 'from 20 deg'));
    const outcome = await session.run(plan, { baseFolder: '.', signal: abort.signal, onPreview, onProgress });
    assert.equal(outcome.kind, 'cancelled');
  });

  it('whose final dose fails has given its preview as a preview, and fails', async () => {
    const previews: RunResult[] = [];
    const failing = evenDose((call) => call > 1);
    const onPreview = (preview: RunResult): void => void previews.push(preview);
    const outcome = await runPlan(planOf(ball), { ...quiet, pool: failing, onPreview });
    assert.deepEqual(outcome, { kind: 'failed', reason: 'worker-died', message: 'a thread died' });
    assert.deepEqual(
      previews.map(({ quality }) => quality.kind),
      ['preview'],
    );
  });

  it('whose preview fails fails at once: a dead thread is not tried again unseen', async () => {
    const failing = evenDose(() => true);
    const outcome = await runPlan(planOf(ball), { ...quiet, pool: failing, onPreview: () => assert.fail('a preview') });
    assert.equal(outcome.kind, 'failed');
    assert.equal(failing.calls, 1);
  });

  it('gives the final dose alone where that is there as soon', async () => {
    const plan = planOf(ball.replace('grid = 2.5 mm', 'grid = 5 mm'));
    const counted = evenDose();
    const onPreview = (): void => assert.fail('a preview that shows nothing sooner');
    const outcome = await runPlan(plan, { ...quiet, pool: counted, onPreview });
    assert.ok(outcome.kind === 'result' && outcome.result.quality.kind === 'final');
    assert.equal(counted.calls, 1);
  });
});

/** Stands in for the threads: one dose everywhere, or the failure of the calls that `fails` names. */
function evenDose(fails: (call: number) => boolean = () => false): DosePool & { calls: number } {
  const made = {
    ...createDosePool({ threads: 1 }),
    calls: 0,
    beamDoses: ((medium, beams) => {
      made.calls++;
      const outcome: BeamDoses = fails(made.calls)
        ? { kind: 'failed', reason: 'worker-died', message: 'a thread died' }
        : {
            kind: 'doses',
            gyPerMu: beams.map(() => new Float32Array(voxelCount(medium.grid)).fill(0.01)),
            build: 'simd128',
          };
      return Promise.resolve(outcome);
    }) as DosePool['beamDoses'],
    kernels: { final: { build: 'simd128' }, preview: { build: 'simd128' } } as const,
  };
  return made;
}
