import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };

describe('package.json', () => {
  const sources = filesUnder('src/extension').map((file) => readFileSync(file, 'utf8'));
  const mentioned = (pattern: RegExp): Set<string> =>
    new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1])));

  it('declares every command that the extension registers, and no other', () => {
    const declared = manifest.contributes.commands.map(({ command }) => command.replace('dosewright.', ''));
    assert.deepEqual([...mentioned(/\bregister(?:Command)?\(\s*'(?:dosewright\.)?(\w+)'/g)].sort(), declared.sort());
  });

  it('names only declared commands in menus and keys', () => {
    const declared = new Set(manifest.contributes.commands.map(({ command }) => command));
    const used = [...Object.values(manifest.contributes.menus).flat(), ...manifest.contributes.keybindings].map(
      ({ command }) => command,
    );
    assert.deepEqual(
      used.filter((command) => !declared.has(command)),
      [],
    );
  });

  it('declares every setting that the extension reads, and no other', () => {
    const declared = Object.keys(manifest.contributes.configuration.properties).map((name) =>
      name.replace('dosewright.', ''),
    );
    assert.deepEqual([...mentioned(/\bsetting\('(\w+)'\)/g)].sort(), declared.sort());
  });

  it('points at files that exist', () => {
    const files = [
      ...manifest.contributes.languages.flatMap(({ configuration, icon }) => [configuration, icon.light, icon.dark]),
      ...manifest.contributes.grammars.map(({ path }) => path),
      ...manifest.contributes.walkthroughs.flatMap(({ steps }) =>
        steps.flatMap(({ media }) => Object.values(media.image)),
      ),
    ];
    assert.deepEqual(
      files.filter((file) => !existsSync(file)),
      [],
    );
  });

  it('stands beside every folder that the extension reads', () => {
    const folders = sources.flatMap((text) =>
      [...text.matchAll(/joinPath\(context\.extensionUri((?:, '[^']+')+)/g)].map((match) =>
        [...match[1].matchAll(/'([^']+)'/g)].map(([, folder]) => folder).join('/'),
      ),
    );
    assert.ok(folders.includes('syntaxes/icons'), 'the icon of the preview');
    assert.deepEqual(
      folders.filter((folder) => !existsSync(folder)),
      [],
    );
  });

  it('supports the VS Code whose API it is compiled against', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode']}`);
  });

  it('pins every package to one version', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    assert.deepEqual(
      versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
      [],
    );
  });
});

describe('package-lock.json', () => {
  it('names no host, so that it holds for any registry', () => {
    assert.match(readFileSync('.npmrc', 'utf8'), /^omit-lockfile-registry-resolved=true$/m);
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { resolved?: string }>;
    };
    assert.deepEqual(
      Object.values(packages).filter(({ resolved }) => resolved !== undefined),
      [],
    );
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).map((entry) => join(folder, entry.name));
}
