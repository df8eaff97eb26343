import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallPlan } from '../support/small-plan.ts';
import { syntheticPatient } from '../support/synthetic-patient.ts';
import { problems, useWorkbench } from './workbench.ts';

describe('a workspace that is not trusted, in a real VS Code', function () {
  this.timeout(240_000);

  const workbench = useWorkbench(() => ({
    plan: 'imports.rtplan',
    trust: 'asked',
    furnish: (workspace) => {
      writeFileSync(join(workspace, 'doses.rtplan'), 'let dose = 50 Gy\n');
      writeFileSync(join(workspace, 'imports.rtplan'), 'import "./doses.rtplan"\n\nlet twice = 2 * dose\n');
    },
  }));

  it('has its open texts checked and nothing else read or computed, until it is trusted', async () => {
    const { page, runCommand, screenshot } = workbench();
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    const untilSaid = page.locator('.markers-panel .monaco-list-row', { hasText: 'until this workspace is trusted' });
    await problems(workbench());
    await untilSaid.first().waitFor();
    await screenshot('trust-restricted');

    await runCommand('Workspaces: Manage Workspace Trust');
    await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await untilSaid.first().waitFor({ state: 'detached' });
    await screenshot('trust-granted');
  });
});

describe('a dose file in a workspace that is not trusted, in a real VS Code', function () {
  this.timeout(240_000);

  /** The patient, outside the workspace. */
  const patient = mkdtempSync(join(tmpdir(), 'dosewright-outside-'));
  after(() => rmSync(patient, { recursive: true, force: true }));

  /** A plan on that patient, and the dose that it gave. */
  function furnish(workspace: string): void {
    for (const part of ['ct', 'pet', 'rtstruct.dcm'])
      cpSync(join(syntheticPatient(), part), join(patient, part), { recursive: true });
    const outside = (part: string): Record<string, string> => ({
      [`dicom "${part}"`]: `dicom "${join(patient, part)}"`,
    });
    const plan = join(workspace, 'small.rtplan');
    writeFileSync(plan, smallPlan({ ...outside('ct'), ...outside('pet'), ...outside('rtstruct.dcm') }));
    const run = ['dist/cli.cjs', 'run', plan, '--out', join(workspace, 'out/small'), '--no-cache'];
    const ran = spawnSync(process.execPath, run, { encoding: 'utf8' });
    assert.ok(ran.status === 0 || ran.status === 1, ran.stderr);
    for (const file of files()) utimesSync(file, longAgo, statSync(file).mtime);
  }
  const longAgo = new Date('2001-01-01T00:00:00Z');
  const files = (): string[] =>
    readdirSync(patient, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  const readFiles = (): string[] => files().filter((file) => statSync(file).atime > longAgo);

  const workbench = useWorkbench(() => ({ plan: 'small.rtplan', trust: 'asked', furnish }));

  it('is not looked at, nor what it lies on outside the workspace, until the workspace is trusted; then it is shown', async () => {
    const { page, preview, runCommand, screenshot } = workbench();
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input').fill('dose.nrrd');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'dose.nrrd' }).first().click();
    await preview.getByText('Nothing is read until this workspace is trusted').waitFor();
    await preview.getByRole('button', { name: 'Read again' }).first().click();
    await preview.getByText('Nothing is read until this workspace is trusted').waitFor();
    await screenshot('trust-dose-restricted');
    assert.deepEqual(readFiles(), []);

    await runCommand('Workspaces: Manage Workspace Trust');
    await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await page.keyboard.press('Control+PageUp');
    await preview.locator('.slice-axial [data-part="isodose-label"]').first().waitFor({ timeout: 120_000 });
    await preview.locator('.slice-axial [data-part="region-name"]').filter({ hasText: 'GTV' }).waitFor();
    await screenshot('trust-dose-granted');
    // That a reading would have been noticed.
    assert.ok(readFiles().some((file) => file.includes(join(patient, 'ct'))));
  });
});
