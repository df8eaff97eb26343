import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnalyser } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';
import { readSource } from '../../src/language/source.ts';
import type { Level } from './level.ts';
import { mutatedText, oneOf } from './mutate.ts';

const examples = join(import.meta.dirname, '../../examples');

/** The examples of the guide, and the four-field box with an optimisation. */
export function exampleTexts(): string[] {
  const texts = readdirSync(examples)
    .filter((name) => name.endsWith('.rtplan'))
    .map((name) => readFileSync(join(examples, name), 'utf8'));
  const box = readFileSync(join(examples, 'four-field-box.rtplan'), 'utf8').replace(/^ *aperture.*\n/gm, '');
  texts.push(`${box}\noptimise { technique = imrt   deliver = step_and_shoot, at most 80 segments   bixel = 5 mm }\n`);
  return texts;
}

/** Parser, resolver and formatter: whole texts with one to three edits. */
export function planTexts(): Level {
  const texts = exampleTexts();
  const analyse = createAnalyser();
  return {
    name: 'plan texts',
    caseOf(random) {
      return {
        text: mutatedText(oneOf(random, texts), random),
        check(text) {
          const { plan, diagnostics } = analyse({ file: '/plan.rtplan', text }, () => undefined);
          assert.ok(plan === undefined || diagnostics.every((d) => d.severity !== 'error'), 'a plan with errors');
          assert.ok(
            plan !== undefined || !/^plan "/m.test(text) || diagnostics.some((d) => d.severity === 'error'),
            'no plan and no error',
          );
          const lines = text.split(/\r\n|\n|\r/);
          for (const { code, range } of diagnostics)
            for (const { line, character } of [range.start, range.end])
              assert.ok(line < lines.length && character <= text.length, `${code} is marked outside the text`);
          const formatted = format(text);
          assert.equal(format(formatted), formatted, 'formatting twice is not formatting once');
          assert.equal(inkOf(formatted), inkOf(text), 'formatting lost or made something');
          if (readSource('/plan.rtplan', text).findings.length > 0) return;
          assert.deepEqual(readSource('/plan.rtplan', formatted).findings, [], 'formatting broke the syntax');
        },
      };
    },
  };
}

/** What of a text formatting must keep: all but white space and the `;` that stands for a line break. */
function inkOf(text: string): string {
  return text.replace(/[\s;]/g, '');
}
