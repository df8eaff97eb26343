import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openPreview, useWorkbench } from './workbench.ts';

const isodoses = '[data-plane="axial"] [data-part="isodose"]';

/** The sign that the remarks at the end of each goal's line begin with. */
function remarksOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.view-lines .view-line')].flatMap((line) => {
      const remarks = [...line.querySelectorAll('span')]
        .map((span) => getComputedStyle(span, '::after').content)
        .filter((content) => / Gy/.test(content));
      return remarks.length > 0 ? [remarks[0].replace(/^"(\S+) .*/, '$1')] : [];
    }),
  );
}

describe('preview and final dose, in a real VS Code', function () {
  this.timeout(300_000);

  for (const theme of ['Dark', 'Light']) {
    describe(`in ${theme.toLowerCase()}`, () => {
      const workbench = useWorkbench(() => {
        // One thread, so that the preview can be looked at before the final dose is there.
        const settings = { 'workbench.colorTheme': `Default ${theme} Modern`, 'dosewright.threads': 1 };
        return { plan: 'ball-fine.rtplan', settings };
      });

      it('the preview comes first and says everywhere that it is one; the final dose takes its place', async () => {
        const { page, preview } = workbench();
        const name = (is: string) => preview.locator('.quality', { hasText: new RegExp(`^${is}$`) });
        await openPreview(workbench());

        await name('Preview').waitFor({ timeout: 180_000 });
        const status = preview.locator('.status');
        assert.match(await status.innerText(), /4 mm · 40 cones · ±[\d.]+ % in targets/);
        await preview.locator('.goals', { hasText: '≈ 1 of 2 met in the preview' }).waitFor();
        for (const achieved of await preview.locator('.goals td.achieved').allInnerTexts())
          assert.match(achieved, /^≈ /);
        await preview.locator('.dvh', { hasText: 'of the preview' }).waitFor();
        await preview.locator('.progress-words', { hasText: 'Computing final dose' }).waitFor();
        await preview.getByRole('button', { name: 'Cancel' }).waitFor();
        assert.ok((await preview.locator(isodoses).count()) >= 3);
        await page.waitForFunction(() =>
          [...document.querySelectorAll('.view-lines span')].some((span) =>
            /[✓✗] ≈ /.test(getComputedStyle(span, '::after').content),
          ),
        );
        await workbench().screenshot(`quality-preview-${theme.toLowerCase()}`);

        // Where the reader has gone meanwhile is where the final dose is shown.
        const header = preview.locator('.slice-axial [data-part="header"]').first();
        await preview.locator('.slice-axial').click({ position: { x: 120, y: 140 } });
        await page.keyboard.press('PageUp');
        await header.filter({ hasText: ', 21 of 40' }).waitFor();
        const place = await header.textContent();
        await preview.locator('.slice-axial').evaluate((slice) => {
          const gaps = ((globalThis as { gaps?: number }).gaps = 0);
          new MutationObserver(() => {
            if (!slice.querySelector('[data-part="isodose"]')) (globalThis as { gaps?: number }).gaps = gaps + 1;
          }).observe(slice, { childList: true, subtree: true });
        });

        await name('Final').waitFor({ timeout: 180_000 });
        assert.match(await status.innerText(), /1\.5 mm · \d+ cones · the preview was within [\d.]+ % in targets/);
        assert.equal(await header.textContent(), place);
        const gaps = await preview.locator('body').evaluate(() => (globalThis as { gaps?: number }).gaps);
        assert.equal(gaps, 0, 'isodoses are never gone between the two');
        for (const achieved of await preview.locator('.goals td.achieved').allInnerTexts())
          assert.doesNotMatch(achieved, /≈/);
        await preview.getByRole('button', { name: 'Recompute' }).waitFor();
        await workbench().editor.locator('.view-line', { hasText: 'target PTV' }).click();
        await page.locator('.statusbar-item', { hasText: '1 of 2 goals met' }).waitFor();
        await page.waitForFunction(() =>
          [...document.querySelectorAll('.view-lines span')].every(
            (span) => !getComputedStyle(span, '::after').content.includes('≈'),
          ),
        );
        assert.deepEqual(await remarksOf(page), ['✓', '✗'], 'value first, then its margin');
        await workbench().screenshot(`quality-final-${theme.toLowerCase()}`);
      });

      it('cancelled before its final dose, the preview stays and says that it is no more', async () => {
        const { page, preview } = workbench();
        await workbench().editor.locator('.view-line', { hasText: 'PTV margin 5 mm' }).click();
        await page.keyboard.press('End');
        for (let i = 0; i < '5 mm'.length; i++) await page.keyboard.press('Backspace');
        await page.keyboard.type('7 mm');
        await preview.locator('.quality', { hasText: /^Preview$/ }).waitFor({ timeout: 180_000 });
        await preview.getByRole('button', { name: 'Cancel' }).click();
        await preview.getByText('Preview only: the run was cancelled before its final dose').waitFor();
        await workbench().editor.locator('.view-line', { hasText: 'target PTV' }).click();
        await page.locator('.statusbar-item', { hasText: 'Preview: ≈ 1 of 2 goals met' }).waitFor();
        await preview.getByRole('button', { name: 'Recompute' }).waitFor();
        assert.equal(await preview.getByText('Not up to date').count(), 0);
        await workbench().screenshot(`quality-preview-only-${theme.toLowerCase()}`);
      });
    });
  }
});
