import assert from 'node:assert/strict';
import { problems, useWorkbench } from './workbench.ts';

describe('evidence, in a real VS Code', function () {
  this.timeout(300_000);

  for (const theme of ['Dark', 'Light']) {
    describe(`in ${theme.toLowerCase()}`, () => {
      const workbench = useWorkbench(() => ({
        plan: 'cited.rtplan',
        settings: { 'workbench.colorTheme': `Default ${theme} Modern`, 'editor.fontSize': 13 },
      }));

      const goToLine = async (line: number, column: number): Promise<void> => {
        const { page } = workbench();
        await page.keyboard.press('Control+G');
        await page.locator('.quick-input-widget input').fill(`:${line}:${column}`);
        await page.keyboard.press('Enter');
      };

      it('a limit for another course is an error, with both values in EQD2', async () => {
        const { page } = workbench();
        await page.locator('.squiggly-error').first().waitFor();
        const found = (await problems(workbench())).join('\n');
        assert.match(found, /30 Gy in 5 fractions is 60\.0 Gy EQD2\[2\]; in 35 fractions it is 21\.4 Gy EQD2\[2\]/);
        await workbench().screenshot(`evidence-course-${theme.toLowerCase()}`);
        await page.keyboard.press('Control+Shift+M');
        await page.keyboard.press('Control+1');
      });

      it('hover over a citation shows the row, the other guidelines and the dose response as a picture', async () => {
        const { page } = workbench();
        await page.locator('.view-line', { hasText: 'Lungs mean' }).getByText('quantec').hover();
        const hover = page.locator('.monaco-hover', { hasText: 'QUANTEC' }).first();
        await hover.waitFor();
        await workbench().screenshot(`evidence-citation-${theme.toLowerCase()}`);
        const image = hover.locator('img').first();
        await image.scrollIntoViewIfNeeded();
        await page.waitForFunction(() => {
          const drawn = document.querySelector<HTMLImageElement>('.monaco-hover img');
          return drawn?.complete === true && drawn.naturalWidth > 0;
        });
        await workbench().screenshot(`evidence-hover-${theme.toLowerCase()}`);
        assert.match(await hover.innerText(), /Side by side/);
        await page.keyboard.press('Escape');
      });

      it('completion offers whole goals, and the search writes one at the cursor', async () => {
        const { page } = workbench();
        await goToLine(37, 1);
        await page.keyboard.type('  Cord');
        await page.keyboard.press('Control+Space');
        await page.locator('.suggest-widget .monaco-list-row', { hasText: 'Cord max <= 50 Gy' }).waitFor();
        await workbench().screenshot(`evidence-completion-${theme.toLowerCase()}`);
        await page.keyboard.press('Escape');
        for (let i = 0; i < 'Cord'.length; i++) await page.keyboard.press('Backspace');
        await workbench().runCommand('Dosewright: Search Evidence');
        await page.locator('.quick-input-widget input').fill('cord quantec conventional');
        const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'SpinalCord max <= 50 Gy' }).first();
        await row.waitFor();
        await workbench().screenshot(`evidence-search-${theme.toLowerCase()}`);
        await row.click();
        await page.locator('.view-line', { hasText: 'Cord max <= 50 Gy must from std.quantec' }).waitFor();
        await page.keyboard.press('Enter');
        await workbench().screenshot(`evidence-written-${theme.toLowerCase()}`);
      });
    });
  }
});
