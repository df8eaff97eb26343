import assert from 'node:assert/strict';
import fc from 'fast-check';
import { power } from '../../src/units/power.ts';

const base = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const exponent = fc.double({ min: -12, max: 12, noNaN: true });

describe('power', () => {
  it('agrees with Math.pow to a few last bits', () => {
    fc.assert(
      fc.property(base, exponent, (x, k) => {
        const expected = Math.pow(x, k);
        const bits = 2 ** -52 * (4 + Math.abs(k * Math.log(x)));
        assert.ok(Math.abs(power(x, k) - expected) <= bits * expected, `${x} to the ${k}`);
      }),
    );
  });

  it('is exact where products are: the identity, squares, whole powers of two and of ten', () => {
    fc.assert(fc.property(base, (x) => power(x, 1) === x && power(x, 0) === 1 && power(x, 2) === x * x));
    for (let k = -1022; k <= 1023; k++) assert.equal(power(2, k), 2 ** k);
    for (let k = -22; k <= 22; k++) assert.equal(power(10, k), Number(`1e${k}`));
  });

  it('at the ends of its domain is what Math.pow is', () => {
    for (const x of [0, 1, Infinity])
      for (const k of [-2.5, -1, 0, 0.5, 3, Infinity, -Infinity])
        assert.equal(power(x, k), Math.pow(x, k), `${x}, ${k}`);
    assert.equal(power(-2, 3), -8);
    assert.ok(Number.isNaN(power(-2, 0.5)));
    assert.ok(Number.isNaN(power(2, NaN)));
  });
});
