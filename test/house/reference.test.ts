import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';
import { parse } from '../../src/language/parse.ts';
import { standardNames } from '../../src/language/scope.ts';
import { vocabulary } from '../../src/language/vocabulary.ts';
import { catalogue } from '../../src/plan/diagnostics/catalogue.ts';
import { referenceFolder, referencePages } from '../../tools/reference.ts';

describe('the reference of the language', function () {
  this.timeout(60_000);
  let pages: Map<string, string>;
  before(async () => {
    pages = await referencePages();
  });

  it('is up to date: npm run reference changes nothing', () => {
    assert.deepEqual(readdirSync(referenceFolder).sort(), [...pages.keys()].sort());
    for (const [name, text] of pages)
      assert.ok(
        readFileSync(join(referenceFolder, name), 'utf8') === text,
        `${name} is out of date: npm run reference`,
      );
  });

  it('has every statement, diagnostic and standard name', () => {
    const page = (name: string): string => pages.get(name)!;
    for (const { statements, properties = [] } of Object.values(vocabulary))
      for (const word of [...Object.keys(statements), ...properties])
        assert.match(page('statements.md'), new RegExp(`\\| \`${word}\` +\\|`));
    for (const code of Object.keys(catalogue)) assert.match(page('diagnostics.md'), new RegExp(`^### ${code} `, 'm'));
    const missed = standardNames().filter((name) => !page('modules.md').includes(name));
    assert.deepEqual(
      missed.filter((name) => !isOfProtocol(name, page('modules.md'))),
      [],
    );
  });

  it('has links that lead to headings', () => {
    const text = pages.get('diagnostics.md')!;
    const headings = new Set(
      [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
        heading
          .replaceAll('\\', '')
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      ),
    );
    for (const [, link] of text.matchAll(/\]\(#([^)]*)\)/g)) assert.ok(headings.has(link), link);
  });

  it('has examples that the language takes, in canonical layout', () => {
    let [plans, fragments] = [0, 0];
    for (const [name, page] of pages)
      for (const [, fence, text] of page.matchAll(/^```rtplan(.*)\n([^]*?)^```$/gm)) {
        const where = `${name}: ${text}`;
        assert.equal(format(text), text, where);
        if (fence.trim() === 'fragment') {
          fragments++;
          assert.deepEqual(parse(text).findings, [], where);
        } else {
          plans++;
          const { plan, diagnostics } = analyse({ file: '/reference.rtplan', text }, () => undefined);
          assert.deepEqual(diagnostics, [], where);
          assert.ok(plan);
        }
      }
    assert.ok(plans >= 1 && fragments >= 90, `${plans} plans, ${fragments} fragments`);
  });
});

/** A rule is listed by the name that it has in the protocol of its site. */
function isOfProtocol(name: string, page: string): boolean {
  return [...page.matchAll(/\| `_?(\w+)` +\|/g)].some(([, group]) => name.endsWith(group));
}
