import assert from 'node:assert/strict';
import { squaredOverdose } from '../../../src/optimise/objectives/squared-overdose.ts';
import {
  aimedAnew,
  ordersOf,
  scaleGoal,
  type SteeringGoal,
  steeringGoal,
  termsOf,
  turnOf,
} from '../../../src/engine/optimise/priorities.ts';
import type { Goal } from '../../../src/plan/plan.ts';

const must: Goal['level'] = { kind: 'must' };
const wish = (order: number, weight?: number): Goal['level'] =>
  weight === undefined ? { kind: 'prefer', order } : { kind: 'prefer', order, weight };

/** The dose at one point is to stay below 10 Gy. */
const below10 = (point: number, level: Goal['level']): SteeringGoal =>
  steeringGoal(
    { text: `P${point} max <= 10 Gy`, level },
    {
      points: Int32Array.of(point),
      steering: {
        objective: (shift) => squaredOverdose({ weight: [1], referenceGy: 10 * (1 - shift) }),
        perSquare: 0.01,
        missedBy: ([gy]) => (gy - 10) / 10,
      },
    },
  );
const weightsOf = (goals: readonly SteeringGoal[]): number[] =>
  termsOf({ fixed: [], goals }).map(({ weight }) => weight);

describe('Goals in their order', () => {
  it('are weighed by what comes first, whatever the numbers of the orders', () => {
    const of = (a: number, b: number): number[] =>
      weightsOf([below10(0, must), below10(1, wish(a)), below10(2, wish(b))]);
    assert.deepEqual(of(3, 7), of(1, 2));
    const [first, second, third] = of(1, 2);
    assert.ok(first > second && second > third);
    assert.deepEqual(
      ordersOf([below10(0, wish(7)), below10(1, must), below10(2, wish(3)), below10(3, wish(7))]),
      [3, 7],
    );
  });

  it('weigh, within an order, as written, and the scale of the weights tells nothing', () => {
    const of = (scale: number): number[] =>
      weightsOf([below10(0, wish(1, scale)), below10(1, wish(1, 3 * scale)), below10(2, wish(2))]);
    const [light, heavy] = of(1);
    assert.ok(Math.abs(heavy / light - 3) < 1e-12);
    assert.deepEqual(of(4), of(1));
    assert.deepEqual(weightsOf([below10(0, wish(1))]), weightsOf([below10(0, wish(1, 5))]));
  });

  it('wait for their turn, and are held afterwards: at the limit where it is kept, else near what was reached', () => {
    const goals = [below10(0, wish(1)), below10(1, wish(1)), below10(2, wish(2))];
    const doseGy = Float64Array.of(9, 12, 20);
    assert.deepEqual(
      turnOf(1, goals).map(({ waits }) => waits),
      [false, false, true],
    );
    const [kept, missed, own] = turnOf(2, turnOf(1, goals), doseGy);
    assert.ok(kept.heldAt! > 0);
    assert.ok(Math.abs(missed.heldAt! + 0.205) < 1e-12);
    assert.deepEqual([own.heldAt, own.waits], [undefined, false]);
    const [ofKept, ofMissed, , held] = termsOf({ fixed: [], goals: [kept, missed, own] });
    assert.equal(ofKept.weight, held.weight);
    assert.ok(ofMissed.weight > 0 && held.name.startsWith(ofMissed.name));
    const gradient = new Float64Array(1);
    assert.equal(held.objective.evaluate([12.04], gradient), 0);
    assert.ok(held.objective.evaluate([12.2], gradient) > 0);
  });

  it('are aimed at by more one order after the other, and no wish before every must', () => {
    const shifts = (goals: readonly SteeringGoal[], ...doses: number[]): number[] =>
      aimedAnew(goals, Float64Array.from(doses)).map(({ shift }, g) => shift - goals[g].shift);
    const goals = [below10(0, must), below10(1, wish(1)), below10(2, wish(2))];
    const isRaised = (...doses: number[]): boolean[] => shifts(goals, ...doses).map((shift) => shift > 0);
    assert.deepEqual(isRaised(10.1, 10.1, 10.1), [true, false, false]);
    assert.deepEqual(isRaised(9, 10.1, 10.1), [false, true, false]);
    assert.deepEqual(isRaised(9, 9, 10.1), [false, false, true]);
  });

  it('wait for no scale, which is aimed at from the side that it is missed by, without any margin', () => {
    const { points, steering } = below10(0, must);
    const scale = scaleGoal({ text: 'the normalisation <= 10 Gy', level: must }, { points, steering });
    const [scaled, wished] = aimedAnew([scale, below10(1, wish(1))], Float64Array.of(10.1, 10.1));
    assert.ok(Math.abs(scaled.shift - 0.01) < 1e-12);
    assert.ok(wished.shift > below10(1, wish(1)).shift);
    const [kept] = aimedAnew([scaled], Float64Array.of(9.95));
    assert.ok(Math.abs(kept.shift - 0.005) < 1e-12);
    assert.equal(aimedAnew([scaled], Float64Array.of(9))[0].shift, 0);
  });
});
