import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openShare } from '../../src/physics/edge.ts';

describe('the share of a window that sees past an edge', () => {
  it('is the share on the open side, exactly, for a point source', () => {
    assert.equal(openShare(0, 4, 0), 0.5);
    assert.equal(openShare(1, 4, 0), 0.75);
    assert.equal(openShare(2, 4, 0), 1);
    assert.equal(openShare(-2.5, 4, 0), 0);
  });

  it('is the Gaussian distribution function for a small window', () => {
    // Φ(1) and Φ(−0.5) from tables.
    assert.ok(Math.abs(openShare(3, 0.5, 3) - 0.841345) < 1e-3);
    assert.ok(Math.abs(openShare(-1.5, 0.5, 3) - 0.308538) < 1e-3);
  });

  it('adds up to the window for the two sides of an edge, and to the opening over a row of windows', () => {
    const length = fc.integer({ min: -200, max: 200 }).map((n) => n / 10);
    const positive = fc.integer({ min: 5, max: 100 }).map((n) => n / 10);
    fc.assert(
      fc.property(length, positive, positive, (distance, width, sigma) => {
        assert.ok(Math.abs(openShare(distance, width, sigma) + openShare(-distance, width, sigma) - 1) < 1e-4);
        let opening = 0;
        for (let x = -200 * width; x <= 200 * width; x += width) {
          opening += width * (openShare(x - distance, width, sigma) - openShare(x - distance - 37, width, sigma));
        }
        assert.ok(Math.abs(opening - 37) < 1e-3, `${opening}`);
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});
