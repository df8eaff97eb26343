import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDosePool, type DosePool } from '../../../src/engine/dose-pool.ts';
import type { RunResult } from '../../../src/engine/results.ts';
import { runPlan } from '../../../src/engine/run-plan.ts';
import type { RunOutcome } from '../../../src/engine/session.ts';
import { createAnalyser } from '../../../src/language/analyse.ts';
import { openAreaMm2 } from '../../../src/physics/aperture.ts';
import { apertureLimits } from '../../../src/physics/aperture-limits.ts';
import { machines } from '../../../src/physics/machine.ts';
import { buildBundles } from '../../support/bundles.ts';
import { ours } from '../../support/machine-files.ts';
import { modulatedBall } from '../../support/modulated-ball.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ball = modulatedBall('step_and_shoot, at most 25 segments');

const square = ball
  .replace('  arrange', '  aperture = conformal to GTV margin 5 mm\n  arrange')
  .replace(/optimise .*\n/, '');

describe('Optimised beams', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  const pools: DosePool[] = [];
  const poolOf = (threads: number): DosePool => {
    const pool = createDosePool({ threads });
    pools.push(pool);
    return pool;
  };
  before(() => buildBundles('dose-worker.cjs'));
  after(() => Promise.all(pools.map((pool) => pool.dispose())));

  const run = (text: string, threads = 2, signal = new AbortController().signal): Promise<RunOutcome> => {
    const { plan, diagnostics } = createAnalyser()({ file: '/plan.rtplan', text }, () => undefined);
    assert.ok(plan, JSON.stringify(diagnostics));
    return runPlan(plan, {
      baseFolder: folder.path,
      pool: poolOf(threads),
      threads,
      signal,
      onProgress: () => undefined,
    });
  };
  const resultOf = async (text: string, threads?: number): Promise<RunResult> => {
    const outcome = await run(text, threads);
    assert.equal(outcome.kind, 'result', JSON.stringify(outcome).slice(0, 400));
    return outcome.result;
  };
  const meanOf = ({ dvhs }: RunResult, region: string): number => dvhs.find((dvh) => dvh.region === region)!.meanGy;

  let optimised: RunResult;
  before(async () => {
    optimised = await resultOf(ball);
  });

  it('meet the goals, and spare what conformal fields do not', async () => {
    assert.deepEqual(
      optimised.goals.map(({ met }) => met),
      [true, true],
      JSON.stringify(optimised.goals),
    );
    const conformal = await resultOf(square);
    assert.ok(meanOf(optimised, 'Rod') < 0.8 * meanOf(conformal, 'Rod'), `${meanOf(optimised, 'Rod')} Gy`);
    assert.equal(conformal.optimisation, undefined);
  });

  it('are segments that the machine gives, no more than asked for, none smaller or of fewer MU than it says', () => {
    const machine = machines.get('std.linac6MV')!;
    const segments = optimised.beams.flatMap(({ positions: [{ apertures }] }) => apertures);
    assert.ok(segments.length <= 25 && segments.length > 10, `${segments.length}`);
    assert.equal(segments.length, optimised.optimisation!.segments);
    for (const { muPerFraction, ...aperture } of segments) {
      assert.ok(muPerFraction >= machine.limits!.segmentMu!.value, `${muPerFraction} MU`);
      assert.ok(openAreaMm2(aperture, machine) >= 100 * machine.limits!.segmentCm2!.value);
      assert.deepEqual(apertureLimits('A', aperture, machine, optimised.plan.at), []);
    }
  });

  it('give the dose that was optimised: the normalisation has next to nothing left to do', () => {
    const [{ normalisationFactor }] = optimised.phases;
    assert.ok(Math.abs(normalisationFactor - 1) < 0.02, `${normalisationFactor}`);
  });

  it('tell how they were found: the objective, iteration by iteration, and its terms', () => {
    const { objective, terms } = optimised.optimisation!;
    assert.ok(objective.fluence.length > 10 && objective.apertures.length > 5);
    assert.ok(objective.fluence[10] < objective.fluence[0]);
    assert.deepEqual(
      terms.map(({ name }) => name),
      [
        'GTV as prescribed',
        'fall-off around the targets',
        'GTV D95% >= 95 % of prescription',
        'Rod mean <= 14 Gy',
        'the normalisation <= 50 Gy',
        'the normalisation >= 50 Gy',
      ],
    );
  });

  it('are the same on any number of threads, bit for bit', async () => {
    const alone = await resultOf(ball, 1);
    assert.deepEqual(alone.beams, optimised.beams);
    assert.deepEqual(alone.doseGy, optimised.doseGy);
  });

  it('follow a painted prescription', async () => {
    const painted = ball
      .replace(
        'Ball = sphere diameter 4 cm at (0, 0, 0) cm',
        'Ball = sphere diameter 4 cm at (0, 0, 0) cm { uptake fdg = 4 SUV }',
      )
      .replace('  Rod =', '  Core = sphere diameter 2 cm at (0, 0, 0) cm { uptake fdg = 12 SUV }\n  Rod =')
      .replace('{ ct = phantom Water }', '{\n    ct = phantom Water\n    fdg = phantom Water uptake fdg as SUVbw\n  }')
      .replace('  GTV 50 Gy', '  GTV paint by fdg from 50 Gy at 4 SUV to 62 Gy at 12 SUV')
      .replace('GTV D95% >= 95 % of prescription must', 'GTV QF <= 5 % must')
      .replace('organ Rod', 'target Core = structure "Core"\norgan Rod');
    const result = await resultOf(painted);
    assert.ok(result.goals[0].met, JSON.stringify(result.goals[0]));
    assert.ok(meanOf(result, 'Core') > meanOf(result, 'GTV') + 4, `${meanOf(result, 'Core')} Gy in the core`);
  });

  it('do their best where a must is out of reach, and say what they miss', async () => {
    const impossible = ball.replace('Rod mean <= 14 Gy prefer 1', 'Rod max <= 1 Gy must');
    const result = await resultOf(impossible);
    assert.ok(result.diagnostics.some(({ code }) => code === 'RT6001'));
    assert.ok(meanOf(result, 'GTV') > 40);
  });

  it('keep what a machine says of segments, and are refused where none is left', async () => {
    const withLimits = (name: string, limits: Record<string, number>): string => {
      const stated = Object.entries(limits).map(([key, value]) => [key, { value, source: 'this test' }]);
      writeFileSync(join(folder.path, name), JSON.stringify({ ...ours, limits: Object.fromEntries(stated) }));
      return ball.replace('std.linac6MV', `"${name}"`);
    };
    const careful = await resultOf(withLimits('careful.json', { segmentMu: 15, segmentCm2: 9 }));
    // A beam that has nothing to give but what is not allowed gives nothing.
    const segments = careful.beams.flatMap(({ positions: [{ apertures }], muPerFraction }) =>
      muPerFraction > 0 ? apertures : [],
    );
    assert.equal(segments.length, careful.optimisation!.segments);
    assert.ok(segments.length >= 10, `${segments.length}`);
    for (const { muPerFraction, ...aperture } of segments) {
      assert.ok(muPerFraction >= 15, `${muPerFraction} MU`);
      assert.ok(openAreaMm2(aperture, machines.get('std.linac6MV')!) >= 900);
    }
    const refused = await run(withLimits('too-careful.json', { segmentMu: 900 }));
    assert.equal(refused.kind, 'refused');
    assert.deepEqual(
      refused.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code),
      ['RT4118'],
    );
  });

  it('stop when cancelled', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1500);
    const ended = await run(ball, 2, controller.signal).catch((error: unknown) => error);
    assert.ok(controller.signal.aborted);
    assert.notEqual((ended as RunOutcome).kind, 'result');
  });
});
