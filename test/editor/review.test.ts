import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitInto } from '../support/git.ts';
import { useWorkbench } from './workbench.ts';

/** The plan is committed, and then gets a tenth more dose. */
function commitAndChange(workspace: string): void {
  commitInto(workspace, 'ball.rtplan');
  const file = join(workspace, 'ball.rtplan');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('50 Gy', '55 Gy'));
}

describe('the changes of a plan, in a real VS Code', function () {
  this.timeout(240_000);

  describe('with its source control', () => {
    const workbench = useWorkbench(() => ({
      plan: 'ball.rtplan',
      furnish: commitAndChange,
      settings: { 'git.enabled': true, 'git.autofetch': false, 'scm.alwaysShowRepositories': false },
    }));

    it('are reviewed beside the text diff, from the source-control view and from the diff', async () => {
      const { page } = workbench();
      await page.locator('.statusbar-item', { hasText: 'Plan' }).first().waitFor();
      await page.keyboard.press('Control+Shift+G');
      const changed = page.locator('.scm-view .monaco-list-row', { hasText: 'ball.rtplan' }).first();
      await changed.click();
      await page.locator('.monaco-diff-editor').first().waitFor();
      await changed.click({ button: 'right' });
      await page.locator('.context-view .action-label', { hasText: 'Review Changes' }).first().click();
      const review = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
      await review.getByRole('heading', { name: /HEAD:ball.rtplan → ball.rtplan/ }).waitFor({ timeout: 120_000 });
      assert.match(await review.locator('body').innerText(), /\+ *PTV +55 Gy/);
      await review.getByRole('heading', { name: /^Regions/ }).waitFor();
      const ptv = await review.locator('tr', { hasText: 'PTV' }).last().innerText();
      assert.match(ptv, /50\.0 → 55\.0/, ptv);
      await review.getByText('not for clinical use').waitFor();
      assert.equal(await page.locator('.monaco-diff-editor').count(), 1, 'the text diff stays in view');
      // A title shows its actions where the focus is.
      await page.locator('.monaco-diff-editor .editor.modified .view-line', { hasText: 'machine' }).click();
      await page.locator('.editor-actions .action-label[aria-label*="Review Changes"]').first().waitFor();
      await workbench().screenshot('review-beside-diff');
    });
  });

  describe('without the editor’s git extension', () => {
    const workbench = useWorkbench(() => ({
      plan: 'ball.rtplan',
      hand: true,
      furnish: (workspace) => {
        commitAndChange(workspace);
        writeFileSync(join(workspace, 'new.rtplan'), readFileSync('test/editor/plans/ball.rtplan', 'utf8'));
      },
    }));
    const review = (file: string) => workbench().hand('runCommand', 'dosewright.reviewChanges', file);

    it('are reviewed all the same', async () => {
      const words = String(await review('ball.rtplan'));
      assert.match(words, /^## HEAD:ball\.rtplan → ball\.rtplan$/m);
      assert.match(words, /^\| PTV \| .*50\.0 → 55\.0/m);
      assert.doesNotMatch(words, /Why there is no dose/);
    });

    it('are told without doses where the plan has none now, and why', async () => {
      const file = join(workbench().workspace, 'ball.rtplan');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace('PTV 55 Gy', 'PTV 55'));
      const words = String(await review('ball.rtplan'));
      writeFileSync(file, text);
      assert.match(words, /Doses are not compared/);
      assert.match(words, /### Why there is no dose[^]*RT\d{4}/);
      assert.doesNotMatch(words, /…$/m);
    });

    it('are refused in words where there is nothing to compare with', async () => {
      const { page } = workbench();
      assert.equal(await review('new.rtplan'), null);
      const words = /The changes cannot be reviewed\..*cannot be read from revision HEAD/s;
      await workbench().hand('runCommand', 'notifications.showList');
      await page.locator('.notifications-center .notification-list-item-message', { hasText: words }).waitFor();
    });
  });
});
