import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
