import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beamAxes, dot, withoutCollimator } from '../../src/physics/coordinates.ts';
import type { Axes, PatientPosition } from '../../src/physics/coordinates.ts';
import type { Vec3 } from '../../src/patient/grid.ts';

const still = { gantryDeg: 0, couchDeg: 0, collimatorDeg: 0 };

describe('beam axes (IEC 61217 to LPS)', () => {
  it('beams come from the front at gantry 0, from the left of a supine patient at 90, from behind at 180, from the right at 270', () => {
    near(beamAxes({ ...still, gantryDeg: 0 }, 'HFS').z, [0, -1, 0]);
    near(beamAxes({ ...still, gantryDeg: 90 }, 'HFS').z, [1, 0, 0]);
    near(beamAxes({ ...still, gantryDeg: 180 }, 'HFS').z, [0, 1, 0]);
    near(beamAxes({ ...still, gantryDeg: 270 }, 'HFS').z, [-1, 0, 0]);
  });

  it('x of an unturned collimator points to the left of a patient head first supine, y to the head', () => {
    near(beamAxes(still, 'HFS').x, [1, 0, 0]);
    near(beamAxes(still, 'HFS').y, [0, 0, 1]);
  });

  it('the same gantry angle meets another side of the patient in another position', () => {
    const sides: Record<PatientPosition, Vec3> = { HFS: [1, 0, 0], HFP: [-1, 0, 0], FFS: [-1, 0, 0], FFP: [1, 0, 0] };
    for (const position of Object.keys(sides) as PatientPosition[]) {
      near(beamAxes({ ...still, gantryDeg: 90 }, position).z, sides[position]);
    }
    near(beamAxes(still, 'HFP').z, [0, 1, 0]);
    near(beamAxes(still, 'FFS').y, [0, 0, -1]);
  });

  it('a couch turned by 90° brings a lateral gantry to the head or the feet', () => {
    // Anticlockwise from above: the head of a supine patient, at the gantry, goes to the observer's left, where the source of gantry 270 stands.
    near(beamAxes({ ...still, gantryDeg: 270, couchDeg: 90 }, 'HFS').z, [0, 0, 1]);
    near(beamAxes({ ...still, gantryDeg: 90, couchDeg: 90 }, 'HFS').z, [0, 0, -1]);
  });

  it('the collimator turns x towards y', () => {
    near(beamAxes({ ...still, collimatorDeg: 90 }, 'HFS').x, [0, 0, 1]);
    near(beamAxes({ ...still, collimatorDeg: 90 }, 'HFS').y, [-1, 0, 0]);
  });

  it('axes are right-handed and of unit length at any angles, and turning the collimator back gives the gantry axes', () => {
    const angle = fc.double({ min: -360, max: 360, noNaN: true });
    const position = fc.constantFrom<PatientPosition>('HFS', 'HFP', 'FFS', 'FFP');
    fc.assert(
      fc.property(angle, angle, angle, position, (gantryDeg, couchDeg, collimatorDeg, at) => {
        const axes = beamAxes({ gantryDeg, couchDeg, collimatorDeg }, at);
        near(cross(axes.x, axes.y), axes.z);
        for (const axis of [axes.x, axes.y, axes.z]) assert.ok(Math.abs(dot(axis, axis) - 1) < 1e-12);
        const gantry: Axes = beamAxes({ gantryDeg, couchDeg, collimatorDeg: 0 }, at);
        near(withoutCollimator(axes, collimatorDeg).x, gantry.x);
      }),
      { seed: 20, numRuns: 200 },
    );
  });
});

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function near(actual: Vec3, expected: Vec3): void {
  for (const axis of [0, 1, 2])
    assert.ok(Math.abs(actual[axis] - expected[axis]) < 1e-12, `${actual} is not ${expected}`);
}
