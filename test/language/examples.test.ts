import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/language/analyse.ts';
import { format } from '../../src/language/format.ts';
import { planSchema } from '../../src/plan/plan.ts';

const folder = join(import.meta.dirname, '../../examples');

describe('the examples', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.rtplan'));

  it('are there', () => {
    for (const name of [
      'water-10x10.rtplan',
      'four-field-box.rtplan',
      'oropharynx.rtplan',
      'hypoxia.rtplan',
      'sequential-boost.rtplan',
      'arc.rtplan',
    ])
      assert.ok(names.includes(name));
  });

  for (const name of names) {
    const text = readFileSync(join(folder, name), 'utf8');

    it(`${name} is a plan without findings`, () => {
      const { plan, diagnostics } = analyse({ file: join(folder, name), text }, () => undefined);
      assert.deepEqual(diagnostics, []);
      assert.deepEqual(planSchema.parse(plan), plan);
    });

    it(`${name} is in canonical layout`, () => {
      assert.equal(format(text), text);
    });

    it(`${name} needs no patient data`, () => {
      assert.doesNotMatch(text, /\b(dicom|nifti|nrrd)\b/);
    });
  }
});
