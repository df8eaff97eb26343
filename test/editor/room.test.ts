import { openPreview, useWorkbench } from './workbench.ts';

describe('the 3D view, in a real VS Code', function () {
  this.timeout(300_000);

  const workbench = useWorkbench(() => ({ plan: 'four-field-box.rtplan' }));
  const drawn = () => workbench().preview.locator('.room[aria-busy="false"] canvas').waitFor({ timeout: 120_000 });
  const titled = (words: string) =>
    workbench().preview.locator(`.room svg[aria-label*="${words}"]`).waitFor({ timeout: 60_000 });

  it('draws patient, isodoses and beams under the webview’s own content policy', async () => {
    await openPreview(workbench());
    const { preview, screenshot } = workbench();
    await preview.locator('.status').getByText('Final', { exact: true }).waitFor({ timeout: 180_000 });
    await preview.getByRole('tab', { name: '3D' }).click();
    await drawn();
    await titled('isodose 95 %');
    await preview.locator('.room [data-part="beam-name"]').first().waitFor();
    await screenshot('room-dark');
  });

  it('follows the text’s cursor to a beam, and leads from what is chosen to its line', async () => {
    const { editor, page, preview } = workbench();
    await editor.locator('.view-line', { hasText: 'arrange 4 beams' }).click();
    await preview.locator('.room [data-part="beam-name"][font-weight="600"]').waitFor();
    await page.keyboard.press('Control+Home');
    await page.locator('.statusbar-item', { hasText: 'Ln 1,' }).waitFor();
    await preview.locator('.room-picture').press('Enter');
    await page.locator('.statusbar-item', { hasText: 'Ln 1,' }).waitFor({ state: 'detached' });
  });

  it('fills the preview in a light theme, turned by keys', async () => {
    const { preview, runCommand, screenshot } = workbench();
    await preview.getByRole('button', { name: 'Maximise the view' }).click();
    await runCommand('Preferences: Toggle between Light/Dark Themes');
    await preview.locator('body[data-vscode-theme-kind="vscode-light"]').waitFor();
    await preview.locator('.room-picture').press('2');
    await titled('seen from the patient’s left');
    await preview.locator('.room-picture').press('Shift+ArrowUp');
    await preview.locator('.room-picture').press('r');
    await titled('isodose 95 %');
    await screenshot('room-light');
  });
});
