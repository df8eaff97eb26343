import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beamDoseKey } from '../../src/engine/beam-doses.ts';
import { createDosePool, type DosePool } from '../../src/engine/dose-pool.ts';
import { createGraph, type Graph, type GraphOptions } from '../../src/engine/graph/graph.ts';
import type { KernelBuild } from '../../src/engine/kernel-modules.ts';
import type { RunResult } from '../../src/engine/results.ts';
import { runPlan } from '../../src/engine/run-plan.ts';
import type { RunOutcome } from '../../src/engine/session.ts';
import { analyse } from '../../src/language/analyse.ts';
import { squareField } from '../../src/physics/calibration.ts';
import { machines } from '../../src/physics/machine.ts';
import { buildBundles } from '../support/bundles.ts';
import { smallPlan } from '../support/small-plan.ts';
import { syntheticPatient } from '../support/synthetic-patient.ts';

const beams = (...lines: string[]): string => lines.map((line) => `  beam ${line}\n`).join('');
const plan = (changes: Readonly<Record<string, string>> = {}): string => {
  const text = smallPlan({
    '  beam A { gantry = 0 deg }\n': beams(
      'A { gantry = 0 deg }',
      'B { gantry = 90 deg   weight = 0.7 }',
      'C { gantry = 180 deg }',
    ),
  });
  return Object.entries(changes).reduce((changed, [from, to]) => {
    assert.ok(changed.includes(from), `the plan holds no "${from}"`);
    return changed.replace(from, to);
  }, text);
};

describe('a run after another', function () {
  this.timeout(120_000);
  let pool: DosePool;
  let folder = '';
  before(() => {
    buildBundles('dose-worker.cjs');
    pool = createDosePool({ threads: 2 });
    folder = mkdtempSync(join(tmpdir(), 'dosewright-test-'));
    cpSync(syntheticPatient(), folder, { recursive: true });
  });
  after(async () => {
    await pool.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A graph, with the steps and beams that each run had to work out. */
  function session(options: GraphOptions = {}) {
    const computed: string[] = [];
    const graph = createGraph({ ...options, onComputed: (step) => computed.push(step) });
    return { graph, run: (text: string, stop?: AbortController) => timed(text, graph, computed, stop) };
  }

  async function timed(text: string, graph: Graph, computed: string[], stop = new AbortController()) {
    const { plan: resolved, diagnostics } = analyse({ file: join(folder, 'small.rtplan'), text }, () => undefined);
    assert.ok(resolved, JSON.stringify(diagnostics));
    computed.length = 0;
    const asked: string[] = [];
    const counting: DosePool = {
      ...pool,
      beamDoses: (medium, placed, options) => {
        asked.push(...placed.map(({ setups }) => setups[0].setup.name));
        return pool.beamDoses(medium, placed, options);
      },
    };
    const outcome = await runPlan(resolved, {
      baseFolder: folder,
      signal: stop.signal,
      threads: 2,
      onProgress: () => undefined,
      pool: counting,
      graph,
    });
    return { outcome, beams: asked, steps: [...new Set(computed)] };
  }

  const resultOf = (outcome: RunOutcome): RunResult => {
    assert.ok(outcome.kind === 'result', JSON.stringify(outcome));
    return outcome.result;
  };
  const fromScratch = async (text: string): Promise<RunResult> => resultOf((await session().run(text)).outcome);

  const changes: Record<string, { to: string; beams: string[]; spares: string[] }> = {
    'whose weight of a beam is changed computes no beam': {
      to: plan({ 'weight = 0.7': 'weight = 0.9' }),
      beams: [],
      spares: ['read input', 'make', 'medium', 'beam set-up', 'samples'],
    },
    'whose beam is turned computes that beam': {
      to: plan({ 'gantry = 90': 'gantry = 80' }),
      beams: ['B'],
      spares: ['read input', 'make', 'medium', 'samples'],
    },
    'with a beam more computes that beam': {
      to: plan({ '  beam B': '  beam D { gantry = 270 deg }\n  beam B' }),
      beams: ['D'],
      spares: ['read input', 'make', 'medium', 'samples'],
    },
    'with a beam less computes none': {
      to: plan({ '  beam B { gantry = 90 deg   weight = 0.7 }\n': '' }),
      beams: [],
      spares: ['read input', 'make', 'medium', 'beam set-up', 'samples'],
    },
    'with its beams in another order, one of them renamed, computes none': {
      to: plan({ '  beam A { gantry = 0 deg }\n': '', '  aperture': '  beam First { gantry = 0 deg }\n  aperture' }),
      beams: [],
      spares: ['read input', 'make', 'medium', 'samples'],
    },
    'with another goal computes no dose and no histogram': {
      to: plan({ 'Spine mean <= 50 Gy': 'Spine mean <= 0.1 Gy' }),
      beams: [],
      spares: ['read input', 'make', 'medium', 'beam set-up', 'samples', 'group dose', 'plan dose', 'dvh'],
    },
    'with another prescription computes no beam': {
      to: plan({ 'GTV 50 Gy\n': 'GTV 60 Gy\n', 'D50% = 50 Gy': 'D50% = 60 Gy' }),
      beams: [],
      spares: ['read input', 'make', 'medium', 'beam set-up', 'samples', 'group dose'],
    },
    'with an organ more makes that region alone': {
      to: plan({ 'target GTV': 'organ Rim = structure "GTV" + 5 mm\ntarget GTV' }),
      beams: [],
      spares: ['read input', 'make body', 'make region GTV', 'make region Spine', 'medium', 'group dose', 'plan dose'],
    },
    'whose lines have moved works out nothing': {
      to: `// moved\n\n${plan()}`,
      beams: [],
      spares: ['read input', 'make', 'medium', 'beam set-up', 'samples', 'group dose', 'plan dose', 'dvh'],
    },
  };
  for (const [title, { to, beams: expected, spares }] of Object.entries(changes)) {
    it(`${title}, and gives to the last bit what a run from scratch does`, async () => {
      const { run } = session();
      await run(plan());
      const { outcome, beams: asked, steps } = await run(to);
      assert.deepEqual(asked, expected);
      // An image that is no ratio to a region is not made, and so not kept.
      const made = steps.filter((step) => !step.startsWith('make image'));
      assert.deepEqual(
        made.filter((step) => spares.includes(step) || spares.includes(step.split(' ')[0])),
        [],
      );
      const [result, scratch] = [resultOf(outcome), await fromScratch(to)];
      assert.ok(Buffer.from(result.doseGy.buffer).equals(Buffer.from(scratch.doseGy.buffer)), 'another dose');
      assert.deepEqual(result, scratch);
    });
  }

  it('says at today’s place what was found on yesterday’s text', async () => {
    const text = plan({
      'Spine mean <= 50 Gy': 'Spine mean <= 0.1 Gy',
      'structure "Spine"': 'structure "Spine" + 60 mm',
      'subtarget Avid': 'target Big = GTV + 60 mm\nsubtarget Avid',
    });
    const { run } = session();
    const first = resultOf((await run(text)).outcome).diagnostics;
    assert.ok(
      first.some(({ code }) => code.startsWith('RT4')) && first.some(({ code }) => code.startsWith('RT6')),
      JSON.stringify(first),
    );
    const moved = `\n\n\n${text}`;
    const second = resultOf((await run(moved)).outcome).diagnostics;
    assert.deepEqual(second, (await fromScratch(moved)).diagnostics);
    assert.deepEqual(
      second.map(({ code, range }) => [code, range.start.line]),
      first.map(({ code, range }) => [code, range.start.line + 3]),
    );
  });

  it('is refused as before: errors are found anew each time', async () => {
    const { run } = session();
    await run(plan());
    const empty = plan({ 'fdg >= 4': 'fdg >= 40' });
    for (const text of [empty, empty, `\n${empty}`]) {
      const { outcome } = await run(text);
      assert.equal(outcome.kind, 'refused');
      const [error] = outcome.diagnostics.filter(({ severity }) => severity === 'error');
      assert.equal(error.code, 'RT4001');
      assert.ok(text.split('\n')[error.range.start.line].startsWith('subtarget Avid'));
    }
    assert.equal((await run(plan())).outcome.kind, 'result');
  });

  it('that was cancelled keeps nothing of the dose it did not finish', async () => {
    const { run } = session();
    const abort = new AbortController();
    const running = run(plan(), abort);
    setImmediate(() => abort.abort());
    await running.then(
      ({ outcome }) => assert.equal(outcome.kind, 'cancelled'),
      () => assert.ok(abort.signal.aborted),
    );
    const { outcome, beams: asked } = await run(plan());
    assert.deepEqual(asked, ['A', 'B', 'C']);
    assert.deepEqual(resultOf(outcome), await fromScratch(plan()));
  });

  it('in another process takes beams from disk, the same to the last bit', async () => {
    const disk = { folder: join(folder, 'cache'), limitBytes: 1e9 };
    const before = session({ disk });
    const first = resultOf((await before.run(plan())).outcome);
    await before.graph.settled();
    const { outcome, beams: asked } = await session({ disk }).run(plan());
    assert.deepEqual(asked, []);
    assert.deepEqual(resultOf(outcome), first);
  });

  it('sees that an input holds something else under the same name', async () => {
    const { run } = session();
    const text = plan({ 'dicom "ct"': 'dicom "scan"' });
    cpSync(join(folder, 'ct'), join(folder, 'scan'), { recursive: true });
    assert.ok((await run(text)).steps.includes('read input'));
    assert.ok(!(await run(text)).steps.includes('read input'));
    rmSync(join(folder, 'scan'), { recursive: true });
    cpSync(join(folder, 'ct-missing-slice'), join(folder, 'scan'), { recursive: true });
    const { outcome } = await run(text);
    assert.equal(outcome.kind, 'refused');
    assert.ok(outcome.diagnostics.some(({ code }) => code === 'RT3007'));
  });
});

describe('the key of a beam’s dose', () => {
  const machine = machines.get('std.linac6MV')!;
  const setup = squareField(machine, { fieldMm: 50, ssdMm: 940 });
  const beam = { machine, setups: [{ share: 1, setup }] };
  const kernels = (build: KernelBuild) => ({ kernels: { final: { build }, preview: { build } } });
  const asked = { pool: kernels('simd128'), settings: { cones: 60 } };
  const keyOf = (...[placed = beam, medium = 'water', how = asked]: Partial<Parameters<typeof beamDoseKey>>): string =>
    beamDoseKey(placed, medium, how).hash;
  const key = keyOf();

  it('is another for another medium, engine, number of cones, machine or share', () => {
    const others = [
      keyOf(beam, 'bone'),
      keyOf(beam, 'water', { ...asked, pool: kernels('typescript') }),
      keyOf(beam, 'water', { ...asked, settings: { cones: 60, kernel: 'preview' } }),
      keyOf(beam, 'water', { ...asked, settings: { cones: 61 } }),
      keyOf({ ...beam, machine: { ...machine, fluencePerMu: machine.fluencePerMu * 1.0001 } }),
      keyOf({ ...beam, setups: [{ share: 0.5, setup }] }),
      keyOf({ ...beam, setups: [...beam.setups, ...beam.setups] }),
    ];
    assert.equal(new Set([key, ...others]).size, others.length + 1);
  });

  it('is another for any number in the set-up that is another, however little (property)', () => {
    const numbers = pathsToNumbers(setup);
    assert.ok(numbers.length > 20);
    fc.assert(
      fc.property(fc.constantFrom(...numbers), fc.double({ min: 1e-12, max: 100, noNaN: true }), (path, change) => {
        const changed = structuredClone(setup) as unknown as Record<string, unknown>;
        const last = path.at(-1)!;
        const holder = path
          .slice(0, -1)
          .reduce<Record<string, unknown>>((at, step) => at[step] as Record<string, unknown>, changed);
        const before = holder[last] as number;
        holder[last] = before + change;
        fc.pre(holder[last] !== before);
        assert.notEqual(
          keyOf({ ...beam, setups: [{ share: 1, setup: changed as unknown as typeof setup }] }),
          key,
          path.join('.'),
        );
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('is the same for another name', () => {
    assert.equal(keyOf({ ...beam, setups: [{ share: 1, setup: { ...setup, name: 'Other' } }] }), key);
  });
});

function pathsToNumbers(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value === 'number') return [[...path]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => pathsToNumbers(item, [...path, key]));
}
