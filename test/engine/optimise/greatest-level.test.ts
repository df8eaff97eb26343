import assert from 'node:assert/strict';
import { type AtLevel, greatestLevel } from '../../../src/engine/optimise/greatest-level.ts';

/** As a must is missed: little to spare up to the level at which it is reached, then more and more. */
const bent =
  (reached: number, curvature = 0) =>
  (level: number): number =>
    level <= reached ? -0.002 : (level - reached) / reached + curvature * ((level - reached) / reached) ** 2;

async function search(
  missedAt: (level: number) => number,
  most: number,
): Promise<{ level: number; tries: number[]; froms: number[] }> {
  const tries: number[] = [];
  const froms: number[] = [];
  const tryAt = (level: number, from: AtLevel): Promise<AtLevel> => {
    tries.push(level);
    froms.push(from.level);
    return Promise.resolve({ level, missed: missedAt(level) });
  };
  const { level } = await greatestLevel({ level: 60, missed: 0 }, most, tryAt);
  return { level, tries, froms };
}

describe('The greatest level that holds', () => {
  it('is found to a quarter of a percent, from below, in no more tries than halving takes, or six', async () => {
    for (const most of [66, 80, 120])
      for (const reached of [60.1, 61.3, 64.9, 65.7, 73.3, 79, 101, 119].filter((one) => one < most))
        for (const curvature of [0, 2, -0.5]) {
          const { level, tries } = await search(bent(reached, curvature), most);
          assert.ok(level <= reached && level >= reached * (1 - 0.0026), `${level} for ${reached} of ${most}`);
          const halvings = 1 + Math.ceil(Math.log2((most - 60) / (0.0025 * reached)));
          assert.ok(tries.length <= Math.max(6, halvings), `${tries.join(', ')}: ${halvings} halvings`);
        }
  });

  it('is the upper end where that holds, in one try', async () => {
    const { level, tries } = await search(bent(90), 80);
    assert.equal(level, 80);
    assert.deepEqual(tries, [80]);
  });

  it('is the one it begins with where nothing above holds', async () => {
    const { level, tries } = await search(() => 0.01, 80);
    assert.equal(level, 60);
    assert.ok(tries.length <= 9);
  });

  it('is looked for from the highest level that held', async () => {
    const { tries, froms } = await search(bent(73.3), 80);
    for (const [n, from] of froms.entries())
      assert.equal(from, Math.max(60, ...tries.slice(0, n).filter((level) => level <= 73.3)));
  });

  it('is one that holds where what is missed is uneven', async () => {
    const uneven = (level: number): number => bent(70)(level) + 0.004 * Math.sin(9 * level);
    const { level, tries } = await search(uneven, 90);
    assert.ok(uneven(level) <= 0 && level > 68, `${level}`);
    assert.ok(tries.length <= 9);
  });
});
