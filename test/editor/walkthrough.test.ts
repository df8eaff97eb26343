import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { useWorkbench } from './workbench.ts';

/** The pictures of the walkthrough are those that this test takes, where it is asked to. */
const takesPictures = process.env['DOSEWRIGHT_TAKE_PICTURES'] === '1';

describe('the walkthrough and the Test Explorer, in a real VS Code', function () {
  this.timeout(400_000);

  for (const theme of ['dark', 'light'] as const) {
    describe(`in ${theme}`, () => {
      const workbench = useWorkbench(() => ({
        plan: 'ball.rtplan',
        settings: { 'workbench.colorTheme': theme === 'dark' ? 'Default Dark Modern' : 'Default Light Modern' },
      }));

      it('is finished by who does what its steps say', async () => {
        const { page, preview, runCommand, screenshot } = workbench();
        const steps = page.locator('.getting-started-step');
        const isDone = (n: number) => steps.nth(n).locator('.codicon-getting-started-step-checked.complete').waitFor();
        const press = async (n: number, name: string): Promise<void> => {
          await runCommand('Dosewright: Open Walkthrough');
          await steps.nth(n).click();
          await page.locator('.getting-started-step.expanded').getByRole('button', { name }).click();
        };
        const picture = async (name: string): Promise<void> => {
          await screenshot(`walkthrough-${name}-${theme}`);
          if (!takesPictures) return;
          mkdirSync('walkthrough', { recursive: true });
          await page.screenshot({ path: `walkthrough/${name}-${theme}.png`, scale: 'css', clip: clips[name] });
        };

        await page.locator('.statusbar-item', { hasText: 'Plan' }).first().waitFor();
        await runCommand('Dosewright: Open Walkthrough');
        await steps.first().waitFor();
        assert.equal(await steps.count(), 5);
        await screenshot(`walkthrough-page-${theme}`);

        await press(0, 'Open the Plan');
        await page.locator('.view-line', { hasText: 'let core = 68 Gy' }).first().waitFor();
        await picture('open');

        await press(1, 'Open the Preview');
        await preview.locator('.status').getByText('Final', { exact: true }).waitFor({ timeout: 240_000 });
        await picture('preview');

        await press(2, 'Test the Plan');
        const item = (text: string) => page.locator('.test-explorer .monaco-list-row', { hasText: text }).first();
        await item('what the core gets pays').waitFor({ timeout: 240_000 });
        await page.locator('.test-explorer .codicon-testing-failed-icon').first().waitFor({ timeout: 240_000 });
        await picture('test');

        await press(3, 'Go to the Plan');
        await page
          .locator('.view-line', { hasText: 'let core = 68 Gy' })
          .first()
          .click({ position: { x: 5, y: 5 } });
        await page.keyboard.press('Home');
        for (let i = 0; i < 'let core = '.length; i++) await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Delete');
        await page.keyboard.type('7');
        await page.locator('.statusbar-item', { hasText: '3 of 3 goals met' }).waitFor({ timeout: 240_000 });
        await runCommand('View: Close Primary Side Bar');
        await page
          .locator('.view-line', { hasText: 'let core = 78 Gy' })
          .first()
          .click({ position: { x: 5, y: 5 } });
        await page.keyboard.press('Control+End');
        for (let line = 0; line < 18; line++) await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Home');
        await page.locator('.view-line', { hasText: 'GTV  TCP' }).first().waitFor();
        await picture('individualise');

        await press(4, 'Test the Plan');
        await page
          .locator('.test-explorer .codicon-testing-failed-icon')
          .first()
          .waitFor({ state: 'detached', timeout: 240_000 });
        await picture('prove');

        await runCommand('Dosewright: Open Walkthrough');
        for (let n = 0; n < 5; n++) await isDone(n);
        await screenshot(`walkthrough-done-${theme}`);
      });
    });
  }
});

const clips: Record<string, { x: number; y: number; width: number; height: number }> = {
  open: { x: 0, y: 0, width: 900, height: 600 },
  preview: { x: 0, y: 0, width: 1600, height: 1000 },
  test: { x: 0, y: 0, width: 900, height: 600 },
  individualise: { x: 0, y: 0, width: 900, height: 600 },
  prove: { x: 0, y: 0, width: 900, height: 600 },
};
