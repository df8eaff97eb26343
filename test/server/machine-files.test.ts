import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ours, writeMachines } from '../support/machine-files.ts';
import { smallPlan } from '../support/small-plan.ts';
import { clientOfServer, codes, type Client } from './client.ts';

describe('machine files in the editor', () => {
  const text = smallPlan({ 'std.linac6MV': '"machines/leaves.json"' });
  let folder: string;
  let uri: string;
  let client: Client;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dosewright-machines-'));
    writeMachines(folder);
    uri = pathToFileURL(join(folder, 'plan.rtplan')).toString();
  });
  afterEach(() => {
    void client?.stop();
    rmSync(folder, { recursive: true });
  });

  it('have their faults shown at the line that names them, and no more once the file is mended', async () => {
    client = await clientOfServer({ trusted: true });
    await client.open(uri, text);
    const { diagnostics } = await client.published(uri, (one) => codes(one).includes('RT3052'));
    const { range, message } = diagnostics.find(({ code }) => code === 'RT3052')!;
    assert.equal(text.split('\n')[range.start.line].slice(range.start.character, range.end.character), '"machines/leaves.json"'); // prettier-ignore
    assert.match(message, /leaves\.boundariesMm\.value\[2\]/);
    const file = join(folder, 'machines', 'leaves.json');
    writeFileSync(file, JSON.stringify(ours));
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: pathToFileURL(file).toString(), type: 2 }] }); // prettier-ignore
    await client.published(uri, (one) => !codes(one).includes('RT3052'));
  });

  it('are not read in a workspace that is not trusted', async () => {
    client = await clientOfServer();
    await client.open(uri, text);
    assert.ok(!codes(await client.published(uri)).includes('RT3052'));
  });
});
