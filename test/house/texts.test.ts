import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every text of the project that is not made by a tool. */
const texts = [
  '.',
  ...['src', 'webview', 'test', 'tools', 'bench', 'syntaxes', 'examples', 'docs', '.ci'].flatMap(foldersUnder),
]
  .flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).map((entry) => ({ entry, path: join(folder, entry.name) })),
  )
  .filter(({ entry }) => entry.isFile() && /\.(c?m?[jt]s|css|json|md|rtplan|langium)$|^run$/.test(entry.name))
  .map(({ path }) => ({ path, text: readFileSync(path, 'utf8') }));

describe('the texts of the project', () => {
  it('name no package registry by its host', () => {
    assert.deepEqual(filesWith(/\bregistry\.(?!dosewright)[a-z0-9-]+\.[a-z]{2,}\b/i), []);
  });

  it('refer to the folder beside the checkout in tests only', () => {
    const isAllowed = (path: string): boolean => path.startsWith('test/');
    assert.deepEqual(
      filesWith(/\/work\/shared|\.\.\/shared\b/).filter((path) => !isAllowed(path)),
      [],
    );
  });

  it('hold no marks of a merge', () => {
    assert.deepEqual(filesWith(/^(<<<<<<<|>>>>>>>) /m), []);
  });

  it('leave nothing to do later', () => {
    assert.deepEqual(filesWith(new RegExp(`\\b(${['TO', 'FIX', 'XX'].join('|')})(DO|ME|X)\\b`)), []);
  });
});

function filesWith(pattern: RegExp): string[] {
  return texts.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

function foldersUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const below = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'generated',
  );
  return [folder, ...below.flatMap((entry) => foldersUnder(join(folder, entry.name)))];
}
