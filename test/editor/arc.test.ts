import { openPreview, useWorkbench } from './workbench.ts';

describe('the beam’s-eye view of an arc, in a real VS Code', function () {
  this.timeout(240_000);

  const workbench = useWorkbench(() => ({ plan: 'arc.rtplan' }));
  const header = (words: string) => workbench().preview.locator('.eye [data-part="header"]', { hasText: words });

  it('shows the whole turn with its sense, then the opening at each control point', async () => {
    await openPreview(workbench());
    const { preview, screenshot } = workbench();
    await header('gantry 181° → 179° cw').waitFor({ timeout: 120_000 });
    await preview.locator('.status').getByText('Final', { exact: true }).waitFor({ timeout: 180_000 });
    await preview.locator('.eye-picture').focus();
    await preview.locator('.eye-picture').press('ArrowRight');
    await header('gantry 183°').waitFor();
    await preview.locator('.eye [data-part="opening"]').first().waitFor();
    await screenshot('arc-dark');
  });

  it('in a light theme', async () => {
    const { preview, runCommand, screenshot } = workbench();
    await preview.getByRole('button', { name: 'Maximise the view' }).click();
    await runCommand('Preferences: Toggle between Light/Dark Themes');
    await preview.locator('body[data-vscode-theme-kind="vscode-light"]').waitFor();
    await screenshot('arc-light');
  });
});
