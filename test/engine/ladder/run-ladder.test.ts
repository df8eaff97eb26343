import assert from 'node:assert/strict';
import { runLadder } from '../../../src/engine/ladder/run-ladder.ts';
import { createSession, type Session } from '../../../src/engine/session.ts';
import { analyse } from '../../../src/language/analyse.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { buildBundles } from '../../support/bundles.ts';

/** A ball in water whose left half takes up a tracer: the image can be moved off it. */
const text = (tests: string): string => `plan "Ball"

phantom Box {
  size  = 16 cm x 16 cm x 16 cm
  voxel = 4 mm
  Body   = box 16 cm x 16 cm x 16 cm at (0, 0, 0) mm { HU = 0   uptake fdg = 1 SUV }
  Tumour = sphere diameter 5 cm at (0, 0, 0) mm { HU = 30   uptake fdg = 4 SUV }
  Core   = sphere diameter 3 cm at (0, 0, 0) mm { uptake fdg = 8 SUV edge 20 mm }
}
patient P1 {
  images {
    ct  = phantom Box
    fdg = phantom Box uptake fdg as SUVbw
  }
  structures = phantom Box
}
tissue Carcinoma { alpha = 0.3 /Gy   varies 0.06 /Gy   alpha/beta = 10 Gy   clonogens = 1e5 /cc }
organ Body = structure "Body"
target GTV = structure "Tumour" of Carcinoma
subtarget Avid of GTV = fdg >= 5 SUV { clonogens = 1e8 /cc }

schedule 30 fractions, 5 per week {
  GTV  66 Gy
  normalise GTV D50% = 66 Gy
}
beams photon {
  machine   = std.linac6MV
  isocentre = centroid of GTV
  aperture  = 8 cm x 8 cm
  arrange 2 beams every 180 deg from 0 deg
}
compute { grid = 8 mm }

baseline Less = this with schedule 25 fractions, 5 per week {
  GTV  50 Gy
  normalise GTV D50% = 50 Gy
}
baseline Unnamed = this with schedule 10 fractions, 5 per week {
  GTV  20 Gy
  normalise GTV D50% = 20 Gy
}
${tests}`;

function planOf(tests: string): Plan {
  const { plan, diagnostics } = analyse({ file: '/p.rtplan', text: text(tests) }, () => undefined);
  assert.ok(plan, JSON.stringify(diagnostics));
  return plan;
}

describe('a ladder', function () {
  this.timeout(120_000);
  let session: Session;
  before(() => {
    buildBundles('session-worker.cjs', 'dose-worker.cjs');
    session = createSession({ threads: 2 });
  });
  after(() => session.dispose());
  const climbed = async (tests: string, baselines: 'all' | 'tested' = 'tested') => {
    const outcome = await runLadder(session, planOf(tests), { baseFolder: '/', baselines });
    assert.equal(outcome.kind, 'ladder', JSON.stringify(outcome));
    return outcome;
  };

  it('computes the baselines that tests name, and the plan, and tries the tests with their values', async () => {
    const { rungs, tests, diagnostics } = await climbed(`test "more" {
  assert GTV.D50% - Less.GTV.D50% >= 15.9 Gy
  assert GTV.D50% / Less.GTV.D50% >= 1.4
  assert Less.GTV.D50% <= 50.1 Gy
}`);
    assert.deepEqual(
      rungs.map(({ baseline }) => baseline),
      ['Less', undefined],
    );
    const [{ holds, assertions }] = tests;
    assert.equal(holds, false);
    assert.deepEqual(
      assertions.map((one) => one.holds),
      [true, false, true],
    );
    // Normalised to 66 and 50 Gy: a ratio of 1.32.
    assert.equal(assertions[1].words, '1.3, where at least 1.4 is asked');
    assert.deepEqual(
      diagnostics.map(({ code, range }) => [
        code,
        text('').split('\n').length + range.start.line - text('').split('\n').length,
      ]),
      [['RT6015', assertions[1].assertion.at.start.line]],
    );
  });

  it('measures what the result of the plan says', async () => {
    const { rungs, tests } = await climbed(
      'test "T" {\n  assert GTV.TCP >= 0 %\n  assert GTV.mean >= 0 Gy\n  assert Body.D2cc >= 0 Gy\n}',
    );
    const { result } = rungs[0];
    const left = tests[0].assertions.map(({ trials }) => trials[0].left!);
    const tcp = result.outcome.regions.find(({ region }) => region === 'GTV')!.tcp!;
    assert.equal(left[0], 100 * tcp.value);
    const dvh = result.dvhs.find(({ region }) => region === 'GTV')!;
    assert.equal(left[1], dvh.meanGy);
  });

  it('keeps the dose and changes the truth: clonogens that lie elsewhere are controlled less', async () => {
    const { tests } = await climbed(`test "doubt" {
  judged with Avid threshold off by 20 %
  judged with fdg shifted by 8 mm on each axis
  assert GTV.TCP >= 0 %
  assert GTV.mean >= 0 Gy
}`);
    const [tcp, mean] = tests[0].assertions;
    assert.equal(tcp.trials.length, 21);
    // More of the region is dense with clonogens where the threshold is lower.
    const [written, lower, higher] = tcp.trials.map(({ left }) => left!);
    assert.ok(lower < written && written < higher, `${lower} ${written} ${higher}`);
    assert.equal(new Set(mean.trials.map(({ left }) => left)).size, 1);
    assert.match(tcp.words, /judged with .*threshold 20 % lower/);
  });

  it('says so where a truth leaves nothing to judge', async () => {
    const { tests } = await climbed(
      'test "none" {\n  judged with Avid threshold off by 90 %\n  assert Avid.mean >= 0 Gy\n}',
    );
    const [{ trials, holds }] = tests[0].assertions;
    assert.deepEqual(
      trials.map((trial) => trial.holds),
      [true, true, false],
    );
    assert.equal(holds, false);
    assert.match(tests[0].assertions[0].words, /threshold 90 % higher/);
  });

  it('computes every baseline where it is asked for all', async () => {
    const seen: (string | undefined)[] = [];
    await runLadder(session, planOf(''), {
      baseFolder: '/',
      baselines: 'all',
      onRung: ({ baseline }) => seen.push(baseline),
    });
    assert.deepEqual(seen, ['Less', 'Unnamed', undefined]);
  });

  it('gives a rung the dose that its text alone would have, bit for bit', async () => {
    const { rungs } = await climbed('test "T" { assert Less.GTV.mean >= 0 Gy }');
    const alone = text('').replace(
      '30 fractions, 5 per week {\n  GTV  66 Gy\n  normalise GTV D50% = 66',
      '25 fractions, 5 per week {\n  GTV  50 Gy\n  normalise GTV D50% = 50',
    );
    const { plan } = analyse({ file: '/p.rtplan', text: alone }, () => undefined);
    const outcome = await session.run(plan!, { baseFolder: '/' });
    assert.equal(outcome.kind, 'result');
    assert.deepEqual(rungs[0].result.doseGy, outcome.kind === 'result' && outcome.result.doseGy);
  });

  it('is cancelled as a run is', async () => {
    const abort = new AbortController();
    abort.abort();
    const outcome = await runLadder(session, planOf(''), { baseFolder: '/', baselines: 'all', signal: abort.signal });
    assert.equal(outcome.kind === 'stopped' && outcome.outcome.kind, 'cancelled');
  });
});
