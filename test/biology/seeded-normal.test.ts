import assert from 'node:assert/strict';
import { seededNormal } from '../../src/biology/seeded-normal.ts';

describe('Seeded normal deviates', () => {
  it('have a mean of 0, a standard deviation of 1 and normal tails', () => {
    const normal = seededNormal(7);
    const drawn = Array.from({ length: 100_000 }, () => normal());
    const mean = drawn.reduce((sum, z) => sum + z, 0) / drawn.length;
    const variance = drawn.reduce((sum, z) => sum + (z - mean) ** 2, 0) / drawn.length;
    assert.ok(Math.abs(mean) < 0.01 && Math.abs(variance - 1) < 0.02, `${mean}, ${variance}`);
    const beyond = drawn.filter((z) => Math.abs(z) > 1.959964).length / drawn.length;
    assert.ok(Math.abs(beyond - 0.05) < 0.003, `${beyond} lie beyond ± 1.96`);
  });

  it('are the same for the same seed, and others for another', () => {
    const of = (seed: number) => Array.from({ length: 5 }, seededNormal(seed));
    assert.deepEqual(of(1), of(1));
    assert.notDeepEqual(of(1), of(2));
  });
});
