import assert from 'node:assert/strict';
import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  Position,
  Range,
  SemanticTokens,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyse } from '../../src/language/analyse.ts';
import { readSource } from '../../src/language/source.ts';
import { clientOfServer, type Client } from '../server/client.ts';
import { wholePlan } from '../server/whole-plan.ts';
import type { Level } from './level.ts';
import { mutatedText } from './mutate.ts';
import { exampleTexts } from './plan-texts.ts';

const patienceMs = 20_000;
/** Of one client: what was published is kept, so that it does not serve for ever. */
const casesOfClient = 200;

/**
 * The language server over its connection: a sound plan is opened, edited as the editor sends it, and asked everything at one place of what came
 * out. What it publishes must be what a fresh look at the text finds; edits it gives must fit the text; nothing may be logged as a failure.
 */
export function serverRequests(): Level {
  // The longest examples say nothing here that the others do not, slowly.
  const texts = [wholePlan, ...exampleTexts().filter(({ length }) => length < 4000)];
  let client: Promise<Client> | undefined;
  let cases = 0;
  const ready = async (): Promise<Client> => {
    if (cases++ % casesOfClient === 0 && client) {
      await (await client).stop();
      client = undefined;
    }
    return (client ??= clientOfServer({}, 0));
  };
  return {
    name: 'language server',
    caseOf(random) {
      const base = random() < 0.6 ? wholePlan : texts[Math.floor(random() * texts.length)];
      const share = random();
      return {
        text: mutatedText(base, random),
        check: async (text) => {
          try {
            await ask(await ready(), `file:///plans/case-${cases}.rtplan`, base, text, share);
          } catch (error) {
            client = undefined;
            throw error;
          }
        },
      };
    },
    stop: async () => (await client)?.stop(),
  };
}

async function ask(client: Client, uri: string, base: string, text: string, share: number): Promise<void> {
  const textDocument = { uri };
  const document = TextDocument.create(uri, 'rtplan', 2, text);
  const position = document.positionAt(Math.floor(share * (text.length + 1)));
  const logged = client.log.length;
  await client.open(uri, base);
  await client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [oneChange(TextDocument.create(uri, 'rtplan', 1, base), text)],
  });
  const request = <T>(method: string, params: object = {}): Promise<T> =>
    inTime(client.request<T>(`textDocument/${method}`, { textDocument, position, ...params }), method);

  for (const { label, textEdit } of await request<CompletionItem[]>('completion')) {
    assert.ok(label.length > 0, 'a completion without a label');
    if (textEdit && 'range' in textEdit) inside(document, textEdit.range, `completion "${label}"`);
  }
  const hover = await request<{ range?: Range } | null>('hover');
  if (hover?.range) inside(document, hover.range, 'hover');
  for (const method of ['definition', 'documentHighlight', 'documentSymbol', 'foldingRange'])
    assert.ok(Array.isArray((await request(method)) ?? []), method);
  await request('references', { context: { includeDeclaration: true } });
  const { data } = await request<SemanticTokens>('semanticTokens/full');
  for (let i = 0; i < data.length; i += 5)
    assert.ok(
      data[i] >= 0 && data[i + 2] > 0 && (data[i] > 0 || i === 0 || data[i + 1] >= data[i - 3]),
      'tokens cross',
    );

  const edits = await request<TextEdit[]>('formatting', { options: { tabSize: 2, insertSpaces: true } });
  const formatted = applied(document, edits, 'formatting');
  assert.equal(formatted.replace(/[\s;]/g, ''), text.replace(/[\s;]/g, ''), 'formatting lost or made something');

  const renamed = await request<WorkspaceEdit | null>('rename', { newName: 'Renamed_1' }).catch(
    (error: { code?: number }) => {
      assert.equal(error.code, -32600, String(error));
      return null;
    },
  );
  const before = findingCodes(text);
  for (const change of documentEdits(renamed)) {
    if (change.textDocument.uri !== uri) continue;
    const after = applied(document, change.edits, 'rename');
    assert.deepEqual(findingCodes(after), before, 'renaming changed what is wrong with the syntax');
  }

  const { diagnostics } = await inTime(
    client.published(uri, ({ version }) => version === 2),
    'diagnostics',
  );
  for (const { range, code } of diagnostics) inside(document, range, String(code));
  const fresh = text.includes('\0')
    ? ['RT0009 at 0:0']
    : analyse({ file: `/plans/${uri.split('/').pop()!}`, text }, () => undefined).diagnostics.map(
        ({ code, range: { start } }) => `${code} at ${start.line}:${start.character}`,
      );
  assert.deepEqual(diagnostics.map(placeOf).sort(), fresh.sort(), 'published is not what a fresh look finds');
  const range = { start: { line: 0, character: 0 }, end: document.positionAt(text.length) };
  for (const action of await request<CodeAction[]>('codeAction', { range, context: { diagnostics } }))
    for (const change of documentEdits(action.edit ?? null))
      if (change.textDocument.uri === uri) applied(document, change.edits, action.title);

  await client.close(uri);
  assert.deepEqual(client.log.slice(logged), [], 'the server logged a failure');
}

function placeOf({ code, range: { start } }: Diagnostic): string {
  return `${code} at ${start.line}:${start.character}`;
}

function findingCodes(text: string): string[] {
  return readSource('/plan.rtplan', text).findings.map(({ code }) => code);
}

function documentEdits(edit: WorkspaceEdit | null): TextDocumentEdit[] {
  return (edit?.documentChanges ?? []).filter((change): change is TextDocumentEdit => 'edits' in change);
}

/** Throws where edits overlap. */
function applied(document: TextDocument, edits: readonly TextEdit[], what: string): string {
  for (const { range } of edits) inside(document, range, what);
  return TextDocument.applyEdits(document, [...edits]);
}

function inside(document: TextDocument, range: Range, what: string): void {
  for (const position of [range.start, range.end]) {
    const there = document.positionAt(document.offsetAt(position));
    assert.deepEqual(asText(position), asText(there), `${what} speaks of a place outside the text`);
  }
}

function asText({ line, character }: Position): string {
  return `${line}:${character}`;
}

/** The whole difference as the editor sends it: one piece replaced. */
function oneChange(from: TextDocument, to: string): { range: Range; text: string } {
  const old = from.getText();
  let start = 0;
  while (start < old.length && start < to.length && old[start] === to[start]) start++;
  let end = 0;
  while (end < old.length - start && end < to.length - start && old.at(-1 - end) === to.at(-1 - end)) end++;
  return {
    range: { start: from.positionAt(start), end: from.positionAt(old.length - end) },
    text: to.slice(start, to.length - end),
  };
}

async function inTime<T>(answer: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} is not answered after ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
