import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPlan } from '../../../src/engine/run-plan.ts';
import { createAnalyser } from '../../../src/language/analyse.ts';
import type { Diagnostic } from '../../../src/plan/diagnostic.ts';
import { cShapePlan } from '../../support/c-shape-plan.ts';
import { modulatedBall } from '../../support/modulated-ball.ts';

const fixtures = join(import.meta.dirname, '../../language/diagnostics');
const fixture = (code: string): string =>
  readFileSync(join(fixtures, code, 'bad.rtplan'), 'utf8')
    .replace('<|', '')
    .replace('|>', '');
const examples = join(import.meta.dirname, '../../../examples');

/** What is said of prescription and goals before beams are looked for. */
async function wanted(text: string, file = '/plan.rtplan'): Promise<Diagnostic[]> {
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  };
  const { plan, diagnostics } = createAnalyser()({ file, text }, read);
  assert.ok(plan, JSON.stringify(diagnostics));
  const { signal } = new AbortController();
  const outcome = await checkPlan(plan, { baseFolder: examples, threads: 1, signal, onProgress: () => undefined });
  assert.ok('diagnostics' in outcome, JSON.stringify(outcome));
  return outcome.diagnostics.filter(({ code }) => /^RT412[567]$/.test(code));
}
const codes = async (text: string): Promise<string[]> => (await wanted(text)).map(({ code }) => code);

describe('What no beams can give', function () {
  this.timeout(120_000);

  describe('a prescription beyond a limit in the same place', () => {
    const through = fixture('RT4125');

    it('is an error where the rest of the target is too small, with the volumes, and names the prescription', async () => {
      const [found, ...others] = await wanted(through);
      assert.equal(found.code, 'RT4125');
      assert.deepEqual(others, []);
      // A rod of 16 mm through a ball of 40 mm: 4/3 π (20³ − (20² − 8²)^1.5) mm³ = 7.71 cm³; less 5 % of 33.5 cm³.
      assert.match(found.message, /at least 6 cc in Rod, where 7\.7 cc of it lie/);
      assert.match(found.message, /"GTV D95% >= 95 % of prescription" must hold/);
      assert.match(found.related![0].message, /what GTV is prescribed/);
    });

    it('is a warning where the rest of the target is large enough for what is asked of it', async () => {
      assert.deepEqual(await codes(through.replace('GTV D95% >=', 'GTV D70% >=')), ['RT4126']);
      assert.deepEqual(await codes(through.replace('GTV D95% >= 95 % of prescription', 'GTV V47.5Gy >= 95 %')), [
        'RT4125',
      ]);
    });

    it('counts what a goal leaves free', async () => {
      assert.deepEqual(await codes(through.replace('Rod max <=', 'Rod D5cc <=')), ['RT4125']);
      assert.deepEqual(await codes(through.replace('Rod max <=', 'Rod D7cc <=')), ['RT4126']);
      assert.deepEqual(await codes(through.replace('Rod max <=', 'Rod D8cc <=')), []);
      assert.deepEqual(await codes(through.replace('Rod max <= 30 Gy', 'Rod V30Gy <= 60 %')), []);
    });

    it('is nothing where it is no limit of that dose, or a wish', async () => {
      assert.deepEqual(await codes(through.replace('Rod max <= 30 Gy', 'Rod max <= 50 Gy')), []);
      assert.deepEqual(await codes(through.replace('Rod max <= 30 Gy must', 'Rod max <= 30 Gy prefer 1')), []);
      assert.deepEqual(await codes(through.replace('Rod max <= 30 Gy', 'Rod mean <= 30 Gy')), []);
      const open = through.replace(/optimise .*\n/, '').replace('  arrange', '  aperture = 5 cm x 5 cm\n  arrange');
      assert.deepEqual(await codes(open), []);
    });

    it('is compared in EQD2 where the goal is', async () => {
      const inEqd2 = through.replace('Rod max <= 30 Gy', 'Rod eqd2(D0.03cc, 3 Gy) <= 60 Gy EQD2[3]');
      assert.deepEqual(await codes(inEqd2), []);
      // 50 Gy in 10 fractions are 80 Gy EQD2[3].
      assert.deepEqual(await codes(inEqd2.replace('25 fractions', '10 fractions')), ['RT4125']);
    });
  });

  describe('a boost steeper than beams', () => {
    const steep = fixture('RT4127');
    const boost = (diameterMm: number, doseGy: number): string =>
      steep.replace('diameter 8 mm', `diameter ${diameterMm} mm`).replace('75 Gy', `${doseGy} Gy`);

    it('is one that is small for what it rises', async () => {
      // σ √(2 ln r) with r = (0.95 B − 50) / 3.5: 7 mm for 75 Gy, 3.6 mm for 60 Gy.
      assert.deepEqual(await codes(boost(12, 75)), ['RT4127']);
      assert.deepEqual(await codes(boost(18, 75)), []);
      assert.deepEqual(await codes(boost(12, 60)), []);
      assert.deepEqual(await codes(boost(6, 60)), ['RT4127']);
      assert.deepEqual(await codes(boost(8, 56)), []);
    });

    it('is none with room around it that is prescribed nothing', async () => {
      const roomy = steep
        .replace('structure "Ball"', 'structure "Ball" minus Wide')
        .replace('target GTV', 'target Wide = structure "Core" + 8 mm\ntarget GTV')
        .replace('subtarget Boost of GTV', 'target Boost');
      assert.deepEqual(await codes(roomy), []);
    });
  });

  it('is found in no example', async () => {
    const files = readdirSync(examples).filter((name) => name.endsWith('.rtplan'));
    const optimised = files.filter((name) => readFileSync(join(examples, name), 'utf8').includes('\noptimise'));
    assert.ok(optimised.length > 0);
    for (const name of optimised) {
      const file = join(examples, name);
      assert.deepEqual(await wanted(readFileSync(file, 'utf8'), file), [], name);
    }
    for (const deliver of ['step_and_shoot', 'sliding_window'])
      for (const text of [cShapePlan(deliver), modulatedBall(deliver)]) assert.deepEqual(await codes(text), []);
  });
});
