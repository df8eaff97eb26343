import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useWorkbench } from './workbench.ts';

describe('the Test Explorer, in a real VS Code', function () {
  this.timeout(240_000);

  const workbench = useWorkbench(() => ({
    plan: 'tested.rtplan',
    hand: true,
    furnish: (workspace) => {
      const text = readFileSync('test/editor/plans/ball-fine.rtplan', 'utf8')
        .replace('9 beams every 40 deg', '4 beams every 90 deg')
        .replace('grid = 1.5 mm', 'grid = 2.5 mm')
        .replace('prefer 1', 'must');
      writeFileSync(join(workspace, 'tested.rtplan'), `${text}\ntest "enough" { assert PTV.mean >= 60 Gy }\n`);
    },
    settings: { 'dosewright.quickPreview': false, 'editor.quickSuggestions': { other: 'off' } },
  }));
  const icons = (name: string) => workbench().page.locator(`.test-explorer .codicon-testing-${name}-icon`);
  const lineOf = (text: string) => workbench().editor.locator('.view-line', { hasText: text }).first();

  it('says at its line what was expected and what came out', async () => {
    const { hand, page } = workbench();
    await hand('held');
    await hand('runCommand', 'dosewright.test', 'tested.rtplan');
    // The file, the goal, the test and its assertion have failed; the other goal holds.
    await icons('failed').nth(3).waitFor();
    assert.equal(await icons('passed').count(), 1);
    const said = page.locator('.test-error-content-widget');
    await said.nth(1).waitFor();
    assert.equal(await said.count(), 2);
    for (const [line, words] of [
      ['Rod mean', /Rod mean = 1\d\.\d Gy != Rod mean ≤ 0\.5 Gy/],
      ['assert PTV', /^\W*(49\.\d|50\.\d) Gy.* != PTV\.mean >= 60 Gy/],
    ] as const) {
      const own = said.filter({ hasText: words });
      const [at, of] = [await own.boundingBox(), await lineOf(line).boundingBox()];
      assert.ok(at && of && Math.abs(at.y + at.height / 2 - (of.y + of.height / 2)) < of.height / 2, line);
    }
    await workbench().screenshot('test-explorer-expected-actual');
  });

  it('marks what was found of a text that has changed', async () => {
    const { page } = workbench();
    const retired = page.locator('.test-explorer .computed-state.retired');
    assert.equal(await retired.count(), 0);
    await lineOf('arrange').click();
    await page.keyboard.press('End');
    for (let i = 0; i < '0 deg'.length; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('5 deg');
    await retired.nth(3).waitFor();
    await workbench().screenshot('test-explorer-stale');
  });
});

describe('a run of the Test Explorer that is cancelled, in a real VS Code', function () {
  this.timeout(240_000);

  const workbench = useWorkbench(() => ({
    plan: 'steered.rtplan',
    hand: true,
    settings: { 'dosewright.quickPreview': false },
  }));
  const states = (name: string) => workbench().page.locator(`.test-explorer .codicon-${name}`);
  const untilOptimising = async (): Promise<void> => {
    const { hand } = workbench();
    for (let tries = 0; !/optimis|fluence|aperture/i.test((await hand('stage')) ?? ''); tries++) {
      assert.ok(tries < 600, `the engine is at "${await hand('stage')}"`);
      await workbench().page.waitForTimeout(100);
    }
  };
  /** By the explorer's button; the run has to end long before beams would be found. */
  const cancel = async (): Promise<void> => {
    await workbench().page.locator('[aria-label^="Cancel Test Run"]').first().click();
    await states('loading').first().waitFor({ state: 'detached', timeout: 10_000 });
  };
  const nothingWasTried = async (): Promise<void> => {
    // The plan and its five goals.
    await states('testing-skipped-icon').nth(5).waitFor();
    for (const name of ['passed', 'failed', 'error'])
      assert.equal(await states(`testing-${name}-icon`).count(), 0, name);
  };

  it('ends at once while beams are optimised, whoever started it, and none of its items has passed', async () => {
    const { hand } = workbench();
    await hand('held');
    const run = hand('runCommand', 'dosewright.test', 'steered.rtplan');
    await untilOptimising();
    await hand('runCommand', 'workbench.view.testing.focus');
    await states('loading').first().waitFor();
    await cancel();
    await run;
    await nothingWasTried();
    await workbench().screenshot('test-explorer-cancelled');

    const own = hand('runCommand', 'testing.runCurrentFile');
    await states('loading').first().waitFor();
    await cancel();
    await own;
    await nothingWasTried();
  });

  it('leaves the session fit for the next run', async () => {
    const { hand } = workbench();
    const computed = (await hand('runCommand', 'dosewright.compute', 'ball.rtplan')) as { computed: boolean };
    assert.equal(computed.computed, true);
  });
});
