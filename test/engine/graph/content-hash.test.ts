import assert from 'node:assert/strict';
import fc from 'fast-check';
import { constantHash, contentHash } from '../../../src/engine/graph/content-hash.ts';

describe('content hash', () => {
  it('is the same for the same content, whatever the order of properties and whether absent or undefined', () => {
    assert.equal(contentHash({ a: 1, b: [2, { c: 3 }] }), contentHash({ b: [2, { c: 3 }], a: 1, d: undefined }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const reversed = Object.fromEntries(Object.entries(data).reverse());
        assert.equal(contentHash(data), contentHash(reversed));
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it('tells apart what is not the same', () => {
    const different: unknown[] = [
      undefined,
      null,
      false,
      0,
      -0,
      NaN,
      1,
      1 + Number.EPSILON,
      '1',
      '',
      'ab',
      ['ab'],
      ['a', 'b'],
      [['a'], 'b'],
      [],
      {},
      { a: 'b' },
      { b: 'a' },
      { a: 1 },
      new Map([['a', 1]]),
      new Set(['a', 1]),
      Float32Array.of(1),
      Float32Array.of(-1),
      Float32Array.of(1, 1),
      Float64Array.of(1),
      Uint8Array.of(1),
      [1],
    ];
    const hashes = different.map((value) => contentHash(value));
    assert.equal(new Set(hashes).size, different.length);
    assert.notEqual(contentHash('a', 'b'), contentHash('ab'));
  });

  it('looks at the part of a buffer that an array shows, shared or not', () => {
    const shared = new Float32Array(new SharedArrayBuffer(16));
    shared.set([1, 2, 3, 4]);
    assert.equal(contentHash(shared.subarray(1, 3)), contentHash(Float32Array.of(2, 3)));
  });

  it('refuses what has no content', () => {
    assert.throws(() => contentHash({ f: () => 1 }), TypeError);
    assert.throws(() => contentHash(new Date(0)), TypeError);
  });

  it('of data that never changes is worked out once and is the same', () => {
    const data = { a: [1, 2] };
    assert.equal(constantHash(data), contentHash(data));
    assert.equal(constantHash(data), constantHash({ a: [1, 2] }));
  });
});
