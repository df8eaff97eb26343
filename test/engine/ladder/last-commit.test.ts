import assert from 'node:assert/strict';
import { previewModel, withLastCommit } from '../../../src/engine/preview-model.ts';
import type { RunResult } from '../../../src/engine/results.ts';
import { createSession, type Session } from '../../../src/engine/session.ts';
import { analyse } from '../../../src/language/analyse.ts';
import { voxelCount } from '../../../src/patient/grid.ts';
import { differenceTo, goalCells, lastCommit, rungCompared } from '../../../src/preview/comparison.ts';
import { previewModelSchema } from '../../../src/preview/model-schema.ts';
import { buildBundles } from '../../support/bundles.ts';
import { smallPlan } from '../../support/small-plan.ts';
import { syntheticPatient } from '../../support/synthetic-patient.ts';

describe('the plan as it was committed last, beside the plan', function () {
  this.timeout(120_000);
  let session: Session;
  before(() => {
    buildBundles();
    session = createSession({ threads: 2 });
  });
  after(() => session.dispose());

  async function run(changes: Readonly<Record<string, string>>): Promise<RunResult> {
    const { plan } = analyse({ file: '/p.rtplan', text: smallPlan(changes) }, () => undefined);
    const outcome = await session.run(plan!, { baseFolder: syntheticPatient() });
    assert.ok(outcome.kind === 'result', JSON.stringify(outcome));
    return outcome.result;
  }
  const higher = { 'GTV 50 Gy': 'GTV 55 Gy', 'D50% = 50 Gy': 'D50% = 55 Gy' };

  it('has its dose, histograms and goals on the places of the plan, with the limit of a goal that was another', async () => {
    const committed = await run({
      'Spine mean <= 50 Gy prefer 1': 'Spine mean <= 40 Gy prefer 1\n  GTV mean >= 10 Gy must',
    });
    const result = await run(higher);
    const loaded = withLastCommit(previewModel(result), result, committed);
    const { model } = loaded;
    previewModelSchema.parse(model);
    const rung = rungCompared(loaded, lastCommit)!;
    assert.equal(rung.range, undefined);
    const { values } = differenceTo(loaded, rung);
    const dose = loaded.volumes.get(model.dose.values)!;
    values.forEach((gy, n) => assert.ok(Math.abs(gy - dose[n] / 11) < 1e-3 * (1 + dose[n]), `${gy} of ${dose[n]}`));
    const spine = model.goals.find(({ region }) => region === 'Spine')!;
    const [theirs, ours] = goalCells(model.ladder!, spine)!;
    assert.match(theirs.words, /^\d+\.\d Gy \(≤ 40 Gy\)$/);
    assert.doesNotMatch(ours.words, /≤/);
    assert.ok(Math.abs(ours.value! / theirs.value! - 1.1) < 1e-3);
    assert.deepEqual(model.ladder!.dropped, ['GTV mean ≥ 10 Gy must']);
  });

  it('is brought onto the dose grid of the plan where that is another', async () => {
    const committed = await run({ 'grid = 10 mm': 'grid = 8 mm' });
    const result = await run({});
    const loaded = withLastCommit(previewModel(result), result, committed);
    const rung = rungCompared(loaded, lastCommit)!;
    assert.equal(loaded.volumes.get(rung.dose)!.length, voxelCount(result.doseGrid));
    const { values, mostGy } = differenceTo(loaded, rung);
    const known = [...values].filter((gy) => !Number.isNaN(gy));
    assert.ok(known.length > 0.7 * values.length);
    // The same beams on another grid: what differs is the edge of the field within a voxel.
    assert.ok(mostGy > 0 && mostGy < 30, String(mostGy));
    assert.ok(known.reduce((sum, gy) => sum + Math.abs(gy), 0) / known.length < 2);
  });
});
