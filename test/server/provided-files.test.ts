import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, Hover } from 'vscode-languageserver';
import { syntheticPatient } from '../support/synthetic-patient.ts';
import { clientOfServer, codes, type Client } from './client.ts';

const plan = (provided: string, fractions = 25): string => `plan "Provided"

patient P1 {
  images { ct = dicom "ct" }
  structures = dicom "rtstruct.dcm"
  body = structure "External"
  density = points (-1000 HU: 0.001 g/cc, 0 HU: 1 g/cc, 1000 HU: 1.6 g/cc)
}

target GTV = structure "GTV"

schedule ${fractions} fractions {
  GTV 50 Gy
}

beams photon {
  machine = std.linac6MV
  ${provided}
}
`;

describe('a plan that takes its beams from a file, in the editor', () => {
  const uri = pathToFileURL(join(syntheticPatient(), 'provided.rtplan')).toString();
  let client: Client;
  afterEach(() => client?.stop());

  const opened = async (text: string): Promise<void> => {
    client = await clientOfServer({ trusted: true });
    await client.open(uri, text);
  };
  const placeOf = (text: string, part: string): { line: number; character: number } => {
    const lines = text.slice(0, text.indexOf(part)).split('\n');
    return { line: lines.length - 1, character: lines[lines.length - 1].length };
  };

  it('says what is wrong with the file at the statement, and with the schedule at its own', async () => {
    const text = plan('provided = dicom "plan-wedge.dcm"', 30);
    await opened(text);
    const { diagnostics } = await client.published(uri, (one) => codes(one).includes('RT3063'));
    const places = ['RT3063', 'RT3066'].map((code) => diagnostics.find((one) => one.code === code)!.range.start);
    assert.deepEqual(places, [placeOf(text, 'provided ='), placeOf(text, 'schedule')]);
  });

  it('offers the name that was meant, and has nothing more to say when it is written', async () => {
    const text = plan('provided = dicom "plan.dcm" only "Antrior"');
    await opened(text);
    const { diagnostics } = await client.published(uri, (one) => codes(one).includes('RT3072'));
    const { range } = diagnostics.find(({ code }) => code === 'RT3072')!;
    const [action] = await client.request<{ edit: { documentChanges: { edits: unknown[] }[] } }[]>(
      'textDocument/codeAction',
      { textDocument: { uri }, range, context: { diagnostics: [] } },
    );
    assert.deepEqual(action.edit.documentChanges[0].edits, [{ range, newText: '"Anterior"' }]);
    await client.change(uri, 2, text.replace('Antrior', 'Anterior'));
    await client.published(uri, (one) => one.version === 2 && codes(one).length === 0);
  });

  it('completes the names of its beams', async () => {
    const text = plan('provided = dicom "plan.dcm" only "A"');
    await opened(text);
    const { line, character } = placeOf(text, '"A"');
    const items = await client.request<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri },
      position: { line, character: character + 2 },
    });
    assert.deepEqual(
      items.map(({ label }) => label),
      ['Anterior', 'Left'],
    );
  });

  it('shows the beams of the file', async () => {
    const text = plan('provided = dicom "plan-arc.dcm"');
    await opened(text);
    const hover = await client.request<Hover>('textDocument/hover', {
      textDocument: { uri },
      position: placeOf(text, 'provided ='),
    });
    assert.match((hover.contents as { value: string }).value, /\| Arc \| 330 to 30 \| 2 \| 100 MU \|/);
  });

  it('is not looked at in a workspace that is not trusted', async () => {
    client = await clientOfServer();
    await client.open(uri, plan('provided = dicom "plan-wedge.dcm"'));
    assert.deepEqual(codes(await client.published(uri)), []);
  });
});
