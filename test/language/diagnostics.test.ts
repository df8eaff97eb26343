import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { analyse } from '../../src/language/analyse.ts';
import { catalogue } from '../../src/plan/diagnostics/catalogue.ts';
import { planSchema } from '../../src/plan/plan.ts';
import type { Diagnostic } from '../../src/plan/diagnostic.ts';
import { offsetAt, unmarked } from '../support/markers.ts';

const folder = join(import.meta.dirname, 'diagnostics');
const tiers = /^RT[0125]/;
const codes = Object.keys(catalogue).filter((code) => tiers.test(code));
const read = (code: string, name: string): { text: string; ranges: { start: number; end: number }[] } =>
  unmarked(readFileSync(join(folder, code, `${name}.rtplan`), 'utf8'));
/** Files that a fixture imports lie beside it. */
const besides =
  (code: string) =>
  (file: string): string | undefined => {
    const path = join(folder, code, basename(file));
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
const diagnose = (code: string, text: string): readonly Diagnostic[] =>
  analyse({ file: '/plans/fixture.rtplan', text }, besides(code)).diagnostics;

describe('every diagnostic of the language', () => {
  it('has a bad and a good fixture, and no fixture is without its code', () => {
    const missing = codes.filter(
      (code) => !existsSync(join(folder, code, 'bad.rtplan')) || !existsSync(join(folder, code, 'good.rtplan')),
    );
    assert.deepEqual(missing, []);
    const unknown = readdirSync(folder).filter((name) => tiers.test(name) && !codes.includes(name));
    assert.deepEqual(unknown, []);
  });

  for (const code of codes) {
    it(`${code} (${catalogue[code as keyof typeof catalogue].title}) marks exactly what is wrong in its bad fixture`, () => {
      const { text, ranges } = read(code, 'bad');
      assert.ok(ranges.length > 0, 'the bad fixture marks no range with <| |>');
      const found = diagnose(code, text).map((d) => ({
        code: d.code,
        start: offsetAt(text, d.range.start),
        end: offsetAt(text, d.range.end),
        marked: text.slice(offsetAt(text, d.range.start), offsetAt(text, d.range.end)),
        message: d.message,
      }));
      assert.deepEqual(
        found.map(({ code, start, end }) => ({ code, start, end })),
        ranges.map((range) => ({ code, ...range })),
        JSON.stringify(found, null, 1),
      );
    });

    it(`${code} is silent on its good fixture, which is a whole plan`, () => {
      const { text } = read(code, 'good');
      const { plan, diagnostics } = analyse({ file: '/plans/fixture.rtplan', text }, besides(code));
      assert.deepEqual(diagnostics, []);
      assert.ok(planSchema.safeParse(plan).success);
    });
  }

  it('has messages that are sentences, and titles and explanations in the catalogue', () => {
    for (const code of codes) {
      const entry = catalogue[code as keyof typeof catalogue];
      assert.match(entry.explanation, /[.]$/, code);
      for (const diagnostic of diagnose(code, read(code, 'bad').text))
        assert.match(diagnostic.message, /[.:?][^.]*$|[.]$/, diagnostic.message);
    }
  });

  it('offers fixes that mend what they are offered for', () => {
    for (const code of codes) {
      const { text } = read(code, 'bad');
      const found = diagnose(code, text);
      for (const diagnostic of found) {
        for (const fix of diagnostic.fixes ?? []) {
          const mended = [...fix.edits]
            .sort((a, b) => offsetAt(text, b.range.start) - offsetAt(text, a.range.start))
            .reduce(
              (t, edit) =>
                t.slice(0, offsetAt(text, edit.range.start)) + edit.newText + t.slice(offsetAt(text, edit.range.end)),
              text,
            );
          const left = diagnose(code, mended).filter((d) => d.code === code);
          const others = found.filter((d) => d !== diagnostic && d.code === code);
          assert.ok(left.length <= others.length, `${code}: "${fix.title}" leaves the finding in\n${mended}`);
        }
      }
    }
  });
});
