import assert from 'node:assert/strict';
import highsLoader from 'highs';
import { type Differentiable, minimiseBounded } from '../../src/optimise/bounded-quasi-newton.ts';
import { seededRandom } from '../support/random.ts';
import { quadraticProgram } from './quadratic-program.ts';

/** Rosenbrock's valley, 100 (y − x²)² + (1 − x)². */
const rosenbrock: Differentiable = (at, gradient) => {
  const [x, y] = at;
  const off = y - x * x;
  gradient[0] = -400 * x * off - 2 * (1 - x);
  gradient[1] = 200 * off;
  return 100 * off * off + (1 - x) ** 2;
};

describe('the bounded minimiser', () => {
  it('finds the end of a curved valley', () => {
    const { x, end, evaluations } = minimiseBounded(rosenbrock, [-1.2, 1], {
      lower: [-5, -5],
      tolerance: 1e-12,
    });
    assert.equal(end, 'converged');
    assert.ok(Math.abs(x[0] - 1) < 1e-8 && Math.abs(x[1] - 1) < 1e-8, `${x}`);
    assert.ok(evaluations < 80, `${evaluations} evaluations`);
  });

  it('stops where a bound cuts the valley', () => {
    const { x, end } = minimiseBounded(rosenbrock, [0, 0], { upper: [0.5, 10], tolerance: 1e-10 });
    assert.equal(end, 'converged');
    assert.equal(x[0], 0.5);
    assert.ok(Math.abs(x[1] - 0.25) < 1e-9, `${x}`);
  });

  it('starts within the bounds, and leaves a start that is optimal', () => {
    const square: Differentiable = (x, gradient) => {
      gradient[0] = 2 * (x[0] + 1);
      return (x[0] + 1) ** 2;
    };
    const found = minimiseBounded(square, [-3]);
    assert.deepEqual([found.x[0], found.value, found.iterations, found.end], [0, 1, 0, 'converged']);
  });

  it('agrees with an active-set solver on random convex quadratic programs', async () => {
    const highs = await highsLoader();
    for (let seed = 1; seed <= 20; seed++) {
      const program = quadraticProgram(seed, 6 + (seed % 7));
      const reference = highs.solve(program.text);
      assert.equal(reference.Status, 'Optimal');
      const found = minimiseBounded(program.f, program.start, { tolerance: 1e-10 });
      const expected = program.start.map((_, i) => reference.Columns[`x${i}`].Primal);
      assert.ok(Math.abs(found.value - program.f(Float64Array.from(expected), new Float64Array(99))) < 1e-6);
      found.x.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-5, `${seed}: ${found.x}`));
    }
  });

  it('meets the conditions of Karush, Kuhn and Tucker on an ill-conditioned one', () => {
    const n = 60;
    const random = seededRandom(3);
    const middle = Array.from({ length: n }, () => 2 * random() - 1);
    const f: Differentiable = (x, gradient) => {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const curvature = 10 ** ((6 * i) / n);
        gradient[i] = curvature * (x[i] - middle[i]);
        sum += 0.5 * gradient[i] * (x[i] - middle[i]);
      }
      return sum;
    };
    const scale = Float64Array.from({ length: n }, (_, i) => 10 ** ((-3 * i) / n));
    const start = new Float64Array(n).fill(1);
    const bare = minimiseBounded(f, start, { tolerance: 1e-9, memory: n });
    const scaled = minimiseBounded(f, start, { tolerance: 1e-9, scale });
    for (const { x, end } of [bare, scaled]) {
      assert.equal(end, 'converged');
      const gradient = new Float64Array(n);
      f(x, gradient);
      x.forEach((value, i) => {
        assert.ok(Math.abs(value - Math.max(0, middle[i])) < 1e-5, `${i}: ${value}`);
        assert.ok(value > 0 ? Math.abs(gradient[i]) < 1e-3 : gradient[i] >= 0, `${i}: ${gradient[i]}`);
      });
    }
    // Scaled by its diagonal this one is a sphere.
    assert.ok(scaled.iterations <= 5 && bare.iterations > scaled.iterations, `${bare.iterations}`);
  });

  it('goes around where a function has no value, and curvature the wrong way', () => {
    const f: Differentiable = ([x], gradient) => {
      gradient[0] = x < 3 ? 1 - 2 / (3 - x) ** 2 : NaN;
      return x < 3 ? x - 2 / (3 - x) : NaN;
    };
    // Falls without end towards 3: the minimiser may not leave the function's domain.
    const found = minimiseBounded(f, [1.7], { maxIterations: 20 });
    assert.ok(found.x[0] > 1.7 && found.x[0] < 3);
    const cosine: Differentiable = ([x], gradient) => {
      gradient[0] = -Math.sin(x);
      return Math.cos(x);
    };
    const { x } = minimiseBounded(cosine, [0.1], { tolerance: 1e-9 });
    assert.ok(Math.abs(Math.cos(x[0]) + 1) < 1e-12, `${x}`);
    assert.equal(minimiseBounded(() => NaN, [1]).end, 'not-finite');
  });

  it('can be cancelled, and tells of each iteration', () => {
    const told: number[] = [];
    const found = minimiseBounded(rosenbrock, [0, 0], {
      onIteration: ({ iteration }) => told.push(iteration),
      isCancelled: () => told.length > 5,
    });
    assert.equal(found.end, 'cancelled');
    assert.deepEqual(told, [0, 1, 2, 3, 4, 5]);
    assert.equal(minimiseBounded(rosenbrock, [0, 0], { maxIterations: 3 }).end, 'max-iterations');
  });

  it('gives the same bits every time, and never a higher value', () => {
    const { f, start } = quadraticProgram(4, 12);
    const values: number[] = [];
    const first = minimiseBounded(f, start, { onIteration: ({ value }) => values.push(value) });
    const second = minimiseBounded(f, start);
    assert.deepEqual([...first.x], [...second.x]);
    assert.ok(values.every((value, k) => k === 0 || value <= values[k - 1]));
  });
});
