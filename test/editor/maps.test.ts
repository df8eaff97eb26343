import assert from 'node:assert/strict';
import { mapNames, mapOverlay, mapWords } from '../../src/preview/map-names.ts';
import { openPreview, useWorkbench } from './workbench.ts';

describe('the biology of a plan as an overlay, in a real VS Code', function () {
  this.timeout(240_000);

  const workbench = useWorkbench(() => ({ plan: 'hypoxia.rtplan' }));

  it('is computed when it is chosen, and says what it shows', async () => {
    const { preview } = workbench();
    await openPreview(workbench());
    await preview.locator('.status').getByText('Final', { exact: true }).waitFor({ timeout: 180_000 });
    for (const theme of ['dark', 'light']) {
      if (theme === 'light') {
        await workbench().runCommand('Preferences: Toggle between Light/Dark Themes');
        await preview.locator('body[data-vscode-theme-kind="vscode-light"]').waitFor();
      }
      for (const name of mapNames) {
        await preview.locator('.field-overlay vscode-dropdown').click();
        await preview.locator(`.field-overlay vscode-option[value="${mapOverlay(name)}"]`).click();
        const header = preview.locator('.slice-axial [data-part="header"]', { hasText: mapWords[name].title });
        await header.first().waitFor({ timeout: 60_000 });
        const readout = await preview.locator('.slice-axial [data-part="readout"]').textContent();
        // The crosshair stands in the target, where the plan says everything of its biology.
        assert.match(readout ?? '', new RegExp(`${mapWords[name].title} −?\\d`));
        await workbench().screenshot(`map-${name}-${theme}`);
      }
    }
    await preview.locator('.field-overlay vscode-dropdown').click();
    await preview.locator('.field-overlay vscode-option[value=""]').click();
    await preview.locator('.slice-axial [data-part="colour-bar-level"]').first().waitFor({ state: 'attached' });
  });
});
