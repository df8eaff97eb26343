import assert from 'node:assert/strict';
import { type ContourPlane, regionFromContours } from '../../src/patient/contours.ts';
import { regionVolumeCc } from '../../src/patient/coverage.ts';
import { loadImage } from '../../src/patient/files/load-image.ts';
import { loadStructures } from '../../src/patient/files/load-structures.ts';
import type { Grid } from '../../src/patient/grid.ts';
import { boundingBoxMm, insideAt, regionVoxels } from '../../src/patient/region.ts';
import { imageFrom, placeAt } from '../support/plan-parts.ts';
import { sharedData } from '../support/shared-data.ts';

const image: Grid = { size: [40, 40, 20], originMm: [0.5, 0.5, 0], spacingMm: [1, 1, 2] };

function square(from: number, to: number): number[] {
  return [from, from, to, from, to, to, from, to];
}

function circle(radius: number, centre = 20, points = 240): number[] {
  return Array.from({ length: points }, (_, p) => {
    const angle = (2 * Math.PI * p) / points;
    return [centre + radius * Math.cos(angle), centre + radius * Math.sin(angle)];
  }).flat();
}

function planes(zs: readonly number[], ...polygons: number[][]): ContourPlane[] {
  return zs.map((zMm) => ({ zMm, polygons }));
}

describe('regions from contours', () => {
  it('a voxel belongs to the region where its centre lies in the contour', () => {
    const region = regionFromContours('S', planes([8, 10, 12], square(10.2, 20.4)), image);
    assert.equal(regionVoxels(region), 10 * 10 * 3);
    assert.deepEqual(boundingBoxMm(region), { fromMm: [10, 10, 7], toMm: [20, 20, 13] });
  });

  it('the area is that of the contour, not of its pixels', () => {
    const region = regionFromContours('S', planes([8, 10, 12], square(10.2, 20.4)), image);
    const exactCc = (10.2 * 10.2 * 6) / 1000;
    assert.ok(Math.abs(regionVolumeCc(region) / exactCc - 1) < 0.015, `${regionVolumeCc(region)} against ${exactCc}`);
  });

  it('a contour inside another is a hole, and one inside the hole is an island', () => {
    const region = regionFromContours('S', planes([10], square(5, 35), square(10, 30), square(15, 25)), image);
    assert.equal(regionVoxels(region), 900 - 400 + 100);
  });

  it('a keyhole cuts the same hole as a nested contour, and its slit leaves no trace', () => {
    const keyhole = [5, 5, 35, 5, 35, 35, 5, 35, 5, 20, 10, 20, 10, 30, 30, 30, 30, 10, 10, 10, 10, 20, 5, 20];
    const [one, other] = [
      regionFromContours('S', planes([8, 10, 12], keyhole), image),
      regionFromContours('S', planes([8, 10, 12], square(5, 35), square(10, 30)), image),
    ];
    assert.equal(regionVoxels(one), 3 * 500);
    assert.deepEqual([...one.signedDistanceMm], [...other.signedDistanceMm]);
  });

  it('contours side by side in a plane are parts of one region', () => {
    assert.equal(regionVoxels(regionFromContours('S', planes([10], square(2, 8), square(20, 28)), image)), 36 + 64);
  });

  it('one plane makes a slab of one slice', () => {
    const region = regionFromContours('S', planes([10], square(10, 20)), image);
    assert.deepEqual(boundingBoxMm(region), { fromMm: [10, 10, 9], toMm: [20, 20, 11] });
    assert.ok(Math.abs(regionVolumeCc(region) / 0.2 - 1) < 0.06);
  });

  it('a slice left out between contoured slices stays out', () => {
    const region = regionFromContours('S', planes([6, 8, 10, 14, 16], square(10, 20)), image);
    const k = (z: number) => (z - region.grid.originMm[2]) / 2;
    const slices = [4, 6, 8, 10, 12, 14, 16, 18].map((z) => insideAt(region, 5, 5, k(z)));
    assert.deepEqual(slices, [false, true, true, true, false, true, true, false]);
  });

  it('contours on every third slice are interpolated between, so that a cone stays a cone', () => {
    const zs = [4, 10, 16, 22, 28];
    const cone = zs.map((zMm) => ({ zMm, polygons: [circle(6 + zMm / 4, 20.23)] }));
    const region = regionFromContours('S', cone, image);
    for (const z of [6, 8, 12, 20, 26]) {
      const k = (z - region.grid.originMm[2]) / 2;
      let area = 0;
      for (let j = 0; j < region.grid.size[1]; j++)
        for (let i = 0; i < region.grid.size[0]; i++) if (insideAt(region, i, j, k)) area++;
      const exact = Math.PI * (6 + z / 4) ** 2;
      assert.ok(Math.abs(area / exact - 1) < 0.05, `z ${z}: ${area} against ${exact}`);
    }
  });

  it('contour planes between the slices of the image are interpolated to them', () => {
    const region = regionFromContours('S', planes([7, 9, 11, 13], square(10, 20)), image);
    assert.deepEqual(boundingBoxMm(region), { fromMm: [10, 10, 5], toMm: [20, 20, 15] });
  });

  it('a cylinder of contours has the volume of the cylinder', () => {
    const zs = [6, 8, 10, 12, 14, 16, 18, 20];
    const region = regionFromContours('S', planes(zs, circle(12)), image);
    const exact = (Math.PI * 144 * 16) / 1000;
    assert.ok(Math.abs(regionVolumeCc(region) / exact - 1) < 0.01);
  });

  it('what lies beyond the image is cut, and a structure wholly beyond it is empty', () => {
    assert.equal(regionVoxels(regionFromContours('S', planes([10], square(-10, 10)), image)), 100);
    assert.equal(regionVoxels(regionFromContours('S', planes([500], square(10, 20)), image)), 0);
    assert.equal(regionVoxels(regionFromContours('S', [], image)), 0);
  });

  it('points and lines enclose nothing', () => {
    assert.equal(regionVoxels(regionFromContours('S', planes([10], [5, 5], [5, 5, 9, 9]), image)), 0);
  });
});

describe('regions from contours of real structure sets', () => {
  const cases = [
    {
      ct: 'sts001-petct/CT/image',
      structures: 'sts001-petct/CT/mask/RS.dcm',
      name: 'GTV_Mass_CT',
      voxels: 117145,
      tolerance: 0.01,
    },
    {
      ct: 'plastimatch-donut-HFS-complete',
      structures: 'plastimatch-donut-HFS-complete/rtss.dcm',
      name: 'Foreground',
      voxels: 3584,
      tolerance: 0,
    },
  ];
  for (const { ct, structures, name, voxels, tolerance } of cases) {
    it(`${name} of ${structures} has ${voxels} voxels`, async function () {
      const baseFolder = sharedData('data/dicom', this);
      const loaded = await loadImage(imageFrom({ kind: 'dicom', path: ct }), { baseFolder, planning: true });
      assert.ok(loaded.header);
      const set = await loadStructures(
        { kind: 'dicom', path: structures, at: placeAt(1) },
        { baseFolder, planning: loaded.header },
      );
      const region = set.structures?.region(name);
      assert.ok(region, `structures: ${set.structures?.names.join(', ')}`);
      assert.ok(Math.abs(regionVoxels(region) / voxels - 1) <= tolerance, `${regionVoxels(region)}`);
    });
  }
});
