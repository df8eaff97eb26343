import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDosePool, type DosePool } from '../../../src/engine/dose-pool.ts';
import { resultJson } from '../../../src/engine/result-json.ts';
import type { RunResult } from '../../../src/engine/results.ts';
import { runPlan } from '../../../src/engine/run-plan.ts';
import type { RunOutcome } from '../../../src/engine/session.ts';
import { createAnalyser } from '../../../src/language/analyse.ts';
import { checkDelivery } from '../../../src/physics/delivery-limits.ts';
import { machines } from '../../../src/physics/machine.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { buildBundles } from '../../support/bundles.ts';
import { ours } from '../../support/machine-files.ts';
import { modulatedBall } from '../../support/modulated-ball.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ball = modulatedBall('sliding_window, at most 60 control points');
const machine = machines.get('std.linac6MV')!;

describe('Sliding windows', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  let pool: DosePool;
  before(() => {
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
  });
  after(() => pool.dispose());

  const planOf = (text: string): Plan => {
    const { plan, diagnostics } = createAnalyser()({ file: join(folder.path, 'plan.rtplan'), text }, () => undefined);
    assert.ok(plan, JSON.stringify(diagnostics));
    return plan;
  };
  const run = (plan: Plan): Promise<RunOutcome> =>
    runPlan(plan, {
      baseFolder: folder.path,
      pool,
      threads: 2,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  const resultOf = async (plan: Plan): Promise<RunResult> => {
    const outcome = await run(plan);
    assert.equal(outcome.kind, 'result', JSON.stringify(outcome).slice(0, 400));
    return outcome.result;
  };
  const refusal = async (text: string): Promise<string[]> => {
    const outcome = await run(planOf(text));
    assert.equal(outcome.kind, 'refused', outcome.kind);
    return outcome.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${code} ${message}`);
  };

  let found: RunResult;
  before(async () => {
    found = await resultOf(planOf(ball));
  });

  it('meet the goals of the plan', () =>
    assert.deepEqual(
      found.goals.map(({ met }) => met),
      [true, true],
      JSON.stringify(found.goals),
    ));

  it('are control points that the machine gives: no more than asked for, in reach, and never faster than its leaves', () => {
    const perSecond = machine.limits!.muPerMinute!.value / 60;
    const mmPerMu = machine.leaves!.maxSpeedMmPerS!.value / perSecond;
    let fastest = 0;
    for (const { delivery, muPerFraction, name } of found.beams) {
      const beam = found.plan.beamGroups[0].beams.find((one) => one.name === name)!;
      assert.deepEqual(checkDelivery({ beam, machine }, delivery!), []);
      const points = delivery!.controlPoints;
      assert.ok(points.length <= 60 && points.length > 10);
      assert.deepEqual([points[0].givenShare, points[points.length - 1].givenShare], [0, 1]);
      for (let k = 1; k < points.length; k++) {
        const mu = muPerFraction * (points[k].givenShare - points[k - 1].givenShare);
        for (const side of ['leftMm', 'rightMm'] as const)
          points[k].leaves![side].forEach((mm, pair) => {
            const moved = mm - points[k - 1].leaves![side][pair];
            assert.ok(moved >= 0, 'a leaf moves back');
            fastest = Math.max(fastest, moved / mu);
          });
      }
    }
    assert.ok(fastest <= mmPerMu, `${fastest} mm per MU, of ${mmPerMu}`);
    assert.ok(fastest > 0.9 * mmPerMu, 'no leaf ever moves at its speed: the window takes more MU than it needs');
  });

  it('are the dose of the plan: the same control points as those of a file give it again', async () => {
    const { optimise: _, ...rest } = found.plan;
    const provided: Plan = {
      ...rest,
      schedule: {
        ...rest.schedule,
        phases: rest.schedule.phases.map((phase) => ({ ...phase, normalise: { kind: 'none' } })),
      },
      beamGroups: rest.beamGroups.map((group) => ({
        ...group,
        beams: found.beams.map(({ name, delivery, muPerFraction }) => {
          const beam = group.beams.find((one) => one.name === name)!;
          return { ...beam, muPerFraction, aperture: { kind: 'delivered', delivery: delivery!, at: beam.at } };
        }),
      })),
    };
    const again = await resultOf(provided);
    assert.deepEqual(again.doseGrid, found.doseGrid);
    const worst = again.doseGy.reduce((most, gy, voxel) => Math.max(most, Math.abs(gy - found.doseGy[voxel])), 0);
    assert.ok(worst < 1e-4, `${worst} Gy`);
  });

  it('say in result.json what the machine does, and what delivery costs', () => {
    const json = resultJson(found, { file: 'plan.rtplan', sha256: '', relative: (file) => file, suppressed: [] });
    const { segments, controlPoints, goals, objective } = json.optimisation!;
    assert.equal(segments, 0);
    assert.equal(
      controlPoints,
      json.beams.reduce((sum, beam) => sum + beam.controlPoints!.length, 0),
    );
    assert.ok(objective.apertures.length > 5);
    assert.ok(goals.every(({ idealPercent, deliveredPercent }) => Math.abs(deliveredPercent - idealPercent) < 3));
    const [{ controlPoints: points, muPerFraction }] = json.beams;
    assert.deepEqual([points![0].muGiven, points![points!.length - 1].muGiven], [0, muPerFraction]);
    assert.ok(points!.every(({ muGiven }, k) => k === 0 || muGiven > points![k - 1].muGiven));
  });

  it('are refused, before anything is searched for, by a machine that does not say how its leaves move', async () => {
    const { maxSpeedMmPerS: _, ...leaves } = ours.leaves;
    const { muPerMinute: __, ...limits } = ours.limits;
    const write = (name: string, data: unknown) => {
      mkdirSync(join(folder.path, 'machines'), { recursive: true });
      writeFileSync(join(folder.path, 'machines', name), JSON.stringify(data));
      return ball.replace('std.linac6MV', `"machines/${name}"`);
    };
    const slow = await refusal(write('slow.json', { ...ours, leaves, limits }));
    assert.equal(slow.length, 5, 'one for each beam');
    assert.match(slow[0], /^RT4119 0° cannot be a sliding window: .*leaves.maxSpeedMmPerS.* and .*limits.muPerMinute/);
    const overMm = { value: 20, source: 'this test' };
    assert.match(
      (await refusal(write('short.json', { ...ours, leaves: { ...ours.leaves, overMm } })))[0],
      /^RT4119 .* 2 cm only/,
    );
    const maxSpanMm = { value: 50, source: 'this test' };
    assert.match(
      (await refusal(write('span.json', { ...ours, leaves: { ...ours.leaves, maxSpanMm } })))[0],
      /^RT4119 .* 5 cm/,
    );
  });
});
