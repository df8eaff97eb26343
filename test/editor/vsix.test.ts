import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { skipOrFail } from '../support/shared-data.ts';
import { whyNoHost } from './host.ts';
import { openWorkbench } from './workbench.ts';

const vsce = 'node_modules/@vscode/vsce/vsce';
const vsix = resolve('out/test/dosewright.vsix');

describe('the packaged extension', function () {
  this.timeout(300_000);

  before(() => {
    mkdirSync('out/test', { recursive: true });
    const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix];
    execFileSync(process.execPath, [vsce, 'package', ...options], { stdio: 'pipe' });
  });

  it('holds what runs, the examples and the documents, and nothing else', () => {
    const listed = execFileSync(process.execPath, [vsce, 'ls', '--no-dependencies'], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const roots = new Set(listed.map((path) => path.split('/')[0]));
    assert.deepEqual([...roots].sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'examples',
      'package.json',
      'syntaxes',
      'walkthrough',
    ]);
    for (const bundle of ['extension', 'server', 'session-worker', 'dose-worker'])
      assert.ok(listed.includes(`dist/${bundle}.cjs`));
  });

  it('is smaller than 15 MB', () => {
    assert.ok(statSync(vsix).size < 15e6, `${statSync(vsix).size} bytes`);
  });

  // How long an activation takes is for `npm run bench -- activation` to say; it grows with what is loaded.
  it('starts with less than 1.5 MB of code', () => {
    const { size } = statSync('dist/extension.cjs');
    assert.ok(size < 1.5e6, `${size} bytes`);
  });

  it('installs into a real VS Code and previews the flagship', async function () {
    const missing = whyNoHost();
    if (missing) skipOrFail(this, missing);
    const workbench = await openWorkbench({ plan: 'oropharynx.rtplan', vsix });
    try {
      await workbench.runCommand('Dosewright: Open Preview to the Side');
      const label = workbench.preview.locator('[data-plane="axial"] [data-part="isodose-label"]').first();
      await label.waitFor({ timeout: 180_000 });
      await workbench.page.locator('.statusbar-item', { hasText: 'goals met' }).waitFor();
      await workbench.screenshot('installed-flagship');
    } finally {
      await workbench.close();
    }
  });
});
