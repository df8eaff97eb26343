import assert from 'node:assert/strict';
import { conesPerSetup } from '../../src/physics/cones-per-setup.ts';

describe('cones of a beam with several set-ups', () => {
  it('are all of them for up to three set-ups, then three times that number between them, and never fewer than 32', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 9, 60].map((setups) => conesPerSetup(60, setups)),
      [60, 60, 60, 45, 36, 32, 32],
    );
  });

  it('are never more than a single set-up has', () => {
    assert.deepEqual([conesPerSetup(16, 1), conesPerSetup(16, 60)], [16, 16]);
  });
});
