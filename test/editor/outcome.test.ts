import assert from 'node:assert/strict';
import { openPreview, useWorkbench } from './workbench.ts';

describe('the outcome of a plan, in a real VS Code', function () {
  this.timeout(240_000);

  const workbench = useWorkbench(() => ({ plan: 'hypoxia.rtplan' }));

  it('stands in the scoreboard: TCP, NTCP and P+ with interval and model, notes and citations whole', async () => {
    const { preview } = workbench();
    await openPreview(workbench());
    await preview.locator('.status').getByText('Final', { exact: true }).waitFor({ timeout: 180_000 });
    const cells = await preview
      .locator('.outcome tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')));
    const [, , tcp, interval, model] = cells.find(([region, what]) => region === 'GTV' && what === 'TCP')!;
    assert.match(tcp, /^\d+\.\d %$/);
    assert.match(interval, /^\d+\.\d to \d+\.\d %$/);
    assert.match(model, /^Poisson LQ.*oxygen from uptake, reoxygenation \[1\]$/);
    assert.match(cells.find(([region]) => region === 'Esophagus')![3], /^\d+\.\d to \d+\.\d %$/);
    assert.equal(cells.find(([region]) => region === 'Parotid_L')![3], 'no interval available');
    assert.match(cells.find(([region]) => region === 'Plan')![1], /^P\+$/);
    const below = await preview.locator('.outcome-notes p').allTextContents();
    for (const citation of [/^\[1\] Webb S, .*Toma-Dasu/, /Belderbos/, /Dijkema/, /Burman/])
      assert.ok(
        below.some((line) => citation.test(line)),
        below.join('\n'),
      );
    assert.ok(below.some((line) => /^GTV TCP: Carcinoma alpha ± 1 SE/.test(line)));
  });

  it('is read in both themes', async () => {
    const { preview } = workbench();
    await preview.locator('.outcome').scrollIntoViewIfNeeded();
    await workbench().screenshot('outcome-dark');
    await preview.locator('.outcome-notes').scrollIntoViewIfNeeded();
    await workbench().runCommand('Preferences: Toggle between Light/Dark Themes');
    await preview.locator('body[data-vscode-theme-kind="vscode-light"]').waitFor();
    await workbench().screenshot('outcome-light');
  });
});
