import assert from 'node:assert/strict';
import type { Vec3 } from '../../../src/patient/grid.ts';
import type { PatientPosition } from '../../../src/physics/coordinates.ts';
import { beamShape } from '../../../src/preview/draw/beam-shape.ts';
import {
  cameraAxes,
  eyeDistanceMm,
  orbited,
  panned,
  roomViews,
  seenAt,
  startingCamera,
  zoomed,
  type RoomCamera,
  type RoomView,
} from '../../../src/preview/draw/room-camera.ts';
import { beamOf, rectangle, standing } from './phantom-beams.ts';

const frame = { widthPx: 400, heightPx: 300 };
const camera: RoomCamera = { azimuthDeg: 0, elevationDeg: 0, targetMm: [0, 0, 0], heightMm: 600 };
const looking = (name: RoomView['name']): RoomCamera => ({ ...camera, ...roomViews.find((v) => v.name === name)! });
const ends: Readonly<Record<string, Vec3>> = {
  R: [-100, 0, 0],
  L: [100, 0, 0],
  A: [0, -100, 0],
  P: [0, 100, 0],
  F: [0, 0, -100],
  H: [0, 0, 100],
};

/** Which letters lie at the left, right, top and bottom of the picture. */
function sides(view: RoomCamera): string {
  const letter = (is: (x: number, y: number) => boolean) =>
    Object.entries(ends)
      .filter(([, end]) => {
        const [x, y] = seenAt(view, frame, end)!;
        return is(x - 200, y - 150);
      })
      .map(([name]) => name)
      .join('');
  return [letter((x) => x < -20), letter((x) => x > 20), letter((_, y) => y < -20), letter((_, y) => y > 20)].join(' ');
}

describe('the camera of the 3D view', () => {
  it('has left, right, top and bottom of the patient on the right side from every preset', () => {
    const seen = Object.fromEntries(roomViews.map(({ name }) => [name, sides(looking(name))]));
    assert.deepEqual(seen, {
      front: 'R L H F',
      left: 'A P H F',
      above: 'R L P A',
      back: 'L R H F',
      right: 'P A H F',
      below: 'R L A P',
    });
  });

  it('has axes of length 1, square to each other and right-handed, wherever it stands', () => {
    for (let azimuthDeg = 0; azimuthDeg < 360; azimuthDeg += 35)
      for (let elevationDeg = -90; elevationDeg <= 90; elevationDeg += 30) {
        const { right: r, up: u, back: b } = cameraAxes({ azimuthDeg, elevationDeg });
        const cross = [r[1] * u[2] - r[2] * u[1], r[2] * u[0] - r[0] * u[2], r[0] * u[1] - r[1] * u[0]];
        cross.forEach((value, axis) => assert.ok(Math.abs(value - b[axis]) < 1e-12));
        assert.ok(Math.abs(Math.hypot(...r) - 1) < 1e-12 && Math.abs(Math.hypot(...u) - 1) < 1e-12);
      }
  });

  it('shows so many millimetres of the plane through its target, and what is nearer larger', () => {
    const [, top] = seenAt(camera, frame, [0, 0, 300])!;
    assert.ok(Math.abs(top) < 1e-9, 'half the height above the target is the upper edge');
    const width = (y: number) => seenAt(camera, frame, [50, y, 0])![0] - seenAt(camera, frame, [-50, y, 0])![0];
    assert.ok(width(-100) > width(0) && width(0) > width(100));
    assert.equal(seenAt(camera, frame, [0, -eyeDistanceMm(camera) - 1, 0]), undefined, 'behind the eye');
  });

  it('holds the point under the hand while it is moved, and never tips over', () => {
    const moved = panned(looking('left'), frame, 30, -12);
    const [x, y] = seenAt(moved, frame, [0, 0, 0])!;
    assert.ok(Math.abs(x - 230) < 1e-9 && Math.abs(y - 138) < 1e-9);
    assert.equal(orbited(camera, -30, 200).elevationDeg, 90);
    assert.equal(orbited(camera, -30, 0).azimuthDeg, 330);
    assert.equal(zoomed(camera, 1e9).heightMm, 20);
  });

  it('begins with the whole body in the picture, wide or narrow', () => {
    const bounds = { min: [-200, -120, -300], max: [180, 130, 250] } as const;
    for (const size of [frame, { widthPx: 150, heightPx: 400 }]) {
      const start = startingCamera(bounds, size);
      for (const x of [bounds.min[0], bounds.max[0]])
        for (const y of [bounds.min[1], bounds.max[1]])
          for (const z of [bounds.min[2], bounds.max[2]]) {
            const [px, py] = seenAt(start, size, [x, y, z])!;
            assert.ok(px >= 0 && py >= 0 && px <= size.widthPx && py <= size.heightPx, `${px}, ${py}`);
          }
    }
  });
});

describe('a beam in the 3D view', () => {
  const box = rectangle(10, -30, 50, -20, 40);
  const shapeOf = (gantryDeg: number, patientPosition: PatientPosition) =>
    beamShape(beamOf('B', [standing({ gantryDeg, patientPosition }, [box])]), 0, 200, undefined);

  it('comes from the side that its angle says, head first and feet first, supine and prone', () => {
    const from = (gantryDeg: number, position: PatientPosition): string => {
      const { axisMm } = shapeOf(gantryDeg, position);
      return Object.keys(ends).find((letter) => ends[letter].every((mm, d) => Math.abs(2 * mm - axisMm[0][d]) < 1e-9))!;
    };
    const seen = Object.fromEntries(
      (['HFS', 'HFP', 'FFS', 'FFP'] as const).map((p) => [p, `${from(0, p)} ${from(90, p)}`]),
    );
    assert.deepEqual(seen, { HFS: 'A L', HFP: 'P R', FFS: 'A R', FFP: 'P L' });
  });

  it('is as wide as the opening at the isocentre, and grows with the distance from the source', () => {
    const [{ near, far }] = shapeOf(0, 'HFS').openings;
    const widthOf = (points: readonly Vec3[]) =>
      Math.max(...points.map(([x]) => x)) - Math.min(...points.map(([x]) => x));
    // 800 and 1200 mm from the source, of 80 mm at 1000 mm.
    assert.ok(Math.abs(widthOf(near) - 64) < 1e-9);
    assert.ok(Math.abs(widthOf(far) - 96) < 1e-9);
    near.forEach(([, y]) => assert.ok(Math.abs(y + 200) < 1e-9));
  });

  it('goes around the isocentre on an arc where it has control points', () => {
    const angles = [0, 30, 60, 90];
    const arc = beamOf(
      'Arc',
      angles.map((gantryDeg) => standing({ gantryDeg }, [box])),
    );
    const { pathMm, label } = beamShape(arc, 0, 200, 2);
    assert.equal(pathMm.length, 4);
    pathMm.forEach(([x, y, z], n) => {
      assert.ok(Math.abs(Math.hypot(x, y, z) - 200) < 1e-9);
      assert.ok(Math.abs((Math.atan2(x, -y) * 180) / Math.PI - angles[n]) < 1e-9);
    });
    assert.equal(label, '0° to 90°');
  });

  it('stands clear of the source however far it is drawn', () => {
    const { axisMm } = beamShape(beamOf('B', [standing({}, [box])]), 0, 5000, undefined);
    assert.ok(Math.abs(axisMm[0][1] + 900) < 1e-9);
  });
});
