import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, Hover } from 'vscode-languageserver';
import { sharedData } from '../support/shared-data.ts';
import { clientOfServer, codes, type Client } from './client.ts';

/** A plan on a real CT and PET whose only mistake is the name of a structure. */
const text = `plan "Sarcoma"

patient STS001 {
  images {
    ct  = dicom "ct"
    pet = dicom "pet" as SUVbw
  }
  structures = dicom "rtstruct"
  body = threshold -300 HU
}

target GTV = structure "GTV_Mass_TC"

schedule 25 fractions {
  GTV 50 Gy
  normalise GTV D50% = 50 Gy
}

beams photon {
  machine = std.linac6MV
  isocentre = centroid of GTV
  aperture = conformal to GTV margin 5 mm
  arrange 2 beams every 180 deg from 0 deg
}
`;

describe("a plan on a real patient's files", () => {
  let folder: string;
  let uri: string;
  let client: Client;

  before(async function () {
    const data = sharedData('data/dicom/sts001-petct', this);
    folder = mkdtempSync(join(tmpdir(), 'dosewright-patient-'));
    for (const [from, to] of [
      ['CT/image', 'ct'],
      ['PET_raw_bqml/image', 'pet'],
      ['CT/mask', 'rtstruct'],
    ]) {
      mkdirSync(join(folder, to));
      for (const name of await readdir(join(data, from))) copyFileSync(join(data, from, name), join(folder, to, name));
    }
    uri = pathToFileURL(join(folder, 'plan.rtplan')).toString();
  });
  after(() => folder && rmSync(folder, { recursive: true }));
  afterEach(() => client?.stop());

  const position = (of: string): { line: number; character: number } => {
    const lines = text.slice(0, text.indexOf(of)).split('\n');
    return { line: lines.length - 1, character: lines[lines.length - 1].length };
  };

  it('names a structure that is not there, at its place, with the one that was meant', async () => {
    client = await clientOfServer({ trusted: true });
    await client.open(uri, text);
    const { diagnostics } = await client.published(uri, (one) => codes(one).includes('RT3010'));
    const unknown = diagnostics.find(({ code }) => code === 'RT3010')!;
    assert.deepEqual(unknown.range.start, position('"GTV_Mass_TC"'));
    const [action] = await client.request<{ edit: { documentChanges: { edits: unknown[] }[] } }[]>(
      'textDocument/codeAction',
      { textDocument: { uri }, range: unknown.range, context: { diagnostics: [] } },
    );
    assert.deepEqual(action.edit.documentChanges[0].edits, [{ range: unknown.range, newText: '"GTV_Mass_CT"' }]);
  });

  it('has it named also while another statement is broken, and not after it is mended', async () => {
    client = await clientOfServer({ trusted: true });
    await client.open(uri, `${text}\ngoals {\n  GTV D95% >=\n}\n`);
    await client.published(uri, (one) => codes(one).includes('RT3010') && codes(one).includes('RT0008'));
    await client.change(uri, 2, text.replace('GTV_Mass_TC', 'GTV_Mass_CT'));
    await client.published(uri, (one) => one.version === 2 && !codes(one).includes('RT3010'));
  });

  it('completes the names in its structure set', async () => {
    client = await clientOfServer({ trusted: true });
    await client.open(uri, text);
    const { line, character } = position('"GTV_Mass_TC"');
    const items = await client.request<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri },
      position: { line, character: character + 2 },
    });
    assert.deepEqual(
      items.map(({ label }) => label),
      ['GTV_Mass_CT'],
    );
  });

  it('shows what the header of an image says', async () => {
    client = await clientOfServer({ trusted: true });
    await client.open(uri, text);
    const hover = await client.request<Hover>('textDocument/hover', {
      textDocument: { uri },
      position: position('pet ='),
    });
    assert.match((hover.contents as { value: string }).value, /PT, 128 × 128 × \d+ voxels/);
  });

  it('is not looked at in a workspace that is not trusted', async () => {
    client = await clientOfServer();
    await client.open(uri, text);
    assert.ok(!codes(await client.published(uri)).includes('RT3010'));
    const { line, character } = position('"GTV_Mass_TC"');
    const at = { textDocument: { uri }, position: { line, character: character + 2 } };
    assert.deepEqual(await client.request('textDocument/completion', at), []);
  });

  it('keeps findings about files at their lines when lines are put before them', async () => {
    client = await clientOfServer({ trusted: true });
    const missing = text.replace('"pet"', '"nowhere"');
    await client.open(uri, missing);
    const before = await client.published(uri, (one) => codes(one).includes('RT3001'));
    await client.change(uri, 2, `// one\n// two\n${missing}`);
    const after = await client.published(uri, (one) => one.version === 2 && codes(one).includes('RT3001'));
    const line = (one: typeof before): number =>
      one.diagnostics.find(({ code }) => code === 'RT3001')!.range.start.line;
    assert.equal(line(after), line(before) + 2);
  });

  it('is missed when its folder vanishes while the plan is open, and well again when it is back', async () => {
    client = await clientOfServer({ trusted: true });
    const sound = text.replace('GTV_Mass_TC', 'GTV_Mass_CT');
    await client.open(uri, sound);
    await client.published(uri);
    renameSync(join(folder, 'ct'), join(folder, 'elsewhere'));
    try {
      await client.change(uri, 2, `${sound}\n`);
      const { diagnostics } = await client.published(uri, (one) => codes(one).includes('RT3001'));
      assert.match(diagnostics.find(({ code }) => code === 'RT3001')!.message, /ct/);
    } finally {
      renameSync(join(folder, 'elsewhere'), join(folder, 'ct'));
    }
    await client.change(uri, 3, sound);
    await client.published(uri, (one) => one.version === 3 && !codes(one).includes('RT3001'));
    await client.request<Hover>('textDocument/hover', { textDocument: { uri }, position: position('pet =') });
    assert.ok(!codes(client.publications.at(-1)!).includes('RT3001'));
    assert.deepEqual(client.log, []);
  });
});
