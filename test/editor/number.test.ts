import assert from 'node:assert/strict';
import { openPreview, useWorkbench } from './workbench.ts';

describe('a number of the text, changed in the preview, in a real VS Code', function () {
  this.timeout(300_000);

  const workbench = useWorkbench(() => ({ plan: 'ball.rtplan', hand: true }));
  const part = (selector: string) => workbench().preview.locator(selector);
  const slider = () => part('.text-number input[type="range"]');
  const line = (words: string) => workbench().editor.locator('.view-line', { hasText: words }).first();
  const says = async (words: string) => line(words).waitFor({ timeout: 20_000 });

  it('is shown by the slider for it, whose keys edit the text; each is undone by one step', async () => {
    const { page, screenshot } = workbench();
    await openPreview(workbench());
    await part('.status').getByText('Final', { exact: true }).waitFor({ timeout: 120_000 });
    await line('PTV 50 Gy').click();
    await part('.text-number').getByText('Dose of PTV').waitFor();
    await slider().focus();
    await page.keyboard.press('ArrowRight');
    await says('PTV 50.5 Gy');
    await page.keyboard.press('ArrowRight');
    await says('PTV 51 Gy');
    await screenshot('number-dark');
    await line('schedule').click();
    await page.keyboard.press('Control+Z');
    await says('PTV 50.5 Gy');
    await page.keyboard.press('Control+Z');
    await says('PTV 50 Gy');
    await part('.text-number').getByText('Dose of PTV').waitFor();
  });

  it('is dragged as one step to undo, the picture following the text', async () => {
    const { page, screenshot } = workbench();
    const box = (await slider().boundingBox())!;
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, middle);
    await page.mouse.down();
    for (let n = 1; n <= 8; n++) {
      await page.mouse.move(box.x + box.width * (0.5 + 0.04 * n), middle);
      await page.waitForTimeout(40);
    }
    await page.mouse.up();
    await line('PTV 50 Gy').waitFor({ state: 'detached' });
    const field = part('.text-number vscode-text-field');
    const text = await field.evaluate((node) => (node as unknown as { value: string }).value);
    assert.ok(Number(text) > 60 && Number(text) < 75, text);
    await says(`PTV ${text} Gy`);
    await part('.notice-line').getByText('The text has changed').waitFor({ state: 'hidden', timeout: 120_000 });
    await workbench().runCommand('Preferences: Toggle between Light/Dark Themes');
    await part('body[data-vscode-theme-kind="vscode-light"]').waitFor();
    await screenshot('number-light');
    await line('schedule').click();
    await page.keyboard.press('Control+Z');
    await says('PTV 50 Gy');
    await page.keyboard.press('Control+Y');
    await says(`PTV ${text} Gy`);
    await page.keyboard.press('Control+Z');
    await says('PTV 50 Gy');
  });

  it('moves with the text above it, and cannot be changed while the text cannot be read', async () => {
    const { page } = workbench();
    await line('// A ball').click();
    await page.keyboard.press('Home');
    await page.keyboard.type('let b = = 4 Gy');
    await page.keyboard.press('Enter');
    await part('.number-reason').getByText('The text cannot be read at line 1').waitFor();
    assert.equal(await slider().isDisabled(), true);
    await workbench().screenshot('number-blocked');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    for (let n = 0; n < ' = 4 Gy'.length; n++) await page.keyboard.press('Backspace');
    await page.keyboard.type(' 4 Gy');
    // The cursor is at another number now, of the line that was typed.
    await part('.number-label').getByText('b', { exact: true }).waitFor();
    await line('PTV 50 Gy').click();
    await part('.number-label').getByText('Dose of PTV').waitFor();
    await slider().focus();
    await page.keyboard.press('ArrowLeft');
    await says('PTV 49.5 Gy');
  });
});
