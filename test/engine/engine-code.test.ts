import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineCodeHash } from '../../src/engine/engine-code.ts';

describe('the hash of the code that computes dose', () => {
  const files = ['cli.cjs', 'dose-kernels-relaxed.wasm', 'dose-kernels.wasm', 'dose-worker.cjs', 'resvg.wasm', 'session-worker.cjs']; // prettier-ignore
  let root: string;
  before(() => (root = mkdtempSync(join(tmpdir(), 'engine-code-'))));
  after(() => rmSync(root, { recursive: true }));

  const hashWith = (changed?: string): string => {
    const folder = join(root, changed ?? 'none');
    mkdirSync(folder, { recursive: true });
    for (const name of files) writeFileSync(join(folder, name), name === changed ? 'changed' : 'as it was');
    return engineCodeHash(folder);
  };

  it('changes with the kernels, with the threads that run them and with the one that prepares them, and with nothing else', () => {
    const changing = files.filter((name) => hashWith(name) !== hashWith());
    assert.deepEqual(changing, ['dose-kernels-relaxed.wasm', 'dose-kernels.wasm', 'dose-worker.cjs', 'session-worker.cjs']); // prettier-ignore
  });
});
