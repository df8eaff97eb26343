import assert from 'node:assert/strict';
import { apertureOutline, isOpen } from '../../src/physics/aperture.ts';
import { conformalAperture } from '../../src/physics/conformal-aperture.ts';
import { beamAxes } from '../../src/physics/coordinates.ts';
import { machines } from '../../src/physics/machine.ts';
import { box, centredGrid, makeRegion, sphere } from './media.ts';
import type { Region, Vec3 } from '../../src/patient/grid.ts';

const linac = machines.get('std.linac6MV')!;
const leaves = linac.leaves!;
const leafed = { ...linac, leaves };
const boundaries = leaves.boundariesMm.value;
const fromFront = view(0);

describe('conformal aperture', () => {
  const ball = makeRegion('Ball', centredGrid([40, 40, 40], [2, 2, 2]), sphere([0, 0, 0], 30));

  it('is the projection plus the margin: a ball opens the jaws to its radius and the leaves to its chords', () => {
    const { jaws, leaves: ends } = conformalAperture([ball], 6, fromFront, leafed)!;
    // The outline of the ball, seen from 1000 mm, is that of a disc of 30 mm/√(1 − 0.03²).
    for (const reach of [-jaws.x1Mm, jaws.x2Mm, -jaws.y1Mm, jaws.y2Mm])
      assert.ok(Math.abs(reach - 36) < 0.4, `${reach}`);
    boundaries.slice(0, -1).forEach((from, pair) => {
      const nearest = Math.max(0, Math.min(Math.abs(from), Math.abs(from + 5)) * (from * (from + 5) < 0 ? 0 : 1));
      if (nearest >= 36) {
        // Closed, where the x jaw covers the gap.
        assert.equal(ends!.leftMm[pair], ends!.rightMm[pair]);
        assert.ok(ends!.leftMm[pair] < jaws.x1Mm - 5);
        return;
      }
      const expected = Math.sqrt(36 ** 2 - nearest ** 2);
      const tolerance = nearest > 30 ? 4 : 0.6;
      assert.ok(
        Math.abs(ends!.rightMm[pair] - expected) < tolerance,
        `pair at ${from}: ${ends!.rightMm[pair]}, ${expected}`,
      );
      assert.ok(Math.abs(ends!.leftMm[pair] + expected) < tolerance);
    });
  });

  it('covers every point of the region’s projection, from any side', () => {
    const body = makeRegion('Bean', centredGrid([40, 40, 40], [2, 2, 2]), (p) =>
      Math.min(sphere([12, 6, -15], 18)(p), sphere([-14, -4, 12], 14)(p)),
    );
    for (const gantryDeg of [0, 33, 90, 200]) {
      const from = view(gantryDeg);
      const aperture = conformalAperture([body], 1, from, leafed)!;
      for (const [centre, radius] of [
        [[12, 6, -15], 18],
        [[-14, -4, 12], 14],
      ] as [Vec3, number][]) {
        // prettier-ignore
        for (let n = 0; n < 500; n++) {
          // Points all over the sphere, by the golden angle.
          const z = 1 - (2 * n + 1) / 500;
          const ring = Math.sqrt(1 - z * z) * radius;
          const point: Vec3 = [
            centre[0] + ring * Math.cos(2.399963 * n),
            centre[1] + ring * Math.sin(2.399963 * n),
            centre[2] + z * radius,
          ];
          const [x, y] = project(point, from);
          assert.ok(isOpen(aperture, linac, x, y), `gantry ${gantryDeg}: ${x}, ${y} is covered by a leaf`);
        }
      }
    }
  });

  it('magnifies what lies nearer to the source', () => {
    const near = makeRegion('Near', centredGrid([40, 40, 40], [2, 2, 2], [0, -200, 0]), sphere([0, -200, 0], 30));
    const { jaws } = conformalAperture([near], 0, fromFront, leafed)!;
    assert.ok(Math.abs(jaws.x2Mm - 30 / 0.8) < 0.5, `${jaws.x2Mm}`);
  });

  it('closes the leaves that nothing lies behind, between two parts of a region too', () => {
    const two = makeRegion('Two', centredGrid([30, 30, 60], [2, 2, 2]), (p) =>
      Math.min(sphere([0, 0, 35], 15)(p), sphere([0, 0, -35], 15)(p)),
    );
    const aperture = conformalAperture([two], 0, fromFront, leafed)!;
    const middle = boundaries.indexOf(0);
    assert.equal(aperture.leaves!.leftMm[middle], aperture.leaves!.rightMm[middle]);
    assert.ok(!isOpen(aperture, linac, 0, 2));
    assert.ok(isOpen(aperture, linac, 0, 35));
    assert.equal(apertureOutline(aperture, linac).length, 2);
  });

  it('leaves a jaw at the end of its travel where the region lies beside the axis, and shapes the rest by leaves', () => {
    const beside = makeRegion('Beside', centredGrid([40, 40, 40], [2, 2, 2], [70, 0, 0]), sphere([70, 0, 0], 20));
    const aperture = conformalAperture([beside], 0, fromFront, leafed)!;
    assert.equal(aperture.jaws.x1Mm, linac.jaws.x!.overMm.value);
    assert.ok(Math.abs(aperture.jaws.x2Mm - 90) < 1);
    assert.ok(!isOpen(aperture, linac, 40, 0));
    assert.ok(isOpen(aperture, linac, 55, 0));
  });

  it('keeps the leaves of a bank within their span, and opens behind the y jaw rather than not', () => {
    const wide = makeRegion('Wide', centredGrid([100, 20, 20], [4, 4, 4]), box([0, 0, 0], [150, 20, 20]));
    for (const [maxSpanMm, isClosed] of [
      [330, true],
      [150, false],
    ] as const) {
      const machine = { ...linac, leaves: { ...leaves, maxSpanMm: { value: maxSpanMm, source: 'this test' } } };
      const aperture = conformalAperture([wide], 0, fromFront, machine)!;
      for (const ends of [aperture.leaves!.leftMm, aperture.leaves!.rightMm]) {
        assert.ok(Math.max(...ends) - Math.min(...ends) <= maxSpanMm + 1e-9);
      }
      assert.equal(aperture.leaves!.leftMm[0] === aperture.leaves!.rightMm[0], isClosed);
    }
  });

  it('is nothing for an empty region and for a margin that eats the region up', () => {
    const empty = makeRegion('Empty', centredGrid([10, 10, 10], [2, 2, 2]), () => 5);
    assert.equal(conformalAperture([empty], 5, fromFront, leafed), undefined);
    assert.equal(conformalAperture([ball], -40, fromFront, leafed), undefined);
  });
});

describe('aperture outline', () => {
  it('of a rectangle is its four corners', () => {
    const jaws = { x1Mm: -10, x2Mm: 20, y1Mm: -30, y2Mm: 40 };
    assert.deepEqual(apertureOutline({ jaws }, linac), [
      [
        [-10, -30],
        [20, -30],
        [20, 40],
        [-10, 40],
      ],
    ]);
  });

  it('follows the leaves within the jaws, with the area of the opening', () => {
    const region: Region = makeRegion('Box', centredGrid([40, 40, 40], [2, 2, 2]), box([0, 0, 0], [20, 10, 20]));
    const aperture = conformalAperture([region], 0, fromFront, leafed)!;
    const [outline] = apertureOutline(aperture, linac);
    let area = 0;
    outline.forEach(([x, y], n) => {
      const [nextX, nextY] = outline[(n + 1) % outline.length];
      area += (x * nextY - nextX * y) / 2;
    });
    assert.ok(Math.abs(Math.abs(area) / (40 / 0.99) ** 2 - 1) < 0.03, `${area} mm²`);
  });
});

function view(gantryDeg: number) {
  const axes = beamAxes({ gantryDeg, couchDeg: 0, collimatorDeg: 0 }, 'HFS');
  const sourceMm: Vec3 = [1000 * axes.z[0], 1000 * axes.z[1], 1000 * axes.z[2]];
  return { sourceMm, axes, sadMm: 1000 };
}

function project(point: Vec3, { sourceMm, axes, sadMm }: ReturnType<typeof view>): [number, number] {
  const ray = point.map((value, axis) => value - sourceMm[axis]);
  const along = (axis: Vec3) => ray[0] * axis[0] + ray[1] * axis[1] + ray[2] * axis[2];
  const scale = sadMm / -along(axes.z);
  return [along(axes.x) * scale, along(axes.y) * scale];
}
