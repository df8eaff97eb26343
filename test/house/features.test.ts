import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync('docs/features.md', 'utf8');
const rows = [...page.matchAll(/^\| (.+?) +\| (.+?) +\| \[.+?\]\(\.\.\/(.+?)\) +\|$/gm)].map(
  ([, feature, title, file]) => ({ feature, title, file }),
);

describe('the table of features', () => {
  it('has a test for every row, and nothing else', () => {
    const lines = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Feature|---)/.test(line));
    assert.equal(rows.length, lines.length);
    assert.ok(rows.length >= 40);
  });

  for (const { feature, title, file } of rows)
    it(`${feature}: its test exists`, () => {
      assert.ok(existsSync(file), file);
      // The title as it stands in an `it(…)`; what comes before and after it may be put in when the tests run.
      const titles = [...readFileSync(file, 'utf8').matchAll(/\bit\(\s*(['"`])([^]*?)\1,/g)].map(([, , text]) => text);
      assert.ok(
        titles.some((text) => text.replace(/^\$\{\w+\} |: \$\{\w+\}$/g, '') === title),
        `${file} has no test "${title}"`,
      );
    });

  it('names every file of tests that run in VS Code', () => {
    const named = new Set(rows.map(({ file }) => file));
    const files = ['test/editor', 'test/editor/suite'].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => join(folder, name).replaceAll('\\', '/')),
    );
    // That the extension starts is part of every other one.
    assert.deepEqual(
      files.filter((file) => !named.has(file) && file !== 'test/editor/suite/activation.test.ts'),
      [],
    );
  });
});
