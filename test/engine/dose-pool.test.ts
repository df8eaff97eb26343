import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distFolder } from '../../src/engine/dist-folder.ts';
import { createDosePool } from '../../src/engine/dose-pool.ts';
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

  it('fails as "worker-failed" where a thread meets an error it can report', async () => {
    const made = pool(1);
    const broken = { setups: beams[0].setups, machine: { ...machine, beamQuality: 'no such quality' as 'mohan6MV' } };
    const outcome = await made.beamDoses(medium, [broken], { cones });
    assert.equal(outcome.kind, 'failed');
    if (outcome.kind === 'failed') assert.equal(outcome.reason, 'worker-failed');
    assert.equal((await made.beamDoses(medium, beams.slice(0, 1), { cones })).kind, 'doses');
  });
});

function shifted(xMm: number): BeamSetup {
  const setup = squareField(machine, { fieldMm: 50, ssdMm: 940 });
  return { ...setup, isocentreMm: [xMm, 0, 0], sourceMm: [xMm, -1000, 0] };
}
