import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { committedPlanRequest, type CommittedPlan } from '../../src/server/protocol.ts';
import { commitInto } from '../support/git.ts';
import { smallPlan } from '../support/small-plan.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { clientOfServer, type Client } from './client.ts';

describe('the plan of the last commit', () => {
  const folders = temporaryFolder();
  const folder = (): string => mkdtempSync(join(folders.path, 'repository-'));
  let client: Client;
  afterEach(() => client?.stop());

  /** What the server says of a text that is open, while its file was committed, or not. */
  async function answer(
    { name = 'plan.rtplan', committed }: { readonly name?: string; readonly committed?: string },
    { trusted = true, path = process.env.PATH }: { readonly trusted?: boolean; readonly path?: string } = {},
  ): Promise<CommittedPlan> {
    const at = folder();
    writeFileSync(join(at, 'dose.rtplan'), 'let dose = 50 Gy\n');
    if (committed !== undefined) {
      writeFileSync(join(at, name), committed);
      commitInto(at, name, 'dose.rtplan');
    }
    writeFileSync(join(at, name), smallPlan());
    writeFileSync(join(at, 'dose.rtplan'), 'let dose = 60 Gy\n');
    const uri = pathToFileURL(join(at, name)).toString();
    client = await clientOfServer({ trusted });
    await client.open(uri, smallPlan({ 'GTV 50 Gy': 'GTV 66 Gy' }));
    const { PATH } = process.env;
    process.env.PATH = path;
    try {
      return await client.request<CommittedPlan>(committedPlanRequest, { uri });
    } finally {
      process.env.PATH = PATH;
    }
  }
  const reasonOf = (given: CommittedPlan): string => ('reason' in given ? given.reason : JSON.stringify(given.plan));

  it('is that of the committed text with its imports as they were, whatever the editor holds', async () => {
    const text = smallPlan({ 'GTV 50 Gy': 'GTV dose', 'plan "Small': 'import "./dose.rtplan"\nplan "Small' });
    const { plan } = await answer({ committed: text });
    assert.match(JSON.stringify(plan?.schedule), /"doseGy":50/);
  });

  it('is refused, with what to do next, where there is none', async () => {
    assert.match(
      reasonOf(await answer({})),
      /^plan\.rtplan cannot be read from revision HEAD \(its folder is in no git repository\)\. Make one with git init/,
    );
  });

  it('is refused where it is of another patient', async () => {
    const [patient] = /patient \w+/.exec(smallPlan())!;
    const committed = smallPlan().replace(patient, 'patient Somebody');
    assert.match(
      reasonOf(await answer({ committed })),
      /^It is of patient Somebody, and this text of \w+: doses of two patients have no difference\. Commit this text/,
    );
  });

  it('is refused for a file that is not committed', async () => {
    const at = folder();
    writeFileSync(join(at, 'plan.rtplan'), smallPlan());
    commitInto(at, 'plan.rtplan');
    writeFileSync(join(at, 'new.rtplan'), smallPlan());
    const uri = pathToFileURL(join(at, 'new.rtplan')).toString();
    client = await clientOfServer({ trusted: true });
    await client.open(uri, smallPlan());
    const given = await client.request<CommittedPlan>(committedPlanRequest, { uri });
    assert.match(reasonOf(given), /^new\.rtplan cannot be read from revision HEAD .*Commit the file first\.$/);
  });

  it('is refused where the committed text has errors, which are named', async () => {
    const broken = smallPlan({ 'GTV 50 Gy': 'GTX 50 Gy' });
    const given = await answer({ committed: broken });
    assert.match(
      reasonOf(given),
      /^Its text there gives no plan\. .*"GTX".*\(RT1001, line \d+\) Commit a text that does\.$/,
    );
  });

  it('is refused where there is no git', async () => {
    const given = await answer({ committed: smallPlan() }, { path: '' });
    assert.match(reasonOf(given), /there is no git on this computer\)\. Install git/);
  });

  it('is not asked for in a workspace that is not trusted', async () => {
    const given = await answer({ committed: smallPlan() }, { trusted: false, path: '' });
    assert.equal(reasonOf(given), 'git is not asked until this workspace is trusted.');
  });
});
