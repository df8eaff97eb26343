import assert from 'node:assert/strict';
import { createDosePool } from '../../../src/engine/dose-pool.ts';
import type { RunResult } from '../../../src/engine/results.ts';
import { sampleAt, type Vec3 } from '../../../src/patient/grid.ts';
import { modulatedBall } from '../../support/modulated-ball.ts';
import { pooledRun } from '../../support/pooled-run.ts';

const free = modulatedBall('step_and_shoot, at most 25 segments')
  .replace('organ Rod', 'organ Tank = structure "Tank"\norgan Rod')
  // The rod lies where the dose may not fall faster.
  .replace('Rod mean <= 14 Gy', 'Rod mean <= 40 Gy');
const ceiling = 1.5;
const held = free.replace('  normalise', `  gradient GTV to Tank <= ${ceiling} Gy/mm\n  normalise`);

/** The greatest fall over 3 mm on rays from the middle of the ball, Gy/mm, in ascending order. */
function steepestOnRays({ doseGrid, doseGy }: RunResult): number[] {
  const rays = 400;
  return Array.from({ length: rays }, (_, ray) => {
    const z = 1 - (2 * ray + 1) / rays;
    const across = Math.sqrt(1 - z * z);
    const turn = ray * 2.399963;
    const at = (mm: number): number => {
      const point: Vec3 = [mm * across * Math.cos(turn), mm * across * Math.sin(turn), mm * z];
      return sampleAt(doseGrid, doseGy, point)!;
    };
    return Math.max(...Array.from({ length: 40 }, (__, mm) => (at(15 + mm) - at(18 + mm)) / 3));
  }).sort((a, b) => a - b);
}
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

describe('A ceiling on the gradient out of a target', function () {
  this.timeout(240_000);
  const resultOf = pooledRun();
  let [without, steered]: (RunResult | undefined)[] = [];
  before(async () => {
    without = await resultOf(free);
    steered = await resultOf(held);
  });

  it('is kept by the dose, which falls much faster without it, and costs no goal that must hold', () => {
    const [loose, kept] = [steepestOnRays(without!), steepestOnRays(steered!)];
    assert.ok(mean(loose) > 2.4 && loose[380] > 4, `${mean(loose)} and ${loose[380]} Gy/mm without`);
    // Rays from the middle are no lines of the ceiling, and are looked at in steps of 1 mm.
    assert.ok(kept[380] < 1.1 * ceiling && mean(kept) < ceiling, `${mean(kept)} and ${kept[380]} Gy/mm`);
    assert.ok(
      steered!.goals.every(({ met }) => met),
      JSON.stringify(steered!.goals),
    );
    assert.deepEqual(
      steered!.diagnostics.filter(({ severity }) => severity !== 'information'),
      [],
    );
  });

  it('is told among the goals that steer', () => {
    const [told] = steered!.optimisation!.goals.slice(-1);
    assert.equal(told.text, `gradient GTV to Tank <= ${ceiling} Gy/mm`);
    assert.ok(told.ideal <= 0 && told.delivered <= 0, JSON.stringify(told));
    assert.equal(without!.optimisation!.goals.length + 1, steered!.optimisation!.goals.length);
  });

  it('has the same beams on one thread, bit for bit', async () => {
    const pool = createDosePool({ threads: 1 });
    try {
      const alone = await resultOf(held, { pool });
      assert.deepEqual(alone.beams, steered!.beams);
      assert.deepEqual(alone.doseGy, steered!.doseGy);
    } finally {
      await pool.dispose();
    }
  });
});
