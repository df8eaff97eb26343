import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useWorkbench } from './workbench.ts';

const cycles = 50;
/** By then everything that is kept for good is there: code, threads, caches. */
const settled = 10;
const megabyte = 2 ** 20;

describe('fifty plans and previews, opened and closed, in a real VS Code', function () {
  this.timeout(500_000);

  const workbench = useWorkbench(() => ({
    plan: 'ball.rtplan',
    hand: true,
    furnish: (workspace) => {
      // Each is a plan of its own for the editor, and the same for the engine, which keeps doses on purpose.
      const text = readFileSync('test/editor/plans/ball.rtplan', 'utf8').replace('grid = 5 mm', 'grid = 2.5 mm');
      for (let cycle = 1; cycle <= cycles; cycle++) writeFileSync(join(workspace, `cycle-${cycle}.rtplan`), text);
    },
    settings: { 'dosewright.quickPreview': false },
  }));

  it('leave no panel, thread, process or memory behind', async () => {
    const { hand, preview } = workbench();
    await hand('runCommand', 'workbench.action.closeAllEditors');
    let early: Awaited<ReturnType<typeof hand<'held'>>> | undefined;
    for (let cycle = 1; cycle <= cycles; cycle++) {
      const file = `cycle-${cycle}.rtplan`;
      await hand('show', file);
      await hand('runCommand', 'dosewright.openPreview', file);
      await preview.locator('.quality', { hasText: /^Final$/ }).waitFor({ timeout: 90_000 });
      await hand('runCommand', 'workbench.action.closeAllEditors');
      await workbench().page.locator('iframe.webview').waitFor({ state: 'detached' });
      if (cycle === settled) early = await hand('held');
    }
    const late = await hand('held');
    const said = JSON.stringify({ early, late });
    assert.ok(early);
    assert.equal(late.tabs, 0, said);
    assert.equal(late.processes, early.processes, said);
    assert.ok(late.threads <= early.threads + 1, said);
    assert.ok(late.documents <= early.documents + 2, said);
    // The images and doses of one of these plans are three megabytes: forty of them would be a hundred.
    assert.ok(late.heapUsed - early.heapUsed < 12 * megabyte, said);
    assert.ok(late.external - early.external < 20 * megabyte, said);
    assert.ok(late.rss - early.rss < 80 * megabyte, said);
    console.log(`      held after ${settled} and after ${cycles}: ${said}`);
  });
});
