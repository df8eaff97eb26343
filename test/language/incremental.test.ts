import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createAnalyser } from '../../src/language/analyse.ts';
import type { Diagnostic } from '../../src/plan/diagnostic.ts';
import { piecesOf } from '../../src/language/statement-borders.ts';
import { namesIn } from '../../src/server/names.ts';
import { createWorkspace } from '../../src/server/workspace.ts';
import { below, mutate, oneOf } from '../fuzz/mutate.ts';
import { exampleTexts } from '../fuzz/plan-texts.ts';
import { completionsAt } from '../support/completions.ts';
import { unmarked } from '../support/markers.ts';
import { seededRandom } from '../support/random.ts';

const uri = 'file:///plans/plan.rtplan';
const scraps = [
  '\n',
  '\n\n',
  'organ A = structure "A"\n',
  'let m = 5 mm\n',
  '}\n',
  '{',
  '(',
  '"',
  '// organ\n',
  'goals {\n',
  '  allow RT5004 because "the whole body is meant"\n',
  'allow RT5004 because "the whole body is meant"\n',
  'allow RT1001 because "',
  '  allow RT5O04 because ""\n',
];

/** Broken texts that have a finding of nearly every kind, beside whole plans. */
function texts(): string[] {
  const folder = join(import.meta.dirname, 'diagnostics');
  const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rtplan'))
    .sort()
    .map((name) => unmarked(readFileSync(join(folder, name), 'utf8')).text);
  const wholes = exampleTexts();
  return [...fixtures, ...fixtures.map((_, i) => wholes[i % wholes.length])];
}

/** One edit: a finding that is allowed, another digit; of a few characters, of a whole statement that is taken away, doubled or moved, or the beginning of one. */
function edited(text: string, random: () => number, found: readonly Diagnostic[] = []): string {
  const allowed = found.filter(({ severity }) => severity !== 'error');
  if (allowed.length > 0 && random() < 0.2) {
    const at = random() < 0.5 ? 0 : text.indexOf('\n', below(random, text.length)) + 1;
    return `${text.slice(0, at)}allow ${oneOf(random, allowed).code} because "it is meant so"\n${text.slice(at)}`;
  }
  const chance = random();
  const digits = [...text.matchAll(/\d/g)];
  if (digits.length > 0 && random() < 0.3) {
    const { index } = oneOf(random, digits);
    return text.slice(0, index) + String(below(random, 10)) + text.slice(index + 1);
  }
  if (text.length < 20 || chance < 0.6) return mutate(text, 0, Math.max(text.length, 1), random);
  if (chance < 0.75) {
    const at = text.indexOf('\n', below(random, text.length)) + 1;
    return text.slice(0, at) + oneOf(random, scraps) + text.slice(at);
  }
  const pieces = piecesOf(text).map((piece) => piece.text);
  const at = below(random, pieces.length);
  const [piece] = pieces.splice(at, 1);
  if (chance > 0.83) pieces.splice(below(random, pieces.length + 1), 0, piece);
  if (chance > 0.92) pieces.splice(below(random, pieces.length + 1), 0, piece);
  return pieces.join('');
}

describe('what is kept from version to version of a text', () => {
  const steps = Number(process.env.DOSEWRIGHT_EDITS ?? 2_000);

  it(`gives what a reading from scratch gives, over ${steps} edits`, async function () {
    this.timeout(0);
    const bases = texts();
    assert.ok(bases.length > 200, 'the fixtures are not found');
    const random = seededRandom(Number(process.env.DOSEWRIGHT_SEED ?? 20_261_127));
    const entry = (text: string) => ({ file: '/plans/plan.rtplan', text });
    let analyse = createAnalyser();
    let text = '';
    let found = 0;
    let plans = 0;
    let suppressed = 0;
    let last: readonly Diagnostic[] = [];
    for (let step = 0; step < steps; step++) {
      // Each text is edited until it is beyond recognition.
      if (step % 12 === 0) {
        text = oneOf(random, bases);
        analyse = createAnalyser();
        void analyse(entry(text), () => undefined).diagnostics;
      }
      const before = text;
      // Most edits are taken back at once, as an author does: the text that comes back was read before.
      text = edited(text, random, last);
      const kept = analyse(entry(text), () => undefined);
      const fresh = createAnalyser()(entry(text), () => undefined);
      const where = `after edit ${step} of ${JSON.stringify(text)}`;
      assert.deepEqual(kept.diagnostics, fresh.diagnostics, where);
      assert.deepEqual(kept.suppressed, fresh.suppressed, where);
      assert.deepEqual(kept.allows, fresh.allows, where);
      assert.deepEqual(kept.plan, fresh.plan, where);
      assert.deepEqual(
        kept.bindings.map(({ range, declaration }) => [range, declaration.name, declaration.sort]),
        fresh.bindings.map(({ range, declaration }) => [range, declaration.name, declaration.sort]),
        where,
      );
      assert.deepEqual(
        namesIn(kept.source).map(({ node: _, ...name }) => name),
        namesIn(fresh.source).map(({ node: _, ...name }) => name),
        where,
      );
      last = fresh.diagnostics;
      found += fresh.diagnostics.length;
      suppressed += fresh.suppressed.length;
      if (fresh.plan) plans++;
      if (random() < 0.6) text = before;
    }
    assert.ok(found > steps && plans > steps / 50, `${found} findings and ${plans} plans are too few to compare`);
    assert.ok(suppressed > steps / 100, `${suppressed} findings that are allowed are too few to compare`);
  });

  it('gives the completions of a text that has just been opened', async function () {
    this.timeout(0);
    const bases = texts();
    const random = seededRandom(7);
    let compared = 0;
    for (let round = 0; round < steps / 40; round++) {
      let text = oneOf(random, bases);
      const open = createWorkspace();
      const document = TextDocument.create(uri, 'rtplan', 1, text);
      open.open(document);
      for (let version = 2; version < 6; version++) {
        text = edited(text, random);
        TextDocument.update(document, [{ text }], version);
        const again = createWorkspace();
        again.open(TextDocument.create(uri, 'rtplan', 1, text));
        const offset = below(random, text.length + 1);
        const kept = await completionsIn(open, offset);
        assert.deepEqual(kept, await completionsIn(again, offset), `at ${offset} of ${JSON.stringify(text)}`);
        compared += kept.length;
        // Every second version is judged before the next key, as after a pause in typing.
        if (version % 2 === 0) void open.inspectionOf(open.plan(uri)!).diagnostics;
      }
    }
    assert.ok(compared > steps / 4, `${compared} completions are too few to compare`);
  });

  it('an inspection asked for its plan after the next one says what its own text means', () => {
    const [text] = exampleTexts();
    const analyse = createAnalyser();
    const first = analyse({ file: '/plan.rtplan', text }, () => undefined);
    analyse({ file: '/plan.rtplan', text: `// moved\n\n${text.replace(/^goals/m, 'gaols')}` }, () => undefined);
    const fresh = createAnalyser()({ file: '/plan.rtplan', text }, () => undefined);
    assert.deepEqual(first.diagnostics, fresh.diagnostics);
    assert.deepEqual(first.plan, fresh.plan);
    assert.ok(fresh.plan);
  });
});

function completionsIn(workspace: ReturnType<typeof createWorkspace>, offset: number) {
  const plan = workspace.plan(uri)!;
  return completionsAt({ plan, workspace, cursor: plan.positionAt(offset) });
}
