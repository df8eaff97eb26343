import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitInto, git } from '../support/git.ts';
import { useWorkbench } from './workbench.ts';

/** The plan is committed, and then gets a tenth more dose and another limit; beside it a plan that is not committed. */
function furnish(workspace: string): void {
  const file = join(workspace, 'ball.rtplan');
  const text = readFileSync(file, 'utf8');
  commitInto(workspace, 'ball.rtplan');
  writeFileSync(file, text.replaceAll('50 Gy', '55 Gy').replace('<= 0.5 Gy', '<= 0.6 Gy'));
  writeFileSync(join(workspace, 'new.rtplan'), text);
}

describe('the last commit of a plan, in a real VS Code', function () {
  this.timeout(300_000);

  const workbench = useWorkbench(() => ({ plan: 'ball.rtplan', hand: true, furnish }));
  const part = (selector: string) => workbench().preview.locator(selector);
  const notice = (words: RegExp) => part('.notice-line').getByText(words).first().waitFor({ timeout: 120_000 });

  it('is compared with by its command: difference of dose, both histograms, changed goals', async () => {
    const { page, runCommand, screenshot } = workbench();
    await page.locator('.statusbar-item', { hasText: 'Plan' }).first().waitFor();
    await runCommand('Dosewright: Compare with the Last Commit');
    await part('.ladder-changes tbody tr').first().waitFor({ timeout: 120_000 });
    assert.match(await part('.ladder').innerText(), /Since the last commit[^]*PTV\s.*55\.0 \+5\.0/);
    assert.ok((await part('.dvh [data-part="dvh-compared"]').count()) >= 3);
    assert.match(await part('.slice-axial').innerText(), /this plan minus last commit/);
    assert.match(await part('.goals tbody').first().innerText(), /\d\.\d Gy \(≤ 0\.5 Gy\)/);
    await screenshot('last-commit-dark');
    await runCommand('Preferences: Toggle between Light/Dark Themes');
    await part('body[data-vscode-theme-kind="vscode-light"]').waitFor();
    await screenshot('last-commit-light');
  });

  it('is another one after a commit: what stands is computed again', async () => {
    git(workbench().workspace, 'commit', '--quiet', '--all', '--message', 'more dose');
    await part('.ladder-changes').getByText('55.0 0.0').first().waitFor({ timeout: 120_000 });
    assert.doesNotMatch(await part('.goals tbody').first().innerText(), /\(≤/);
  });

  it('that cannot be read as a plan is said, and the plan stays as it is', async () => {
    const { page, workspace } = workbench();
    const file = join(workspace, 'ball.rtplan');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('PTV 55 Gy', 'PTX 55 Gy'));
    git(workspace, 'commit', '--quiet', '--all', '--message', 'broken');
    writeFileSync(file, text);
    await notice(/The last commit cannot be compared with\. Its text there gives no plan\. .*PTX/);
    await part('.status').getByText('Final', { exact: true }).waitFor();
    await page.locator('.statusbar-item', { hasText: '1 of 2 goals met' }).waitFor();
    assert.equal(await part('.ladder-waiting').innerText(), 'The last commit is not computed. Recompute to have it.');
    await workbench().screenshot('last-commit-broken');
  });

  it('of a plan that was never committed is said to be missing, with what to do', async () => {
    const { hand } = workbench();
    await hand('runCommand', 'workbench.action.closeAllEditors');
    await hand('show', 'new.rtplan');
    await hand('runCommand', 'dosewright.compareWithLastCommit', 'new.rtplan');
    await notice(/new\.rtplan cannot be read from revision HEAD.*Commit the file first\./);
  });
});
