import assert from 'node:assert/strict';
import fc from 'fast-check';
import { regionVolumeCc } from '../../src/patient/coverage.ts';
import { type Vec3, type Volume, indexOf } from '../../src/patient/grid.ts';
import {
  phantomGrid,
  phantomImage,
  phantomOverrides,
  phantomStructures,
  phantomUptake,
} from '../../src/patient/phantom.ts';
import { insideAt, isInside, regionVoxels } from '../../src/patient/region.ts';
import { shapeDistance } from '../../src/patient/shape-distance.ts';
import type { Phantom, PhantomSolid, Shape } from '../../src/plan/plan.ts';
import { placeAt } from '../support/plan-parts.ts';
import { box, cylinder, sphere } from './fields.ts';

function solid(name: string, shape: Shape, filling: Partial<PhantomSolid> = {}): PhantomSolid {
  return { name, shape, uptake: [], at: placeAt(3), ...filling };
}

function phantom(...solids: PhantomSolid[]): Phantom {
  return { name: 'P', sizeMm: [60, 60, 60], voxelMm: [2, 2, 2], centreMm: [0, 0, 30], solids, at: placeAt(1) };
}

function valueAt(image: Volume, point: Vec3): number {
  const [i, j, k] = indexOf(image.grid, point).map(Math.round);
  return image.values[i + image.grid.size[0] * (j + image.grid.size[1] * k)];
}

describe('phantom images', () => {
  it('voxel centres lie symmetric about the centre', () => {
    assert.deepEqual(phantomGrid(phantom()), { size: [30, 30, 30], originMm: [-29, -29, 1], spacingMm: [2, 2, 2] });
  });

  it('a box whose faces lie on voxel faces fills exactly its voxels; around it is air', () => {
    const { values } = phantomImage(phantom(solid('Box', box([20, 16, 12], [0, 0, 30]), { hu: 40 })));
    assert.equal(values.filter((hu) => hu === 40).length, 10 * 8 * 6);
    assert.equal(values.filter((hu) => hu === -1000).length, 30 ** 3 - 480);
  });

  it('a later solid is painted over an earlier one, and one without filling paints nothing', () => {
    const image = phantomImage(
      phantom(
        solid('Tank', box([60, 60, 60], [0, 0, 30]), { material: 'water' }),
        solid('Lung', sphere(10, [0, 0, 30]), { densityGPerCm3: 0.25 }),
        solid('Tumour', sphere(4, [0, 0, 30]), { hu: 30 }),
        solid('Ring', box([40, 40, 40], [0, 0, 30])),
      ),
    );
    assert.deepEqual(
      [1, 7, 15].map((x) => valueAt(image, [x, 1, 31])),
      [30, -750, 0],
    );
  });

  it('uptake blends in over a ramp of the given width, half way at the surface', () => {
    const uptake = [{ image: 'fdg', value: 8, edgeMm: 6 }];
    const p = phantom(
      solid('Body', box([60, 60, 60], [0, 0, 30]), { uptake: [{ image: 'fdg', value: 2, edgeMm: 0 }] }),
      solid('Hot', box([20, 20, 20], [0, 0, 30]), { uptake }),
    );
    const image = phantomUptake(p, 'fdg', 'SUVbw');
    const along = [1, 7, 9, 11, 13, 15].map((x) => valueAt(image, [x, 1, 31]));
    [8, 8, 6, 4, 2, 2].forEach((expected, n) => assert.ok(Math.abs(along[n] - expected) < 1e-5, along.join()));
    assert.ok(phantomUptake(p, 'other', 'SUVbw').values.every((value) => value === 0));
  });

  it('media written in the plan come as regions that later paint has been taken from', () => {
    const overrides = phantomOverrides(
      phantom(
        solid('Tank', box([40, 40, 40], [0, 0, 30]), { material: 'water' }),
        solid('Bone', box([10, 10, 10], [0, 0, 30]), { material: 'bone', densityGPerCm3: 1.6 }),
        solid('Gas', box([4, 4, 4], [0, 0, 30]), { hu: -900 }),
      ),
    );
    assert.deepEqual(
      overrides.map((o) => [o.material, o.densityGPerCm3, regionVoxels(o.region)]),
      [
        ['water', undefined, 20 ** 3 - 6 ** 3],
        ['bone', 1.6, 6 ** 3 - 2 ** 3],
      ],
    );
  });
});

describe('phantom structures', () => {
  it('every solid is a structure with the solid’s volume', () => {
    const p = phantom(
      solid('Ball', sphere(12, [1, 2, 30]), { hu: 0 }),
      solid('Rod', cylinder(6, 30, { centreMm: [0, 0, 30], axis: 'x' })),
    );
    const structures = phantomStructures(p, phantomGrid(p));
    assert.deepEqual(structures.names, ['Ball', 'Rod']);
    const cc = (name: string) => regionVolumeCc(structures.region(name)!);
    assert.ok(Math.abs((1000 * cc('Ball')) / ((4 / 3) * Math.PI * 12 ** 3) - 1) < 0.005);
    assert.ok(Math.abs((1000 * cc('Rod')) / (Math.PI * 36 * 30) - 1) < 0.02);
    assert.equal(structures.region('Nothing'), undefined);
  });

  it('a structure has exactly the voxels that its solid paints', () => {
    const shape: Shape = {
      kind: 'difference',
      of: [cylinder(20, 30, { centreMm: [0, 0, 30] }), sphere(14, [0, 0, 30])],
    };
    const p = phantom(solid('S', shape, { hu: 77 }));
    const painted = phantomImage(p).values.filter((hu) => hu === 77).length;
    assert.equal(regionVoxels(phantomStructures(p, phantomGrid(p)).region('S')!), painted);
  });

  it('a solid that fills the image is all of it', () => {
    const p = phantom(solid('Tank', box([60, 60, 60], [0, 0, 30]), { material: 'water' }));
    const tank = phantomStructures(p, phantomGrid(p)).region('Tank')!;
    assert.equal(regionVoxels(tank), 27000);
    assert.ok(Math.abs(regionVolumeCc(tank) - 216) < 0.01);
    assert.ok(insideAt(tank, 0, 0, 0) && !insideAt(tank, -1, 0, 0));
    assert.ok(isInside(tank, [29.9, 0, 30]) && !isInside(tank, [30.1, 0, 30]));
  });
});

describe('distances of solids', () => {
  const step = 0.5;

  /** Distance to the nearest point on the other side of the surface, among the points of a lattice. */
  function searched(inside: (p: Vec3) => boolean, from: Vec3): number {
    const start = inside(from);
    let best = Infinity;
    for (let x = -22; x <= 22; x += step)
      for (let y = -22; y <= 22; y += step)
        for (let z = -22; z <= 22; z += step) {
          const distance = Math.hypot(x - from[0], y - from[1], z - from[2]);
          if (distance < best && inside([x, y, z]) !== start) best = distance;
        }
    return start ? -best : best;
  }

  const solids: [string, Shape, (p: Vec3) => boolean][] = [
    [
      'ellipsoid',
      { kind: 'ellipsoid', centreMm: [1, 2, 3], radiiMm: [15, 6, 9] },
      ([x, y, z]) => ((x - 1) / 15) ** 2 + ((y - 2) / 6) ** 2 + ((z - 3) / 9) ** 2 <= 1,
    ],
    [
      'tube along x',
      cylinder(12, 20, { axis: 'x', innerRadiusMm: 5 }),
      ([x, y, z]) => Math.abs(x) <= 10 && Math.hypot(y, z) <= 12 && Math.hypot(y, z) >= 5,
    ],
    [
      'sector of 200 degrees from 80 degrees about z, of a tube',
      cylinder(14, 20, { innerRadiusMm: 6, fromDeg: 80, toDeg: 280 }),
      ([x, y, z]) => {
        const r = Math.hypot(x, y);
        const turn = ((((Math.atan2(y, x) * 180) / Math.PI - 80) % 360) + 360) % 360;
        return Math.abs(z) <= 10 && r <= 14 && r >= 6 && turn <= 200;
      },
    ],
  ];
  for (const [name, shape, inside] of solids) {
    it(`${name}: as found by search, to the step of its lattice (6 points)`, () => {
      const coordinate = fc.double({ min: -18, max: 18, noNaN: true });
      fc.assert(
        fc.property(fc.tuple(coordinate, coordinate, coordinate), (p) => {
          const expected = searched(inside, p);
          const distance = shapeDistance(shape)(...p);
          assert.equal(distance <= 0, inside(p));
          const over = Math.abs(expected) - Math.abs(distance);
          assert.ok(over > -1e-6 && over < Math.sqrt(3) * step, `${p.join()}: ${distance} against ${expected}`);
        }),
        { seed: 21, numRuns: 6 },
      );
    });
  }

  it('at the centre of an ellipsoid the distance is the shortest radius', () => {
    assert.ok(
      Math.abs(shapeDistance({ kind: 'ellipsoid', centreMm: [0, 0, 0], radiiMm: [15, 6, 9] })(0, 0, 0) + 6) < 1e-9,
    );
  });

  it('0 degrees of a sector is the next axis in cyclic order', () => {
    for (const [axis, next] of [
      ['x', [0, 10, 0]],
      ['y', [0, 0, 10]],
      ['z', [10, 0, 0]],
    ] as const) {
      const wedge = shapeDistance(cylinder(20, 20, { axis, fromDeg: -20, toDeg: 20 }));
      assert.ok(wedge(...(next as unknown as [number, number, number])) < 0, axis);
      assert.ok(wedge(-next[0], -next[1], -next[2]) > 0, axis);
    }
  });
});
