import assert from 'node:assert/strict';
import { openPreview, useWorkbench } from './workbench.ts';

describe('a plan whose beams are optimised, in a real VS Code', function () {
  this.timeout(300_000);

  const workbench = useWorkbench(() => ({ plan: 'painted.rtplan' }));

  it('shows the painted dose, its goals and outcome, once segments are found', async () => {
    const { page, preview } = workbench();
    await openPreview(workbench());
    await preview.locator('.status', { hasText: 'Optimising' }).first().waitFor({ timeout: 120_000 });
    // The objective as it falls.
    await preview.locator('.objective [data-part="objective"][data-of="apertures"]').waitFor({ timeout: 120_000 });
    await workbench().screenshot('optimising-dark');
    await preview.locator('.status').getByText('Final', { exact: true }).waitFor({ timeout: 240_000 });
    await page.locator('.statusbar-item', { hasText: '9 of 9 goals met' }).waitFor();
    const goals = await preview.locator('.goals').first().innerText();
    assert.match(goals, /QF/);
    await workbench().screenshot('optimised-dark');
    await workbench().runCommand('Preferences: Toggle between Light/Dark Themes');
    await preview.locator('body[data-vscode-theme-kind="vscode-light"]').waitFor();
    await workbench().screenshot('optimised-light');
  });

  it('shows the segments that were found, one by one', async () => {
    const { preview } = workbench();
    const said = preview.locator('.eye-words');
    assert.match(await said.innerText(), /^all \d+ segments · \d+\.\d MU$/);
    await preview.getByRole('button', { name: 'Maximise the view' }).click();
    await workbench().screenshot('fluence-light');
    await preview.locator('.eye-picture').press('ArrowRight');
    await preview.locator('.eye [data-part="opening"][data-segment="0"]').waitFor();
    assert.match(await said.innerText(), /^segment 1 of \d+ · \d+\.\d MU$/);
    await workbench().runCommand('Preferences: Toggle between Light/Dark Themes');
    await preview.locator('body[data-vscode-theme-kind="vscode-dark"]').waitFor();
    await workbench().screenshot('segment-dark');
  });

  it('stands beside its baselines: ladder, difference of dose, both histograms, what each goal gains', async () => {
    const { preview } = workbench();
    await preview.locator('.eye-picture').press('Escape');
    await preview.getByLabel('Compare with').click();
    await preview.getByRole('option', { name: 'Anatomical' }).click();
    await preview.locator('.ladder-chart [data-part="ladder-control"]').nth(3).waitFor({ timeout: 240_000 });
    const rungs = await preview.locator('.ladder-chart [data-part="ladder-rung"]').allTextContents();
    assert.deepEqual(rungs, ['Empirical', 'Protocol', 'Anatomical', 'this plan']);
    assert.equal(await preview.locator('.ladder-tests .failed').count(), 0);
    assert.ok((await preview.locator('.ladder-tests .met').count()) >= 6);
    assert.ok((await preview.locator('.dvh [data-part="dvh-compared"]').count()) > 5);
    assert.match(await preview.locator('.goals thead').first().innerText(), /Anatomical\s+Change/);
    assert.match(await preview.locator('.slice-axial').innerText(), /this plan minus Anatomical/);
    await workbench().screenshot('ladder-dark');
    await workbench().runCommand('Preferences: Toggle between Light/Dark Themes');
    await preview.locator('body[data-vscode-theme-kind="vscode-light"]').waitFor();
    await workbench().screenshot('ladder-light');
  });
});
