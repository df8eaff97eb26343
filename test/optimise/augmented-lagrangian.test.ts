import assert from 'node:assert/strict';
import highsLoader from 'highs';
import { minimiseConstrained, separateFunctions } from '../../src/optimise/augmented-lagrangian.ts';
import type { Differentiable } from '../../src/optimise/bounded-quasi-newton.ts';
import { quadraticProgram } from './quadratic-program.ts';

const near = (actual: number, expected: number, within = 1e-5): void =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual}, not ${expected}`);

/** (x − a)² + (y − b)². */
const distance =
  (a: number, b: number): Differentiable =>
  ([x, y], gradient) => {
    gradient[0] = 2 * (x - a);
    gradient[1] = 2 * (y - b);
    return (x - a) ** 2 + (y - b) ** 2;
  };
/** p x + q y − limit. */
const plane =
  (p: number, q: number, limit: number): Differentiable =>
  ([x, y], gradient) => {
    gradient[0] = p;
    gradient[1] = q;
    return p * x + q * y - limit;
  };
const disc: Differentiable = (x, gradient) => distance(0, 0)(x, gradient) - 2;

describe('the constrained minimiser', () => {
  it('finds the nearest point of a plane, and its multiplier', () => {
    const found = minimiseConstrained(separateFunctions(distance(2, 1), [plane(1, 1, 2), plane(1, 0, 5)]), [0, 0]);
    assert.equal(found.end, 'converged');
    near(found.x[0], 1.5);
    near(found.x[1], 0.5);
    near(found.multipliers[0], 1);
    assert.equal(found.multipliers[1], 0);
    assert.ok(found.violation <= 1e-6);
    assert.deepEqual(found.infeasible, []);
  });

  it('finds the edge of a disc from a linear objective', () => {
    const found = minimiseConstrained(separateFunctions(plane(-1, -1, 0), [disc]), [0.1, 0.2]);
    assert.equal(found.end, 'converged');
    near(found.x[0], 1);
    near(found.x[1], 1);
    near(found.multipliers[0], 0.5);
  });

  it('does not depend on the units of constraints', () => {
    const thousandfold: Differentiable = (x, gradient) => {
      const value = 1000 * plane(1, 1, 2)(x, gradient);
      for (let i = 0; i < 2; i++) gradient[i] *= 1000;
      return value;
    };
    const found = minimiseConstrained(separateFunctions(distance(2, 1), [thousandfold]), [0, 0], {
      constraintScale: [1000],
    });
    near(found.x[0], 1.5);
    near(found.multipliers[0], 1e-3, 1e-8);
  });

  it('starts from multipliers of a solution nearby', () => {
    const problem = separateFunctions(distance(2, 1), [plane(1, 1, 2)]);
    const cold = minimiseConstrained(problem, [0, 0]);
    const warm = minimiseConstrained(problem, cold.x, { multipliers: cold.multipliers });
    assert.equal(warm.end, 'converged');
    assert.ok(warm.evaluations < cold.evaluations, `${warm.evaluations}, ${cold.evaluations}`);
  });

  it('agrees with an active-set solver on random convex quadratic programs with rows', async () => {
    const highs = await highsLoader();
    for (let seed = 1; seed <= 12; seed++) {
      const program = quadraticProgram(seed, 6, 3);
      const reference = highs.solve(program.text);
      assert.equal(reference.Status, 'Optimal');
      const found = minimiseConstrained(separateFunctions(program.f, program.constraints), program.start, {
        tolerance: 1e-8,
      });
      assert.equal(found.end, 'converged');
      found.x.forEach((value, i) => near(value, reference.Columns[`x${i}`].Primal, 2e-5));
    }
  });

  it('says which constraints cannot hold together', () => {
    const least: Differentiable = (x, gradient) => plane(-1, 0, -3)(x, gradient);
    const constraints = [plane(1, 0, 1), least, plane(0, 1, 4)];
    const found = minimiseConstrained(separateFunctions(distance(2, 1), constraints), [0, 0]);
    assert.equal(found.end, 'infeasible');
    assert.deepEqual(found.infeasible, [0, 1]);
    near(found.x[0], 2, 1e-2);
    near(found.violation, 1, 1e-2);
  });

  it('says so of a constraint that bounds forbid', () => {
    const found = minimiseConstrained(separateFunctions(distance(2, 1), [plane(1, 1, -1)]), [1, 1]);
    assert.equal(found.end, 'infeasible');
    assert.deepEqual(found.infeasible, [0]);
  });

  it('can be cancelled', () => {
    let told = 0;
    const found = minimiseConstrained(separateFunctions(plane(-1, -1, 0), [disc]), [0.1, 0.2], {
      onIteration: () => told++,
      isCancelled: () => told >= 2,
    });
    assert.equal(found.end, 'cancelled');
  });
});
