import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedData } from '../support/shared-data.ts';

describe('the kernel fit', function () {
  this.timeout(60_000);

  it('gives the committed coefficients again from the Monte Carlo kernels, with residuals under 0.3 % of each component’s energy', function () {
    const kernels = sharedData('reference/photon', this);
    const out = mkdtempSync(join(tmpdir(), 'fit-kernels-'));
    try {
      const root = fileURLToPath(new URL('../../', import.meta.url));
      const printed = execFileSync(process.execPath, ['--import=tsx', 'tools/fit-kernels.ts', kernels, out + '/'], {
        cwd: root,
        encoding: 'utf8',
      });
      assert.match(printed, /scatterRms/);
      const names = [6, 10, 15].flatMap((mv) => [`kernel-${mv}mv.json`, `spectrum-${mv}mv.json`]);
      for (const name of [...names, 'attenuation.json', 'energy-shares.json']) {
        const made = JSON.parse(readFileSync(join(out, name), 'utf8'));
        assert.deepEqual(made, JSON.parse(readFileSync(join(root, 'src/physics/data', name), 'utf8')), name);
        for (const group of made.groups ?? []) assert.ok(group.residuals.scatterRms < 0.002);
      }
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});
