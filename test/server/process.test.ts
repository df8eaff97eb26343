import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { CompletionItem, Hover, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { PlanAnswer } from '../../src/server/protocol.ts';
import { clientOver, codes, type Client } from './client.ts';
import { wholePlan } from './whole-plan.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const uri = 'file:///plans/plan.rtplan';
const textDocument = { uri };

/** The bundle as `esbuild.mjs` makes it, in a folder of its own, run as the editor runs it. */
describe('the server process', () => {
  let folder: string;
  let server: ChildProcess;
  let client: Client;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dosewright-server-'));
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['src/server/main.ts'],
      outfile: join(folder, 'server.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
      define: { DIST_FOLDER: '__dirname' },
      logLevel: 'warning',
    });
    server = spawn(process.execPath, [join(folder, 'server.cjs'), '--stdio'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    client = await clientOver(server.stdout!, server.stdin!, {});
  });
  after(() => {
    server?.kill();
    rmSync(folder, { recursive: true });
  });

  it('says what it can do', () => {
    const { capabilities } = client.initialized;
    assert.ok(capabilities.hoverProvider && capabilities.renameProvider && capabilities.documentFormattingProvider);
  });

  it('marks a mistake in a text that is opened', async () => {
    await client.open(uri, wholePlan.replace('GTV + rim', 'GVT + rim'));
    assert.ok(codes(await client.published(uri)).includes('RT1001'));
    await client.change(uri, 2, wholePlan);
    assert.ok(!codes(await client.published(uri, ({ version }) => version === 2)).includes('RT1001'));
  });

  it('explains, completes, formats and renames', async () => {
    const position = at('PTV = GTV');
    const hover = await client.request<Hover>('textDocument/hover', { textDocument, position });
    assert.match((hover.contents as { value: string }).value, /\*\*PTV\*\*: target/);

    const inGoals = at('GTV mean');
    const items = await client.request<CompletionItem[]>('textDocument/completion', {
      textDocument,
      position: inGoals,
    });
    assert.ok(items.some(({ label }) => label === 'Avid'));

    const edits = await client.request<TextEdit[]>('textDocument/formatting', {
      textDocument,
      options: { tabSize: 2, insertSpaces: true },
    });
    assert.ok(edits.length > 0);

    const renamed = await client.request<WorkspaceEdit>('textDocument/rename', {
      textDocument,
      position,
      newName: 'PTV_60',
    });
    const [edit] = renamed.documentChanges as { edits: unknown[] }[];
    assert.equal(edit.edits.length, wholePlan.match(/\bPTV\b/g)!.length);
    await assert.rejects(
      client.request('textDocument/rename', { textDocument, position, newName: 'GTV' }),
      /Choose another name/,
    );
  });

  it('hands out the plan', async () => {
    const { plan, version } = await client.request<PlanAnswer>('dosewright/plan', { uri });
    assert.equal(version, 2);
    assert.equal(plan!.schedule.phases[0].fractions, 30);
  });

  it('ends when it is told to', async () => {
    await client.request('shutdown', {});
    await client.notify('exit', {});
    const [code] = (await once(server, 'exit')) as [number | null];
    assert.equal(code, 0);
  });
});

function at(context: string): { line: number; character: number } {
  const before = wholePlan.slice(0, wholePlan.indexOf(context)).split('\n');
  return { line: before.length - 1, character: before[before.length - 1].length };
}
