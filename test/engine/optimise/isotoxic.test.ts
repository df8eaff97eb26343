import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../../src/engine/results.ts';
import { pooledRun } from '../../support/pooled-run.ts';

const fixtures = join(import.meta.dirname, '../../language/diagnostics');
const open = readFileSync(join(fixtures, 'RT1030/good.rtplan'), 'utf8')
  .replace('45 Gy', '36 Gy')
  .replace('(35, 0, 0)', '(28, 0, 0)');
const optimised = open
  .replace(/ {2}aperture .*\n/, '')
  .replace('compute', 'optimise { deliver = step_and_shoot, at most 25 segments }\ncompute');

describe('An isotoxic prescription', function () {
  this.timeout(180_000);
  const resultOf = pooledRun();

  it('gives more dose by optimised beams than by open ones, the organ having its limit, and every must held', async () => {
    const [byOpen, byOptimised] = [await resultOf(open), await resultOf(optimised)];
    const doseOf = ({ prescriptions }: RunResult): number => prescriptions[0][0].doseGy;
    assert.ok(doseOf(byOptimised) > doseOf(byOpen) + 1, `${doseOf(byOptimised)} Gy`);
    const said = byOptimised.diagnostics.find(({ code }) => code === 'RT6013' || code === 'RT6014')!;
    assert.match(said.message, /Cord has 36 Gy of the 36 Gy/);
    assert.ok(byOptimised.goals[0].met, JSON.stringify(byOptimised.goals[0]));
    assert.ok(Math.abs(byOptimised.goals[0].goal.limit - 0.95 * doseOf(byOptimised)) < 1e-9);
    assert.equal(byOptimised.hundredPercent.doseGy, doseOf(byOptimised));
  });
});
