import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { clientOfServer, codes, type Client } from './client.ts';
import { open } from './marked.ts';
import { wholePlan } from './whole-plan.ts';
import { courseOf } from '../../src/language/goal-citation.ts';
import { completion } from '../../src/server/completion.ts';
import { folding } from '../../src/server/folding.ts';
import { hover } from '../../src/server/hover.ts';
import { createPatientFiles } from '../../src/server/patient-files.ts';
import { createProvidedFiles } from '../../src/server/provided-files.ts';
import { definition, highlights, references } from '../../src/server/references.ts';
import { rename } from '../../src/server/rename.ts';
import { semanticTokens } from '../../src/server/semantic-tokens.ts';
import { symbols } from '../../src/server/symbols.ts';
import { formatting } from '../../src/server/formatting.ts';

const uri = 'file:///plans/plan.rtplan';
const textDocument = { uri };
const position = { line: 0, character: 0 };

describe('a server that is asked anything', () => {
  let client: Client;
  beforeEach(async () => {
    client = await clientOfServer();
  });
  afterEach(() => client.stop());

  const works = async (): Promise<void> => {
    const found = await client.request<unknown[]>('textDocument/documentSymbol', { textDocument });
    assert.ok(found.length > 0);
  };

  it('outlives requests without sense', async () => {
    await client.open(uri, wholePlan);
    assert.equal(await client.request('textDocument/hover', { position }), null);
    assert.equal(await client.request('textDocument/hover', { textDocument }), null);
    assert.deepEqual(
      await client
        .request('textDocument/completion', { textDocument, position: { line: 1e9, character: 1e9 } })
        .then(Array.isArray),
      true,
    );
    await works();
    assert.ok(client.log.length > 0, 'the failures are logged');
  });

  it('has no answer for a text that is not open, and no failure', async () => {
    assert.equal(
      await client.request('textDocument/hover', { textDocument: { uri: 'file:///other' }, position }),
      null,
    );
    assert.deepEqual(client.log, []);
  });

  it('answers a request that was cancelled, and those behind it', async () => {
    await client.open(uri, wholePlan);
    const source = new CancellationTokenSource();
    const cancelled = client.connection.sendRequest('textDocument/hover', { textDocument, position }, source.token);
    source.cancel();
    await cancelled.catch((error: { code: number }) => assert.equal(error.code, -32800));
    await works();
  });

  it('says of binary data, or UTF-16 opened as UTF-8, that it is no plan, once', async () => {
    const utf16 = Buffer.from(wholePlan, 'utf16le').toString('utf8');
    await client.open(uri, utf16);
    const { diagnostics } = await client.published(uri);
    assert.deepEqual(codes({ diagnostics }), ['RT0009']);
    assert.match(diagnostics[0].message, /Save it as UTF-8/);
    assert.deepEqual(await client.request('textDocument/formatting', { textDocument, options: {} }), []);
    assert.deepEqual(await client.request('textDocument/completion', { textDocument, position }), []);
  });

  it('checks a plan of 5,000 lines and completes in it', async () => {
    const many = Array.from({ length: 4970 }, (_, i) => `organ Organ_${i} = GTV + ${(i % 9) + 1} mm`).join('\n');
    const text = `${wholePlan}${many}\n`;
    await client.open(uri, text);
    const { diagnostics } = await client.published(uri);
    assert.ok(!diagnostics.some(({ severity }) => severity === 1));
    const lines = text.split('\n').length;
    await client.change(uri, 2, `${text}organ Last = Organ_4969 + `);
    const items = await client.request<unknown[]>('textDocument/completion', {
      textDocument,
      position: { line: lines - 1, character: 26 },
    });
    assert.ok(items.length > 4970);
  });
});

describe('every feature', () => {
  it('has an answer at every place of a broken text', async () => {
    const tokens = wholePlan.split(/(\s+)/);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(tokens.length - 1),
        fc.nat(tokens.length - 1),
        fc.constantFrom('', '{', '}', '"', '(', 'GTV', '5', '='),
        fc.nat(),
        async (from, at, insert, place) => {
          const text = [...tokens.slice(0, at), insert, ...tokens.slice(at + (from % 4))].join('');
          const offset = place % (text.length + 1);
          const { plan, workspace, cursor } = open(`${text.slice(0, offset)}<|>${text.slice(offset)}`);
          const { diagnostics, suppressed, evidence, plan: resolved, scope, source } = workspace.inspectionOf(plan);
          await completion(plan, cursor, {
            scope,
            evidence,
            course: () => courseOf(source.tree, resolved),
            structureNames: () => Promise.resolve([]),
            beamNames: () => Promise.resolve([]),
            found: () => diagnostics,
            snippets: true,
          });
          await hover(plan, cursor, {
            workspace,
            files: createPatientFiles(workspace),
            provided: createProvidedFiles(workspace),
            diagnostics,
            suppressed,
          });
          definition(plan, cursor, workspace);
          references(plan, cursor, workspace, true);
          highlights(plan, cursor);
          symbols(plan);
          folding(plan);
          formatting(plan);
          semanticTokens(plan, workspace);
          try {
            rename(plan, cursor, 'Renamed', workspace);
          } catch (error) {
            assert.equal((error as { code?: number }).code, -32600, String(error));
          }
        },
      ),
      { seed: 20, numRuns: 60 },
    );
  });
});
