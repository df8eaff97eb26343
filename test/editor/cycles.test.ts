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
    assert.ok(early);
    // A process or thread that ends, and memory that is given back, take their time on a busy machine.
    let late = await hand('held');
    for (let look = 0; look < 10 && !isWithin(late, early); look++) {
      await new Promise((later) => setTimeout(later, 2000));
      late = await hand('held');
    }
    const said = JSON.stringify({ early, late });
    assert.ok(isWithin(late, early), said);
    console.log(`      held after ${settled} and after ${cycles}: ${said}`);
  });
});

interface Held {
  readonly tabs: number;
  readonly processes: number;
  readonly threads: number;
  readonly documents: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
}

/** The images and doses of one of these plans are three megabytes: forty of them would be a hundred. */
function isWithin(late: Held, early: Held): boolean {
  return (
    late.tabs === 0 &&
    late.processes === early.processes &&
    late.threads <= early.threads + 1 &&
    late.documents <= early.documents + 2 &&
    late.heapUsed - early.heapUsed < 12 * megabyte &&
    late.external - early.external < 20 * megabyte &&
    late.rss - early.rss < 80 * megabyte
  );
}
