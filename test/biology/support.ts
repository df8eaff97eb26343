import assert from 'node:assert/strict';
import fc from 'fast-check';

/** Real numbers from `min` to `max`, ends included. */
export function real(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}

/** A law that holds for all that the property makes, from a fixed seed. */
export function law<Values>(property: fc.IProperty<Values>): void {
  fc.assert(property, { seed: 7, numRuns: 200 });
}

/** Equal within a share of the greater. */
export function assertNear(actual: number, expected: number, share = 1e-10): void {
  const off = Math.abs(actual - expected);
  assert.ok(
    off <= share * Math.max(Math.abs(actual), Math.abs(expected)) + 1e-290,
    `${actual} is not ${expected} within ${share} of it`,
  );
}
