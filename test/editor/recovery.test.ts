import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workbench } from './workbench.ts';
import { openPreview, useWorkbench } from './workbench.ts';

const isodoses = '[data-plane="axial"] [data-part="isodose"]';

describe('what dies in mid-work, in a real VS Code', function () {
  this.timeout(240_000);

  const workbench = useWorkbench(() => ({
    plan: 'recovering.rtplan',
    hand: true,
    // Long enough to be caught at work, on fast machines too.
    furnish: (workspace) => copyFileSync('test/editor/plans/ball-fine.rtplan', join(workspace, 'recovering.rtplan')),
    settings: {
      'dosewright.quickPreview': false,
      'editor.quickSuggestions': { other: 'off' },
      'editor.suggestOnTriggerCharacters': false,
    },
  }));
  const status = (words: string | RegExp) => workbench().page.locator('.statusbar-item', { hasText: words });
  const quality = (is: string) =>
    workbench().preview.locator('.quality', { hasText: new RegExp(`^${is.replace('·', '\\u00b7')}$`) });

  it('a language server that is killed comes back, with what it and the run had found', async () => {
    const { hand, preview } = workbench();
    // Once the hand is there the session is started anew, which would end a run.
    await hand('held');
    await openPreview(workbench());
    await quality('Final').waitFor({ timeout: 180_000 });
    await until(async () => (await codes(workbench())).includes('RT6002'), 'the goal that is missed is a diagnostic');
    const before = await codes(workbench());
    const [server, ...others] = await hand('languageServers');
    assert.deepEqual(others, []);
    process.kill(server, 'SIGKILL');
    await until(async () => {
      const [next] = await hand('languageServers');
      return next !== undefined && next !== server;
    }, 'another language server is at work');
    await type(workbench(), 'target PTV = GTV', ' + GTX');
    await until(async () => (await codes(workbench())).some((code) => code.startsWith('RT1')), 'the mistake is found');
    await preview.getByText('Not up to date').first().waitFor();
    await erase(workbench(), ' + GTX');
    // The findings of the run are those of the text again, and are there although the server that was told has died.
    await until(async () => (await codes(workbench())).join() === before.join(), `diagnostics are ${before.join()}`);
    await preview.getByText('Not up to date').waitFor({ state: 'detached' });
    assert.equal(await quality('Final').count(), 1);
  });

  it('findings of a run are published again by themselves', async () => {
    const { hand } = workbench();
    const before = await codes(workbench());
    assert.ok(before.includes('RT6002'));
    const [server] = await hand('languageServers');
    process.kill(server, 'SIGKILL');
    await until(async () => {
      const [next] = await hand('languageServers');
      return next !== undefined && next !== server;
    }, 'another language server is at work');
    // The new server publishes what it knows of the text alone, and what the run found when it is told.
    await new Promise((later) => setTimeout(later, 3000));
    await until(async () => (await codes(workbench())).join() === before.join(), `diagnostics are ${before.join()}`);
  });

  it('a dose whose language server dies in mid-run is finished and shown', async () => {
    const { hand, preview } = workbench();
    await turn(workbench(), '3 deg');
    await preview.locator('.progress-words', { hasText: 'Computing' }).waitFor();
    const [server] = await hand('languageServers');
    process.kill(server, 'SIGKILL');
    await quality('Final').waitFor({ timeout: 180_000 });
    await status(/of \d goals met/).waitFor();
    await until(async () => (await codes(workbench())).includes('RT6002'), 'its findings are published');
  });

  for (const [what, act, words] of [
    ['the engine’s thread', 'endSessionThread', /The engine's thread ended with code 1\. Run again/],
    ['a dose thread', 'endDoseThread', /A dose thread ended before its work was done.*Run again/],
  ] as const) {
    it(`${what} that ends in mid-run: the run fails in words, the picture is out of date, the next run is whole`, async () => {
      const { hand, preview } = workbench();
      await turn(workbench(), act === 'endDoseThread' ? '11 deg' : '8 deg');
      await preview.locator('.progress-words', { hasText: 'Computing dose' }).waitFor({ timeout: 60_000 });
      await hand(act);
      await preview.locator('.failure', { hasText: words }).waitFor();
      await preview.getByText('Not up to date: The last run failed.').waitFor();
      await quality('Out of date · Final').waitFor();
      assert.ok((await preview.locator(isodoses).count()) >= 3, 'the old picture stays');
      await lookAtText(workbench());
      await status('Plan not computed').waitFor();
      assert.equal(await workbench().editor.getByText('✓').count(), 0);

      await preview.getByRole('button', { name: 'Recompute' }).click();
      await quality('Final').waitFor({ timeout: 180_000 });
      assert.equal(await preview.locator('.failure').count(), 0);
      await lookAtText(workbench());
      await status(/of \d goals met/).waitFor();
    });
  }

  it('the engine’s thread that ends idle is started anew with the next run', async () => {
    const { hand } = workbench();
    await hand('endSessionThread');
    const computed = await hand('runCommand', 'dosewright.compute', 'recovering.rtplan');
    assert.equal((computed as { computed: boolean }).computed, true, JSON.stringify(computed));
  });
});

async function codes({ hand }: Workbench): Promise<string[]> {
  return (await hand('diagnostics', 'recovering.rtplan')).map(({ code }) => code).sort();
}

async function type({ editor, page }: Workbench, line: string, text: string): Promise<void> {
  await editor.locator('.view-line', { hasText: line }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(text);
}

/** The status bar is about the editor that has the focus. */
async function lookAtText({ editor }: Workbench): Promise<void> {
  await editor.locator('.view-line', { hasText: 'machine' }).click();
}

async function erase({ page }: Workbench, text: string): Promise<void> {
  for (let i = 0; i < text.length; i++) await page.keyboard.press('Backspace');
}

/** Beams that no run before has computed. */
async function turn({ editor, page }: Workbench, by: string): Promise<void> {
  const line = editor.locator('.view-line', { hasText: 'arrange' });
  const text = ((await line.textContent()) ?? '').replace(/\u00a0/g, ' ');
  const angle = /from (\d+ deg)/.exec(text)![1];
  await line.click();
  await page.keyboard.press('End');
  for (let i = 0; i < angle.length; i++) await page.keyboard.press('Backspace');
  await page.keyboard.type(by);
}

async function until(isSo: () => Promise<boolean>, what: string, ms = 60_000): Promise<void> {
  const limit = Date.now() + ms;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error(`not within ${ms / 1000} s: ${what}`);
    await new Promise((later) => setTimeout(later, 100));
  }
}
