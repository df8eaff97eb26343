import assert from 'node:assert/strict';
import { checkDelivery, machineAperture, openExtent } from '../../src/physics/delivery-limits.ts';
import { machines } from '../../src/physics/machine.ts';
import type { ControlPoint, Delivery } from '../../src/plan/delivery.ts';
import type { Beam } from '../../src/plan/plan.ts';
import { placeAt } from '../support/plan-parts.ts';

const linac = machines.get('std.linac6MV')!;
const point6MV = machines.get('std.point6MV')!;
const boundaries = [-20, -10, 0, 10, 20];

function delivery(...points: Partial<ControlPoint>[]): Delivery {
  const first: ControlPoint = {
    givenShare: 0,
    gantryDeg: 0,
    couchDeg: 0,
    collimatorDeg: 0,
    gantrySense: 'NONE',
    couchSense: 'NONE',
    collimatorSense: 'NONE',
    isocentreMm: [0, 0, 0],
    xJawsMm: [-50, 50],
    yJawsMm: [-10, 10],
    leaves: { leftMm: [-5, -5, -5, -5], rightMm: [5, 5, 5, 5] },
  };
  return { leafBoundariesMm: boundaries, controlPoints: points.map((point) => ({ ...first, ...point })) };
}

const codes = (given: Delivery, machine = linac): string[] =>
  checkDelivery({ beam: { name: 'A', at: placeAt(1) } as Beam, machine }, given).map(({ code }) => code);

describe('what a machine can give of a delivery', () => {
  it('is all of it where leaves and jaws stand within their reach, and hidden or closed pairs do not matter', () => {
    assert.deepEqual(codes(delivery({}, { leaves: { leftMm: [0, -5, -5, 0], rightMm: [0, 5, 5, 0] } })), []);
  });

  it('is not leaves that cross, beyond the rounding of writers', () => {
    const crossed = (by: number) => ({ leaves: { leftMm: [by, -5, -5, -5], rightMm: [0, 5, 5, 5] } });
    assert.deepEqual(codes(delivery({}, crossed(0.04))), []);
    assert.deepEqual(codes(delivery({}, crossed(0.1))), ['RT3071']);
  });

  it('is not leaves or jaws farther out than they reach', () => {
    assert.deepEqual(codes(delivery({ leaves: { leftMm: [-201, -5, -5, -5], rightMm: [5, 5, 5, 5] } })), ['RT3071']);
    assert.deepEqual(codes(delivery({ xJawsMm: [-201, 0] })), ['RT4105']);
  });

  it('is nothing of a beam that is closed all the time', () => {
    const closed = { leaves: { leftMm: [-5, 0, 0, -5], rightMm: [5, 0, 0, 5] } };
    assert.deepEqual(codes(delivery(closed, closed)), ['RT4106'], 'what is open lies behind the jaws');
    assert.deepEqual(codes(delivery(closed, {})), []);
  });

  it('is nothing of a shaped beam where it has no leaves', () => {
    assert.deepEqual(codes(delivery({}), point6MV), ['RT4107']);
  });
});

describe('the side of a field without jaws', () => {
  it('ends where leaves in sight ever open', () => {
    const moving = delivery(
      { xJawsMm: undefined, leaves: { leftMm: [-40, -5, -5, -40], rightMm: [40, 5, 5, 40] } },
      { xJawsMm: undefined, leaves: { leftMm: [-40, -3, -3, -40], rightMm: [40, 9, 9, 40] } },
    );
    const extent = openExtent(moving);
    assert.deepEqual(extent, { x1Mm: -5, x2Mm: 9, y1Mm: -10, y2Mm: 10 });
    assert.deepEqual(machineAperture({ yJawsMm: [-7, 8] }, extent).jaws, { x1Mm: -5, x2Mm: 9, y1Mm: -7, y2Mm: 8 });
  });
});
