import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distFolder } from '../../src/engine/dist-folder.ts';
import { createDosePool } from '../../src/engine/dose-pool.ts';
import { shareArrays } from '../../src/engine/graph/share-arrays.ts';
import { engineIdOf, loadKernelModules } from '../../src/engine/kernel-modules.ts';
import { sampleRegion } from '../../src/evaluate/samples.ts';
import { voxelCount } from '../../src/patient/grid.ts';
import { regionOf } from '../../src/patient/region.ts';
import { beamDose } from '../../src/physics/beam-dose.ts';
import { squareField } from '../../src/physics/calibration.ts';
import { machines } from '../../src/physics/machine.ts';
import { airOrWater, makeMedium } from '../physics/media.ts';
import { buildBundles } from '../support/bundles.ts';
import type { DosePool } from '../../src/engine/dose-pool.ts';
import type { PlacedBeam } from '../../src/physics/beam-setup-types.ts';
import type { BeamSetup } from '../../src/physics/beam-setup.ts';

const machine = machines.get('std.linac6MV')!;
const cones = 20;
const medium = makeMedium({
  size: [30, 26, 24],
  spacingMm: [5, 5, 5],
  fill: ([x, y]) => airOrWater(Math.hypot(x, y) < 60),
});
const beams: PlacedBeam[] = [-10, 0, 25].map((shift) => ({
  machine,
  setups: [{ share: 1, setup: shifted(shift) }],
}));

describe('dose pool', function () {
  this.timeout(60_000);
  const pools: DosePool[] = [];
  const pool = (threads: number): DosePool => {
    const made = createDosePool({ threads });
    pools.push(made);
    return made;
  };
  before(() => buildBundles('dose-worker.cjs'));
  afterEach(() => Promise.all(pools.splice(0).map((made) => made.dispose())));

  it('gives the bits of the single-threaded dose with 1, 2 and 4 threads', async () => {
    const expected = beams.map(({ setups }) => beamDose(medium, setups[0].setup, machine, { cones }));
    for (const threads of [1, 2, 4]) {
      const outcome = await pool(threads).beamDoses(medium, beams, { cones });
      assert.equal(outcome.kind, 'doses');
      if (outcome.kind !== 'doses') continue;
      outcome.gyPerMu.forEach((dose, beam) => {
        assert.ok(
          Buffer.from(dose.buffer).equals(Buffer.from(expected[beam].buffer)),
          `${threads} threads, beam ${beam}`,
        );
      });
    }
  });

  it('sums the set-ups of a turning beam by their shares, with the same bits for any number of threads', async () => {
    const setups = [-10, 0, 25].map((shift, i) => ({ share: [0.5, 0.25, 0.25][i], setup: shifted(shift) }));
    const parts = setups.map(({ setup }) => beamDose(medium, setup, machine, { cones }));
    const expected = parts[0].map((_, i) => setups.reduce((sum, { share }, s) => sum + share * parts[s][i], 0));
    const found: Buffer[] = [];
    for (const threads of [1, 2]) {
      const outcome = await pool(threads).beamDoses(medium, [{ machine, setups }, beams[0]], { cones });
      assert.equal(outcome.kind, 'doses');
      if (outcome.kind !== 'doses') continue;
      const [dose, still] = outcome.gyPerMu;
      expected.forEach((gyPerMu, i) => assert.ok(Math.abs(dose[i] - gyPerMu) <= 1e-6 * gyPerMu, `voxel ${i}`));
      assert.deepEqual(still, parts[0]);
      found.push(Buffer.from(dose.buffer));
    }
    assert.ok(found[0].equals(found[1]));
  });

  it('sums doses and makes histograms with the same bits, with threads and before there are any', async () => {
    const outcome = await pool(2).beamDoses(medium, beams, { cones });
    assert.equal(outcome.kind, 'doses');
    if (outcome.kind !== 'doses') return;
    const parts = outcome.gyPerMu.map((doseGy, n) => ({ doseGy, factor: 100 + n }));
    const region = regionOf('R', { grid: medium.grid, values: new Float32Array(voxelCount(medium.grid)).fill(-20) });
    const samples = shareArrays(sampleRegion(region, medium.grid));
    const [cold, warm, three] = [pool(2), pool(2), pool(3)];
    await warm.beamDoses(medium, beams.slice(0, 1), { cones });
    await three.beamDoses(medium, beams.slice(0, 1), { cones });
    const made = [];
    for (const one of [cold, warm, three]) {
      const sum = await one.sum(voxelCount(medium.grid), parts);
      made.push({ sum: Buffer.from(sum.buffer), dvh: await one.histogram(samples, sum) });
    }
    assert.ok(made[0].dvh.maxGy > 0);
    assert.deepEqual(made[1], made[0]);
    assert.deepEqual(made[2], made[0]);
  });

  it('tells how far it is, up to the end', async () => {
    const shares: number[] = [];
    await pool(2).beamDoses(medium, beams, { cones, onProgress: (share) => shares.push(share) });
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.ok(shares.length > 20);
    assert.ok(Math.abs(shares.at(-1)! - 1) < 1e-9);
  });

  it('begins no run while threads are at a cancelled one: its bits are those of a run alone', async () => {
    const made = pool(2);
    // Another grid, so that its places in the memory are others.
    const small = makeMedium({ size: [17, 15, 13], spacingMm: [9, 9, 9], fill: ([x]) => airOrWater(x < 20) });
    const expected = beamDose(small, beams[1].setups[0].setup, machine, { cones });
    for (let round = 0; round < 12; round++) {
      const abort = new AbortController();
      const cancelled = made.beamDoses(medium, beams, { cones: cones * 4, signal: abort.signal });
      // Just as its threads are at a piece of work.
      await new Promise((resolve) => setTimeout(resolve, 3 * round));
      abort.abort();
      await cancelled;
      const outcome = await made.beamDoses(small, [beams[1]], { cones });
      assert.equal(outcome.kind, 'doses', JSON.stringify(outcome));
      if (outcome.kind !== 'doses') continue;
      assert.ok(Buffer.from(outcome.gyPerMu[0].buffer).equals(Buffer.from(expected.buffer)), `round ${round}`);
    }
  });

  it('ends cancelled when aborted, before or during the run, and is fit for the next', async () => {
    const made = pool(2);
    assert.deepEqual(await made.beamDoses(medium, beams, { cones, signal: AbortSignal.abort() }), {
      kind: 'cancelled',
    });
    const abort = new AbortController();
    const outcome = await made.beamDoses(medium, beams, {
      cones,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    assert.deepEqual(outcome, { kind: 'cancelled' });
    assert.equal((await made.beamDoses(medium, beams.slice(0, 1), { cones })).kind, 'doses');
  });

  it('fails as "worker-died" when a thread dies at work, and has new threads for the next run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dose-pool-'));
    const mark = JSON.stringify(join(folder, 'died-once'));
    const workerFile = join(folder, 'worker.cjs');
    // Dies at its first task; those started after that are ordinary dose workers.
    writeFileSync(
      workerFile,
      `const fs = require('node:fs');
       if (fs.existsSync(${mark})) require(${JSON.stringify(join(distFolder(), 'dose-worker.cjs'))});
       else require('node:worker_threads').parentPort.on('message', () => { fs.writeFileSync(${mark}, ''); process.exit(3); });`,
    );
    try {
      const made = createDosePool({ threads: 1, workerFile });
      pools.push(made);
      const outcome = await made.beamDoses(medium, beams, { cones });
      assert.equal(outcome.kind, 'failed');
      if (outcome.kind === 'failed') assert.equal(outcome.reason, 'worker-died');
      assert.equal((await made.beamDoses(medium, beams.slice(0, 1), { cones })).kind, 'doses');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('starts new threads for the next run when one dies idle', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dose-pool-'));
    const mark = join(folder, 'end-now');
    const workerFile = join(folder, 'worker.cjs');
    // An ordinary dose worker that ends between two runs, once it is told to.
    writeFileSync(
      workerFile,
      `const fs = require('node:fs');
       setInterval(() => { if (fs.existsSync(${JSON.stringify(mark)})) process.exit(3); }, 5);
       require(${JSON.stringify(join(distFolder(), 'dose-worker.cjs'))});`,
    );
    try {
      const made = createDosePool({ threads: 1, workerFile });
      pools.push(made);
      const first = await made.beamDoses(medium, beams.slice(0, 1), { cones });
      writeFileSync(mark, '');
      await new Promise((resolve) => setTimeout(resolve, 500));
      rmSync(mark);
      const second = await made.beamDoses(medium, beams.slice(0, 1), { cones });
      assert.ok(first.kind === 'doses' && second.kind === 'doses', JSON.stringify(second));
      assert.deepEqual(second.gyPerMu, first.gyPerMu);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('fails as "worker-failed" where a thread meets an error it can report', async () => {
    const made = pool(1);
    const broken = { setups: beams[0].setups, machine: { ...machine, beamQuality: 'no such quality' as 'mohan6MV' } };
    const outcome = await made.beamDoses(medium, [broken], { cones });
    assert.equal(outcome.kind, 'failed');
    if (outcome.kind === 'failed') assert.equal(outcome.reason, 'worker-failed');
    assert.equal((await made.beamDoses(medium, beams.slice(0, 1), { cones })).kind, 'doses');
  });

  it('gives the same bits by the TypeScript twins where the module does not compile, and says which and why', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dose-kernels-'));
    try {
      writeFileSync(join(folder, 'dose-kernels.wasm'), 'not a module');
      const damaged = loadKernelModules(folder);
      assert.match(damaged.final.fallback!, /does not validate/);
      assert.match(loadKernelModules(join(folder, 'nowhere')).final.fallback!, /ENOENT/);
      const made = createDosePool({ threads: 2, kernels: damaged });
      pools.push(made);
      const twin = await made.beamDoses(medium, beams.slice(0, 1), { cones });
      const compiled = await pool(2).beamDoses(medium, beams.slice(0, 1), { cones });
      assert.ok(twin.kind === 'doses' && compiled.kind === 'doses');
      assert.deepEqual([twin.build, compiled.build], ['typescript', 'simd128']);
      assert.deepEqual(twin.gyPerMu, compiled.gyPerMu);
      assert.equal(engineIdOf(twin.build), 'collapsed-cone-ts/2');
      assert.equal(engineIdOf(compiled.build), 'collapsed-cone-wasm/2');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('fails as "kernel-trapped" where a kernel traps, and computes nothing by other means', async () => {
    const module = new WebAssembly.Module(
      trappingModule('sweepPlane', 'planeNodes', 'terma', 'traceFan', 'addBlurred', 'addBlurredTransposed'),
    );
    const trapping = { build: 'simd128', module } as const;
    const made = createDosePool({ threads: 2, kernels: { final: trapping, preview: trapping } });
    pools.push(made);
    const outcome = await made.beamDoses(medium, beams, { cones });
    assert.equal(outcome.kind, 'failed');
    if (outcome.kind !== 'failed') return;
    assert.equal(outcome.reason, 'kernel-trapped');
    assert.match(outcome.message, /trapped .*unreachable.*Nothing of this dose is kept/);
  });
});

/** A module whose functions do nothing but trap. */
function trappingModule(...names: string[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: number[]) => [id, content.length, ...content];
  const exported = names.flatMap((name, i) => [name.length, ...Buffer.from(name), 0, i]);
  const bodies = names.flatMap(() => [3, 0, 0x00, 0x0b]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [names.length, ...names.map(() => 0)]),
    ...section(7, [names.length, ...exported]),
    ...section(10, [names.length, ...bodies]),
  ]);
}

function shifted(xMm: number): BeamSetup {
  const setup = squareField(machine, { fieldMm: 50, ssdMm: 940 });
  return { ...setup, isocentreMm: [xMm, 0, 0], sourceMm: [xMm, -1000, 0] };
}
