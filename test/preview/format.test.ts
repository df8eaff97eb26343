import assert from 'node:assert/strict';
import { fixed, gray, percent, secondsLeft, signed, trimmed } from '../../src/preview/format.ts';

describe('numbers in the preview', () => {
  it('carry a true minus and never a negative zero', () => {
    assert.equal(fixed(-4, 1), '−4.0');
    assert.equal(fixed(-0.04, 1), '0.0');
    assert.equal(signed(22, 1), '+22.0');
    assert.equal(signed(-0.01, 1), '0.0');
  });

  it('have a space before the unit and no needless decimals', () => {
    assert.equal(gray(83.64), '83.6 Gy');
    assert.equal(percent(95), '95 %');
    assert.equal(trimmed(33.333, 1), '33.3');
    assert.equal(trimmed(70, 1), '70');
  });

  it('show a dash where there is no number', () => {
    assert.equal(fixed(Number.NaN, 1), '–');
  });

  it('tell time left in round figures', () => {
    assert.equal(secondsLeft(0.2), '1 s');
    assert.equal(secondsLeft(13), '15 s');
    assert.equal(secondsLeft(79), '1 min 20 s');
  });
});
