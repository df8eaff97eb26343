import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createSession, type RunOutcome, type Session } from '../../src/engine/session.ts';
import { analyse } from '../../src/language/analyse.ts';
import { buildBundles } from '../support/bundles.ts';

const file = fileURLToPath(new URL('../editor/plans/ball.rtplan', import.meta.url));
const { plan } = analyse({ file, text: readFileSync(file, 'utf8') }, () => undefined);

describe('a session whose settings change', function () {
  this.timeout(120_000);
  const folders = ['first', 'second'].map((name) => mkdtempSync(join(tmpdir(), `dosewright-${name}-`)));
  const [first, second] = folders.map((folder) => ({ folder, limitBytes: 1e9 }));
  const kept = (folder: string): number => readdirSync(folder, { recursive: true }).length;
  /** How many threads each run was asked to use. */
  const threads: number[] = [];
  const started = new Set<Worker>();
  const { postMessage } = Worker.prototype;
  let session: Session;
  before(() => {
    buildBundles('session-worker.cjs', 'dose-worker.cjs');
    Worker.prototype.postMessage = function (this: Worker, message: { task?: string; threads?: number }) {
      if (message.task === 'run') {
        threads.push(message.threads!);
        started.add(this);
      }
      postMessage.call(this, message);
    };
    session = createSession({ threads: 1, disk: first });
  });
  after(async () => {
    Worker.prototype.postMessage = postMessage;
    await session.dispose();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  const run = (onProgress: (stage: string) => void = () => undefined): Promise<RunOutcome> =>
    session.run(plan!, { baseFolder: '.', onProgress: ({ stage }) => onProgress(stage) });

  it('ends the run under way with its result, and takes them for the next', async () => {
    let changed = false;
    const outcome = await run((stage) => {
      if (changed || !stage.startsWith('Computing')) return;
      changed = true;
      session.configure({ threads: 2, disk: first });
    });
    assert.ok(changed, 'the setting was not changed in mid-run');
    assert.equal(outcome.kind, 'result', JSON.stringify(outcome).slice(0, 300));
    assert.equal((await run()).kind, 'result');
    assert.deepEqual(threads, [1, 2]);
    assert.equal(started.size, 1, 'what the thread has worked out is still there');
  });

  it('starts its thread anew for another cache, between two runs, once it has brought to disk what it had', async () => {
    let changed = false;
    const outcome = await run((stage) => {
      if (changed) return;
      changed = true;
      assert.notEqual(stage, '');
      session.configure({ threads: 2, disk: second });
    });
    assert.equal(outcome.kind, 'result');
    assert.equal((await run()).kind, 'result');
    assert.equal(started.size, 2);
    assert.ok(kept(first.folder) > 0);
    await session.dispose();
    assert.ok(kept(second.folder) > 0);
  });
});
