import assert from 'node:assert/strict';
import { skipOrFail } from '../support/shared-data.ts';
import { whyNoHost } from './host.ts';
import { openWorkbench, problems, useWorkbench } from './workbench.ts';

const isodoseLabels = '[data-plane="axial"] [data-part="isodose-label"]';

describe('a plan and its preview, in a real VS Code', function () {
  this.timeout(240_000);

  const workbench = useWorkbench(() => {
    // A list of suggestions that comes late would lie over the line that is clicked next.
    const settings = { 'editor.quickSuggestions': { other: 'off' }, 'editor.suggestOnTriggerCharacters': false };
    return { plan: 'ball.rtplan', settings };
  });

  it('a mistake is underlined as it is typed, and listed with its code', async () => {
    const { editor, page } = workbench();
    await page.locator('.statusbar-item', { hasText: 'Plan' }).first().waitFor();
    await editor.locator('.view-line', { hasText: 'target PTV = GTV' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type(' + GTX');
    await page.keyboard.press('Escape');
    await editor.locator('.squiggly-error').first().waitFor();
    const listed = await problems(workbench());
    assert.ok(
      listed.some((row) => /RT\d{4}/.test(row)),
      listed.join('\n'),
    );
    await workbench().screenshot('mistake-dark');
  });

  it('the mistake is gone once it is mended', async () => {
    const { editor, page } = workbench();
    await editor.locator('.view-line', { hasText: 'target PTV = GTV' }).click();
    await page.keyboard.press('End');
    for (let i = 0; i < ' + GTX'.length; i++) await page.keyboard.press('Backspace');
    await editor.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  });

  it('the preview opens beside the text by its key and labels the isodoses', async () => {
    const { page, preview } = workbench();
    await page.keyboard.press('Control+J');
    await workbench().editor.locator('.view-line', { hasText: 'target PTV = GTV' }).click();
    await page.keyboard.press('Control+K');
    await page.keyboard.press('v');
    await preview.locator(isodoseLabels).first().waitFor({ timeout: 120_000 });
    const labels = await preview
      .locator(isodoseLabels)
      .evaluateAll((all) =>
        all.map((label) => ({ percent: label.getAttribute('data-percent'), text: (label.textContent ?? '').trim() })),
      );
    assert.ok(labels.length >= 3, JSON.stringify(labels));
    for (const { percent, text } of labels) assert.match(text, new RegExp(`^${percent}\\b`));
    for (const letter of ['R', 'L', 'A', 'P']) {
      await preview
        .locator('[data-plane="axial"] text', { hasText: new RegExp(`^${letter}$`) })
        .first()
        .waitFor();
    }
    await preview.getByText('Research use only – not for clinical use').first().waitFor();
    await workbench().screenshot('preview-dark');
  });

  it('achieved values stand at the end of the goals’ lines', async () => {
    const { page } = workbench();
    await page.waitForFunction(() => {
      const contents = [...document.querySelectorAll('.view-lines span')].map(
        (span) => getComputedStyle(span, '::after').content,
      );
      return contents.some((text) => text.includes('✓')) && contents.some((text) => text.includes('✗'));
    });
  });

  it('a text that is broken again marks the picture as not up to date, and keeps it', async () => {
    const { editor, page, preview } = workbench();
    await editor.locator('.view-line', { hasText: 'PTV 50 Gy' }).click();
    await page.keyboard.press('End');
    for (let i = 0; i < 3; i++) await page.keyboard.press('Backspace');
    await preview.getByText('Not up to date').first().waitFor();
    assert.ok((await preview.locator(isodoseLabels).count()) >= 3);
    await workbench().screenshot('stale-dark');
  });

  it('the picture follows the text: the new dose is shown', async () => {
    const { page, preview } = workbench();
    for (let i = 0; i < 2; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('60 Gy');
    await workbench().editor.locator('.view-line', { hasText: 'normalise PTV' }).click();
    await page.keyboard.press('End');
    for (let i = 0; i < '50 Gy'.length; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('60 Gy');
    await preview
      .getByText(/100 % = 60/)
      .first()
      .waitFor({ timeout: 120_000 });
    await preview.getByText('Not up to date').waitFor({ state: 'detached' });
  });
});

describe('the preview in a light theme', function () {
  this.timeout(240_000);

  it('shows the same picture', async function () {
    const missing = whyNoHost();
    if (missing) skipOrFail(this, missing);
    const own = await openWorkbench({
      plan: 'oropharynx.rtplan',
      settings: { 'workbench.colorTheme': 'Default Light Modern' },
    });
    try {
      await own.page.locator('.statusbar-item', { hasText: 'Plan' }).first().waitFor();
      await own.runCommand('Dosewright: Open Preview to the Side');
      await own.preview.locator(isodoseLabels).first().waitFor({ timeout: 180_000 });
      await own.screenshot('flagship-light');
    } finally {
      await own.close();
    }
  });
});
