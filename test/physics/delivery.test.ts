import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deliveredPositions, type DeliveredPosition } from '../../src/physics/delivery.ts';
import type { ControlPoint } from '../../src/plan/delivery.ts';

const boundaries = [-10, 0, 10];

describe('a delivery as standing positions', () => {
  it('is one position with one aperture for a field that stands still', () => {
    const [position, ...others] = positions(point(0), point(1));
    assert.deepEqual(others, []);
    assert.equal(position.share, 1);
    assert.deepEqual(
      position.apertures.map(({ share, leaves }) => [share, leaves?.leftMm]),
      [[1, [-5, -5]]],
    );
  });

  it('is one aperture a segment for step and shoot: nothing is given while the leaves go on', () => {
    const found = positions(
      point(0, { left: -5, right: 5 }),
      point(0.2, { left: -5, right: 5 }),
      point(0.2, { left: -30, right: -20 }),
      point(0.5, { left: -30, right: -20 }),
      point(0.5, { left: 20, right: 30 }),
      point(1, { left: 20, right: 30 }),
    );
    assert.equal(found.length, 1);
    assert.deepEqual(
      found[0].apertures.map(({ share, leaves }) => [round(share), leaves!.leftMm[0], leaves!.rightMm[0]]),
      [
        [0.2, -5, 5],
        [0.3, -30, -20],
        [0.5, 20, 30],
      ],
    );
  });

  it('puts the same opening, given twice, together', () => {
    const found = positions(
      point(0),
      point(0.25),
      point(0.25, { left: 0 }),
      point(0.5, { left: 0 }),
      point(0.5),
      point(1),
    );
    assert.deepEqual(
      found[0].apertures.map(({ share }) => share),
      [0.75, 0.25],
    );
  });

  it('cuts a sliding window into the fewest equal parts in which no open leaf moves more than 2.5 mm', () => {
    const [{ apertures }] = positions(point(0, { left: -20, right: -10 }), point(1, { left: 0, right: 10 }));
    assert.equal(apertures.length, 8);
    assert.ok(apertures.every(({ share }) => Math.abs(share - 1 / 8) < 1e-12));
    assert.deepEqual(
      apertures.map(({ leaves }) => leaves!.leftMm[0]),
      [-18.75, -16.25, -13.75, -11.25, -8.75, -6.25, -3.75, -1.25],
    );
  });

  it('opens each point of a sliding window for as long as the gap needs to pass it, to a part in as many as there are', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 40, noNaN: true }),
        fc.double({ min: 3, max: 30, noNaN: true }),
        (start, gap) => {
          const travel = 60;
          const [{ apertures }] = positions(
            point(0, { left: start, right: start + gap }),
            point(1, { left: start + travel, right: start + gap + travel }),
          );
          for (const x of [start + gap / 2, start + travel / 2, start + travel]) {
            const open = apertures
              .filter(({ leaves }) => leaves!.leftMm[0] < x && x < leaves!.rightMm[0])
              .reduce((sum, { share }) => sum + share, 0);
            // Open from when the leading leaf has passed until the trailing one does.
            const exact = Math.min(1, (x - start) / travel) - Math.max(0, (x - start - gap) / travel);
            assert.ok(Math.abs(open - exact) <= 1 / apertures.length + 1e-9, `${open} against ${exact} at ${x}`);
          }
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  it('does not cut for leaves that are closed or hidden by the jaws', () => {
    const hidden = { yJawsMm: [-10, 0] as [number, number] };
    const from = { ...point(0), ...hidden, leaves: { leftMm: [-5, -50], rightMm: [5, 50] } };
    const to = { ...point(1), ...hidden, leaves: { leftMm: [-5, 0], rightMm: [5, 60] } };
    assert.equal(positions(from, to)[0].apertures.length, 1);
    const closed = { leaves: { leftMm: [-5, -50], rightMm: [5, -50] } };
    const closedAfter = { leaves: { leftMm: [-5, 50], rightMm: [5, 50] } };
    assert.equal(positions({ ...point(0), ...closed }, { ...point(1), ...closedAfter })[0].apertures.length, 1);
  });

  it('stands at the middle of each interval of an arc, in the sense of the rotation', () => {
    const arc = (from: number, to: number, gantrySense: 'CW' | 'CC' | 'NONE') =>
      positions({ ...point(0, {}, from), gantrySense }, point(1, {}, to)).map(({ gantryDeg }) => gantryDeg);
    assert.deepEqual(arc(90, 94, 'CW'), [92]);
    assert.deepEqual(arc(94, 90, 'CC'), [92]);
    assert.deepEqual(arc(358, 2, 'CW'), [0]);
    assert.deepEqual(arc(2, 358, 'NONE'), [0], 'without a sense the shorter way');
    assert.deepEqual(arc(0, 10, 'CW'), [2.5, 7.5], 'by steps of 5 degrees at most');
    const longWay = arc(10, 0, 'CW');
    assert.equal(longWay.length, 70);
    assert.deepEqual([longWay[0], longWay[69]], [12.5, 357.5]);
  });

  it('gives each interval of an arc the MU between its control points, with leaves, couch and collimator half way', () => {
    const found = positions(
      { ...point(0, { left: -5 }, 0), gantrySense: 'CW' as const, collimatorDeg: 10 },
      { ...point(0.25, { left: -4 }, 2), gantrySense: 'CW' as const, collimatorDeg: 12, couchDeg: 4 },
      { ...point(1, { left: -4 }, 4), collimatorDeg: 12, couchDeg: 4 },
    );
    assert.deepEqual(
      found.map((p) => [p.share, p.gantryDeg, p.collimatorDeg, p.couchDeg, p.apertures[0].leaves!.leftMm[0]]),
      [
        [0.25, 1, 11, 2, -4.5],
        [0.75, 3, 12, 4, -4],
      ],
    );
  });

  it('gives all the MU, whatever moves', () => {
    const angle = fc.integer({ min: 0, max: 359 });
    const sense = fc.constantFrom('CW' as const, 'CC' as const, 'NONE' as const);
    const end = fc.integer({ min: 0, max: 80 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), angle, angle, sense, end), { minLength: 1, maxLength: 12 }),
        (steps) => {
          const total = steps.reduce((sum, [weight]) => sum + weight, 0);
          if (total === 0) return;
          let given = 0;
          const points = steps.map(([weight, gantry, couchDeg, gantrySense, right]) => {
            given += weight;
            return { ...point(given / total, { left: -5, right }, gantry), couchDeg, gantrySense };
          });
          const found = positions(point(0), ...points);
          assert.ok(Math.abs(found.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
          for (const { apertures } of found)
            assert.ok(Math.abs(apertures.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });
});

function positions(...controlPoints: ControlPoint[]): DeliveredPosition[] {
  return deliveredPositions({ leafBoundariesMm: boundaries, controlPoints });
}

function point(
  givenShare: number,
  { left = -5, right = 5 }: { left?: number; right?: number } = {},
  gantryDeg = 0,
): ControlPoint {
  return {
    givenShare,
    gantryDeg,
    couchDeg: 0,
    collimatorDeg: 0,
    gantrySense: 'NONE',
    couchSense: 'NONE',
    collimatorSense: 'NONE',
    isocentreMm: [0, 0, 0],
    xJawsMm: [-100, 100],
    yJawsMm: [-10, 10],
    leaves: { leftMm: [left, left], rightMm: [right, right] },
  };
}

function round(value: number): number {
  return Number(value.toFixed(12));
}
