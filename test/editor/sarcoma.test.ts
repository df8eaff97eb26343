import assert from 'node:assert/strict';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '../support/shared-data.ts';
import { openPreview, useWorkbench } from './workbench.ts';

describe('a real PET/CT in the preview of a real VS Code', function () {
  this.timeout(300_000);

  const workbench = useWorkbench((context) => {
    const data = sharedData('data/dicom/sts001-petct', context);
    return {
      plan: 'sarcoma.rtplan',
      furnish: (workspace) => {
        cpSync('test/validation/sarcoma.rtplan', join(workspace, 'sarcoma.rtplan'));
        symlinkSync(data, join(workspace, 'data'));
      },
    };
  });

  it('lays labelled isodoses and the avid sub-target over the CT', async () => {
    const { preview } = workbench();
    await openPreview(workbench());
    const labels = preview.locator('[data-plane="axial"] [data-part="isodose-label"]');
    await labels.first().waitFor({ timeout: 240_000 });
    assert.ok((await labels.count()) >= 3);
    await preview.locator('.slice-axial [data-part="region-name"]', { hasText: 'Avid' }).waitFor();
    await workbench().screenshot('sarcoma-dark');
  });

  it('shows the PET in place of the dose wash when asked', async () => {
    const { preview } = workbench();
    await preview.locator('vscode-dropdown').nth(1).click();
    await preview.locator('vscode-option', { hasText: 'pet' }).click();
    await preview.locator('.slice-axial', { hasText: 'SUV' }).waitFor();
    await workbench().screenshot('sarcoma-pet');
  });
});
