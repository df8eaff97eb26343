import assert from 'node:assert/strict';
import { steepestOpening } from '../../src/optimise/aperture-generation.ts';
import type { BixelGrid } from '../../src/physics/pencil-beam/bixels.ts';
import { seededRandom } from '../support/random.ts';

const columns = 5;
const rows = 4;
const grid: BixelGrid = {
  pairs: [0, 1, 2, 3],
  rowEdgesMm: [0, 5, 10, 15, 20],
  columnEdgesMm: [0, 5, 10, 15, 20, 25],
  isOpen: new Uint8Array(columns * rows).fill(1),
};

/** Every opening there is: per row closed or a run. */
function* allOpenings(): Generator<{ first: number[]; end: number[] }> {
  const runs = [[0, 0]];
  for (let first = 0; first < columns; first++)
    for (let end = first + 1; end <= columns; end++) runs.push([first, end]);
  for (let n = 0; n < runs.length ** rows; n++) {
    const chosen = Array.from({ length: rows }, (_, row) => runs[Math.floor(n / runs.length ** row) % runs.length]);
    yield { first: chosen.map(([first]) => first), end: chosen.map(([, end]) => end) };
  }
}

const sumOver = (
  gradient: Float64Array,
  { first, end }: { first: ArrayLike<number>; end: ArrayLike<number> },
): number => {
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let column = first[row]; column < end[row]; column++) sum += gradient[column + columns * row];
  return sum;
};

/** Open rows follow one another, and neighbours overlap. */
function isJoined({ first, end }: { first: number[]; end: number[] }): boolean {
  const open = first.flatMap((_, row) => (end[row] > first[row] ? [row] : []));
  return open.every(
    (row, n) => n === 0 || (open[n - 1] === row - 1 && first[row] < end[row - 1] && end[row] > first[row - 1]),
  );
}

describe('The opening that lowers an objective fastest', () => {
  for (const interdigitates of [true, false])
    it(`is the best of all ${interdigitates ? 'there are' : 'that join, where leaves may not pass each other'}`, () => {
      for (let seed = 1; seed <= 4; seed++) {
        const random = seededRandom(seed);
        const gradient = Float64Array.from({ length: columns * rows }, () => random() - 0.5);
        const { opening, perMu } = steepestOpening(grid, gradient, { interdigitates });
        let best = 0;
        for (const one of allOpenings())
          if (interdigitates || isJoined(one)) best = Math.min(best, sumOver(gradient, one));
        assert.ok(Math.abs(perMu - best) < 1e-12, `${perMu}, best ${best}`);
        assert.ok(Math.abs(sumOver(gradient, opening) - best) < 1e-12);
      }
    });

  it('stays out of bixels that may not be open', () => {
    const isOpen = grid.isOpen.slice();
    isOpen[2] = 0;
    const gradient = new Float64Array(columns * rows).fill(-1);
    for (const interdigitates of [true, false]) {
      const { opening } = steepestOpening({ ...grid, isOpen }, gradient, { interdigitates });
      assert.ok(opening.first[0] >= 3 || opening.end[0] <= 2);
    }
  });

  it('is none where every bixel would raise it', () => {
    const { opening, perMu } = steepestOpening(grid, new Float64Array(columns * rows).fill(1), {
      interdigitates: true,
    });
    assert.equal(perMu, 0);
    assert.ok(opening.end.every((end, row) => end <= opening.first[row]));
  });
});
