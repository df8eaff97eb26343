import assert from 'node:assert/strict';
import { createMemoryStore } from '../../../src/engine/graph/memory-store.ts';

const megabyte = (): Float32Array => new Float32Array(250_000);

describe('memory store', () => {
  it('lets go of what was used longest ago when there is no more room', () => {
    const store = createMemoryStore(3.5e6);
    for (const key of ['a', 'b', 'c']) store.set(key, megabyte());
    store.get('a');
    store.set('d', megabyte());
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].filter((key) => store.get(key) !== undefined),
      ['a', 'c', 'd'],
    );
    assert.ok(store.bytes <= 3.5e6);
  });

  it('counts the arrays in a value, one that is there twice once', () => {
    const store = createMemoryStore(1e9);
    const values = megabyte();
    store.set('a', { region: { values }, map: new Map([['same', values.subarray(10)]]), f: () => 1 });
    assert.ok(store.bytes >= 1e6 && store.bytes < 1.01e6, `${store.bytes}`);
    store.set('a', 'something small');
    assert.ok(store.bytes < 1e4);
  });

  it('does not throw everything out for a value that has no room at all', () => {
    const store = createMemoryStore(1.5e6);
    store.set('a', megabyte());
    store.set('b', new Float32Array(500_000));
    assert.equal(store.get('b'), undefined);
    assert.ok(store.get('a'));
  });

  it('shrinks when asked to', () => {
    const store = createMemoryStore(1e9);
    for (const key of ['a', 'b', 'c']) store.set(key, megabyte());
    store.shrinkTo(1.5e6);
    assert.deepEqual([store.get('a'), store.get('b')], [undefined, undefined]);
    assert.ok(store.get('c'));
  });
});
