import assert from 'node:assert/strict';
import { createSumMemory } from '../../src/engine/sum-memory.ts';

describe('Memory of sums', () => {
  it('gives zeros, in the memory that was given back where the length is the same', () => {
    const memory = createSumMemory();
    const first = memory.take(5).fill(7);
    memory.giveBack(first);
    assert.notEqual(memory.take(6).buffer, first.buffer);
    const again = memory.take(5);
    assert.equal(again.buffer, first.buffer);
    assert.deepEqual([...again], [0, 0, 0, 0, 0]);
  });

  it('never gives what somebody keeps', () => {
    const memory = createSumMemory();
    const kept = [memory.take(5), memory.take(5)];
    memory.renew();
    const others = [memory.take(5), memory.take(5), memory.take(5)];
    assert.equal(new Set([...kept, ...others].map(({ buffer }) => buffer)).size, 5);
  });

  it('does not grow from run to run, nor hold memory of another grid', () => {
    const memory = createSumMemory();
    const seen = new Set<ArrayBufferLike>();
    for (let run = 0; run < 3; run++) {
      const scratch = memory.take(5);
      seen.add(scratch.buffer).add(memory.take(5).buffer);
      memory.giveBack(scratch);
      memory.renew();
    }
    // One is scratch in every run, one is kept by each.
    assert.equal(seen.size, 4);
    memory.take(6);
    memory.renew();
    assert.equal(seen.has(memory.take(5).buffer), false);
  });
});
