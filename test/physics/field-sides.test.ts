import assert from 'node:assert/strict';
import { beamAxes, type PatientPosition } from '../../src/physics/coordinates.ts';
import { squareField } from '../../src/physics/calibration.ts';
import { fluenceOf } from '../../src/physics/fluence.ts';
import { machines } from '../../src/physics/machine.ts';
import { positionOf, voxelCount, type Vec3 } from '../../src/patient/grid.ts';
import type { Aperture } from '../../src/physics/beam-setup-types.ts';
import { centredGrid } from './media.ts';

const linac = machines.get('std.linac6MV')!;
const grid = centredGrid([31, 31, 31], [6, 6, 6]);

/**
 * Where the beam of a field beside the axis is brightest, LPS mm, as the mean over the voxels of a layer through the isocentre. What each row
 * expects is worked out by hand from the definitions of IEC 61217 and DICOM (the patient's left, back and head), not with `beamAxes`.
 */
function brightest(
  aperture: Aperture,
  angles: { gantryDeg: number; couchDeg: number; collimatorDeg: number },
  position: PatientPosition,
): Vec3 {
  const axes = beamAxes(angles, position);
  const out = new Float32Array(voxelCount(grid));
  const setup = {
    ...squareField(linac, { fieldMm: 100, ssdMm: 900 }),
    ...angles,
    axes,
    isocentreMm: [0, 0, 0] satisfies Vec3,
    sourceMm: [1000 * axes.z[0], 1000 * axes.z[1], 1000 * axes.z[2]] satisfies Vec3,
    apertures: [{ share: 1, aperture }],
  };
  fluenceOf(grid, setup, linac)({ fromSlice: 0, toSlice: grid.size[2] }, out);
  const sum = [0, 0, 0];
  let total = 0;
  let voxel = 0;
  for (let k = 0; k < 31; k++) {
    for (let j = 0; j < 31; j++) {
      for (let i = 0; i < 31; i++, voxel++) {
        const point = positionOf(grid, i, j, k);
        const depth = point[0] * axes.z[0] + point[1] * axes.z[1] + point[2] * axes.z[2];
        if (Math.abs(depth) > 4 || out[voxel] < 0.5 * linac.fluencePerMu) continue;
        total += out[voxel];
        for (const axis of [0, 1, 2]) sum[axis] += out[voxel] * point[axis];
      }
    }
  }
  return [sum[0] / total, sum[1] / total, sum[2] / total];
}

const [left, right] = [[1, 0, 0], [-1, 0, 0]] as Vec3[]; // prettier-ignore
const [back, front] = [[0, 1, 0], [0, -1, 0]] as Vec3[]; // prettier-ignore
const [head, feet] = [[0, 0, 1], [0, 0, -1]] as Vec3[]; // prettier-ignore

describe('a field beside the axis', () => {
  const jaws = { x1Mm: 40, x2Mm: 60, y1Mm: 10, y2Mm: 30 };
  const byJaws: Aperture = { jaws };
  const boundaries = linac.leaves!.boundariesMm.value;
  const byLeaves: Aperture = {
    jaws: { x1Mm: -80, x2Mm: 80, y1Mm: -80, y2Mm: 80 },
    leaves: {
      leftMm: boundaries.slice(1).map((_, pair) => (boundaries[pair] >= 10 && boundaries[pair] < 30 ? 40 : -90)),
      rightMm: boundaries.slice(1).map((_, pair) => (boundaries[pair] >= 10 && boundaries[pair] < 30 ? 60 : -90)),
    },
  };

  // Position, gantry, couch, collimator; where +x and +y of the collimator point in the patient.
  const rows: [PatientPosition, number, number, number, Vec3, Vec3][] = [
    ['HFS', 0, 0, 0, left, head],
    ['HFS', 90, 0, 0, back, head],
    ['HFS', 180, 0, 0, right, head],
    ['HFS', 270, 0, 0, front, head],
    ['HFS', 0, 0, 90, head, right],
    ['HFS', 0, 0, 270, feet, left],
    ['HFS', 0, 90, 0, feet, left],
    ['HFS', 0, 270, 0, head, right],
    ['HFS', 90, 0, 90, head, front],
    ['HFP', 0, 0, 0, right, head],
    ['HFP', 90, 0, 0, front, head],
    ['HFP', 180, 0, 0, left, head],
    ['HFP', 0, 0, 90, head, left],
    ['HFP', 0, 90, 0, feet, right],
    ['FFS', 0, 0, 0, right, feet],
    ['FFS', 90, 0, 0, back, feet],
    ['FFS', 270, 0, 0, front, feet],
    ['FFS', 0, 0, 90, feet, left],
    ['FFS', 0, 90, 0, head, right],
    ['FFP', 0, 0, 0, left, feet],
    ['FFP', 90, 0, 0, front, feet],
    ['FFP', 0, 0, 90, feet, right],
    ['FFP', 0, 90, 0, head, left],
  ];
  for (const [position, gantryDeg, couchDeg, collimatorDeg, x, y] of rows) {
    it(`${position}, gantry ${gantryDeg}°, couch ${couchDeg}°, collimator ${collimatorDeg}°, lies on the side that IEC 61217 says`, () => {
      for (const aperture of [byJaws, byLeaves]) {
        const found = brightest(aperture, { gantryDeg, couchDeg, collimatorDeg }, position);
        const expected = [0, 1, 2].map((axis) => 50 * x[axis] + 20 * y[axis]);
        for (const axis of [0, 1, 2]) assert.ok(Math.abs(found[axis] - expected[axis]) < 3.1, `${found.map((v) => v.toFixed(1)).join()}, not ${expected.join()}`); // prettier-ignore
      }
    });
  }
});
