import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPreview, useWorkbench } from './workbench.ts';

const arrange = 'arrange 4 beams every 90 deg from 0 deg';
const beams = ['AP', 'Left'].map((name, n) => `beam ${name} { gantry = ${90 * n} deg }`).join('\n  ');

describe('the beam’s-eye view, in a real VS Code', function () {
  this.timeout(240_000);

  const workbench = useWorkbench(() => ({
    plan: 'two-beams.rtplan',
    furnish: (folder) => {
      const text = readFileSync(join(folder, 'four-field-box.rtplan'), 'utf8');
      assert.ok(text.includes(arrange));
      writeFileSync(join(folder, 'two-beams.rtplan'), text.replace(arrange, beams));
    },
  }));
  const angle = (degrees: number) =>
    workbench().preview.locator('.eye [data-part="header"]', { hasText: `gantry ${degrees}°` });

  it('shows the opening, leaves and jaws of the first beam with the anatomy around them', async () => {
    await openPreview(workbench());
    const { preview } = workbench();
    await preview.locator('.eye [data-part="opening"]').waitFor({ timeout: 120_000 });
    await angle(0).waitFor();
    assert.equal(await preview.locator('.eye [data-part="jaw"]').count(), 4);
    assert.ok((await preview.locator('.eye [data-part="region"]').count()) >= 5);
    await preview.locator('.status').getByText('Final', { exact: true }).waitFor({ timeout: 120_000 });
    await workbench().screenshot('beam-dark');
  });

  it('turns to the beam that the cursor stands on, and back', async () => {
    const { editor } = workbench();
    await editor.locator('.view-line', { hasText: 'beam Left' }).click();
    await angle(90).waitFor();
    await editor.locator('.view-line', { hasText: 'beam AP' }).click();
    await angle(0).waitFor();
  });

  it('leads from the beam to its line', async () => {
    const { preview, page } = workbench();
    await preview.locator('.eye-picture').focus();
    await preview.locator('.eye-picture').press('PageDown');
    await angle(90).waitFor();
    await preview.locator('.eye-picture').press('Enter');
    const line = readLine('beam Left');
    await page.locator('.statusbar-item', { hasText: `Ln ${line},` }).waitFor();
  });

  it('fills the preview in a light theme', async () => {
    const { preview, runCommand, screenshot } = workbench();
    await preview.getByRole('button', { name: 'Maximise the view' }).click();
    await runCommand('Preferences: Toggle between Light/Dark Themes');
    await preview.locator('body[data-vscode-theme-kind="vscode-light"]').waitFor();
    await preview.locator('.eye [data-part="orientation"]', { hasText: 'P' }).waitFor();
    await screenshot('beam-light');
  });
});

/** 1-based line of the plan that holds some words. */
function readLine(words: string): number {
  const text = readFileSync('examples/four-field-box.rtplan', 'utf8').replace(arrange, beams);
  return text.split('\n').findIndex((line) => line.includes(words)) + 1;
}
