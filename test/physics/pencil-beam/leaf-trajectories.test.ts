import assert from 'node:assert/strict';
import type { BixelGrid } from '../../../src/physics/pencil-beam/bixels.ts';
import { leafSweep } from '../../../src/physics/pencil-beam/leaf-sweep.ts';
import { type LeafTrajectories, leafTrajectories } from '../../../src/physics/pencil-beam/leaf-trajectories.ts';
import { seededRandom } from '../../support/random.ts';

const [rows, columns] = [5, 8];
const grid: BixelGrid = {
  pairs: [3, 4, 5, 6, 7],
  rowEdgesMm: [0, 5, 10, 15, 20, 25],
  columnEdgesMm: [0, 5, 10, 15, 20, 25, 30, 35, 40],
  isOpen: new Uint8Array(rows * columns).fill(1),
};
/** Ragged maps: with holes, flat parts, closed rows and closed ends. */
const maps = Array.from({ length: 20 }, (_, seed) => {
  const random = seededRandom(100 + seed);
  return Float64Array.from({ length: rows * columns }, (__, b) => {
    const closedRow = seed % 3 === 0 && Math.floor(b / columns) === 2;
    return closedRow || random() < 0.25 ? 0 : Math.round(20 * random()) / (1 + (seed % 2));
  });
});
const perfect = { muPerColumn: 1.5, beyond: 0.4, leastGap: 0 };
const places = Array.from({ length: rows * columns * 3 }, (_, n) => ({
  row: Math.floor(n / (3 * columns)),
  bixel: Math.floor(n / 3),
  x: Math.floor((n % (3 * columns)) / 3) + [0.01, 0.5, 0.97][n % 3],
}));

/** MU for which a place lies between the leaves of its row, when these move evenly between the stops: integrated exactly. */
function givenMu(
  { endsAt }: LeafTrajectories,
  stops: ArrayLike<number>,
  { row, x }: { row: number; x: number },
): number {
  let mu = 0;
  for (let k = 1; k < stops.length; k++) {
    const [from, to] = [endsAt(stops[k - 1]), endsAt(stops[k])];
    const trailing = shareBefore(from.left[row], to.left[row], x);
    const leading = shareBefore(from.right[row], to.right[row], x);
    mu += (stops[k] - stops[k - 1]) * (trailing - leading);
  }
  return mu;
}

/** The share of an even way for which a leaf has not yet passed a place. */
function shareBefore(from: number, to: number, x: number): number {
  if (to <= x) return 1;
  return from >= x ? 0 : (x - from) / (to - from);
}

function evenly(totalMu: number, stops: number): number[] {
  return Array.from({ length: stops }, (_, k) => (totalMu * k) / (stops - 1));
}

describe('Leaf trajectories', () => {
  it('give the map exactly through perfect leaves, at every place of every bixel', () => {
    for (const fluence of maps) {
      const window = leafTrajectories(grid, fluence, perfect);
      for (const place of places) {
        const given = givenMu(window, window.bends, place);
        assert.ok(Math.abs(given - fluence[place.bixel]) < 1e-9, `${given} for ${fluence[place.bixel]}`);
      }
    }
  });

  it('move to the right, never faster than a column in the MU that the machine needs for one, from closed to closed', () => {
    for (const fluence of maps)
      for (const limits of [perfect, { ...perfect, leastGap: 0.3 }, { ...perfect, leastGap: 0.3, leastOverlap: 0.2 }]) {
        const { bends, endsAt, totalMu } = leafTrajectories(grid, fluence, limits);
        const stops = [...bends, ...evenly(totalMu, 57)].sort((a, b) => a - b);
        for (let k = 1; k < stops.length; k++) {
          const [from, to] = [endsAt(stops[k - 1]), endsAt(stops[k])];
          const most = (stops[k] - stops[k - 1]) / limits.muPerColumn + 1e-9;
          for (let row = 0; row < rows; row++)
            for (const side of ['left', 'right'] as const) {
              const moved = to[side][row] - from[side][row];
              assert.ok(moved >= -1e-9 && moved <= most, `${side} of row ${row} moves ${moved} of ${most}`);
            }
        }
        const apart = Math.max(limits.leastGap, ('leastOverlap' in limits && limits.leastOverlap) || 0);
        for (const { left, right } of [endsAt(0), endsAt(totalMu)])
          for (let row = 0; row < rows; row++) {
            assert.ok(
              Math.abs(right[row] - left[row] - apart) < 1e-9 || right[row] - left[row] <= limits.leastGap + 1e-9,
            );
            assert.ok(right[row] <= -limits.beyond + 1e-9 || left[row] >= columns + limits.beyond - 1e-9);
          }
      }
  });

  it('take the MU of the row with the greatest sum of rises, and those of the way', () => {
    const fluence = new Float64Array(rows * columns);
    fluence.set([1, 3, 2, 5, 0, 4, 0, 0], columns);
    const { totalMu } = leafTrajectories(grid, fluence, perfect);
    assert.ok(Math.abs(totalMu - (1 + 2 + 3 + 4 + (columns + 2 * perfect.beyond) * perfect.muPerColumn)) < 1e-9);
    const fast = leafTrajectories(grid, maps[0], { ...perfect, muPerColumn: 1e-9 });
    assert.ok(Math.abs(fast.totalMu - leafSweep(grid, maps[0], 1).totalMu) < 1e-6, 'with infinitely fast leaves');
  });

  it('keep their least gap, and give more only where the map wants less than that gives', () => {
    const leastGap = 0.4;
    for (const fluence of maps) {
      const window = leafTrajectories(grid, fluence, { ...perfect, leastGap });
      const stops = [...window.bends];
      for (const mu of stops) {
        const { left, right } = window.endsAt(mu);
        assert.ok(left.every((end, row) => right[row] - end >= leastGap - 1e-9));
      }
      const given = places.map((place) => givenMu(window, window.bends, place) - fluence[place.bixel]);
      assert.ok(Math.min(...given) > -1e-9 && Math.max(...given) > leastGap, 'less than the map somewhere');
      const enough = fluence.map((mu) => mu + leastGap * perfect.muPerColumn);
      const exact = leafTrajectories(grid, enough, { ...perfect, leastGap });
      for (const place of places) assert.ok(Math.abs(givenMu(exact, exact.bends, place) - enough[place.bixel]) < 1e-9);
    }
  });

  it('where leaves may not pass their neighbours, wait for them: no overlap is lost, and still each bixel is exact', () => {
    let waited = 0;
    for (const fluence of maps) {
      const window = leafTrajectories(grid, fluence, { ...perfect, leastOverlap: 0 });
      const free = leafTrajectories(grid, fluence, perfect);
      if (window.totalMu > free.totalMu + 1e-6) waited++;
      for (const mu of [...window.bends, ...evenly(window.totalMu, 40)]) {
        const { left, right } = window.endsAt(mu);
        for (let row = 1; row < rows; row++) {
          assert.ok(left[row] <= right[row - 1] + 1e-6, `row ${row} at ${mu} MU`);
          assert.ok(left[row - 1] <= right[row] + 1e-6, `row ${row} at ${mu} MU`);
        }
      }
      for (const place of places) {
        const given = givenMu(window, window.bends, place);
        assert.ok(Math.abs(given - fluence[place.bixel]) < 1e-6, `${given} for ${fluence[place.bixel]}`);
      }
    }
    assert.ok(waited > 0, 'in no map did a row have to wait');
  });

  it('seen at even steps miss a place by no more than the MU of two steps', () => {
    for (const fluence of maps) {
      const window = leafTrajectories(grid, fluence, perfect);
      const step = window.totalMu / 60;
      for (const place of places) {
        const given = givenMu(window, evenly(window.totalMu, 61), place);
        assert.ok(Math.abs(given - fluence[place.bixel]) <= 2 * step, `${given} for ${fluence[place.bixel]}`);
      }
    }
  });

  it('of nothing do not move', () => {
    const { totalMu, endsAt } = leafTrajectories(grid, new Float64Array(rows * columns), perfect);
    assert.equal(totalMu, 0);
    assert.deepEqual([...endsAt(0).left], Array(rows).fill(-perfect.beyond));
  });
});
