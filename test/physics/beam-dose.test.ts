import assert from 'node:assert/strict';
import { beamDose } from '../../src/physics/beam-dose.ts';
import { squareField, waterTank } from '../../src/physics/calibration.ts';
import { beamAxes } from '../../src/physics/coordinates.ts';
import { machines } from '../../src/physics/machine.ts';
import { sampleAt } from '../../src/patient/grid.ts';
import { airOrWater, makeMedium } from './media.ts';
import type { Aperture, BeamSetup } from '../../src/physics/beam-setup-types.ts';
import type { Machine } from '../../src/physics/machine.ts';
import type { Medium } from '../../src/patient/medium.ts';
import type { Vec3 } from '../../src/patient/grid.ts';

const point = machines.get('std.point6MV')!;
const linac = machines.get('std.linac6MV')!;
const cones = 60;

describe('beam dose', function () {
  this.timeout(60_000);
  it('is proportional to the fluence', () => {
    const medium = smallTank();
    const once = beamDose(medium, field(point), point, { cones });
    const thrice = beamDose(medium, field(point), { ...point, fluencePerMu: 3 * point.fluencePerMu }, { cones });
    forEach(once, (value, i) => assert.ok(Math.abs(thrice[i] - 3 * value) <= 3e-6 * thrice[i]));
  });

  it('of two half fields is the dose of the whole', () => {
    const medium = smallTank();
    const whole = beamDose(medium, field(point), point, { cones });
    const left = beamDose(medium, withJaws(field(point), { x2Mm: 7 }), point, { cones });
    const right = beamDose(medium, withJaws(field(point), { x1Mm: 7 }), point, { cones });
    const max = largest(whole);
    forEach(whole, (value, i) => assert.ok(Math.abs(left[i] + right[i] - value) < 1e-6 * max));
  });

  it('is symmetric in a symmetric phantom, about both planes through the axis', () => {
    const medium = smallTank();
    const dose = beamDose(medium, field(linac), linac, { cones });
    const [nx, ny, nz] = medium.grid.size;
    const max = largest(dose);
    for (let k = 0; k < nz; k++) {
      for (let j = 0; j < ny; j++) {
        for (let i = 0; i < nx; i++) {
          const value = dose[i + nx * (j + ny * k)];
          // Along rows, energies are linear between every eighth voxel, counted from one side.
          assert.ok(Math.abs(value - dose[nx - 1 - i + nx * (j + ny * k)]) < 5e-4 * max);
          assert.ok(Math.abs(value - dose[i + nx * (j + ny * (nz - 1 - k))]) < 1e-5 * max);
        }
      }
    }
  });

  it('turns with the gantry: from the side a cube of water gets the dose it gets from the front', () => {
    const cube = makeMedium({
      size: [30, 30, 30],
      spacingMm: [5, 5, 5],
      fill: () => ({ density: 1, material: 'water' }),
    });
    const n = 30;
    const front = beamDose(cube, fromGantry(linac, 0), linac, { cones });
    const max = largest(front);
    const turned: [number, (i: number, j: number, k: number) => number][] = [
      [90, (i, j, k) => n - 1 - j + n * (i + n * k)],
      [180, (i, j, k) => n - 1 - i + n * (n - 1 - j + n * k)],
      [270, (i, j, k) => j + n * (n - 1 - i + n * k)],
    ];
    for (const [gantryDeg, index] of turned) {
      const side = beamDose(cube, fromGantry(linac, gantryDeg), linac, { cones });
      for (let k = 0; k < n; k++) {
        for (let j = 0; j < n; j++) {
          for (let i = 0; i < n; i++) {
            const difference = side[index(i, j, k)] - front[i + n * (j + n * k)];
            assert.ok(Math.abs(difference) < 5e-4 * max, `gantry ${gantryDeg}, voxel ${i} ${j} ${k}`);
          }
        }
      }
    }
  });

  it('in a round phantom changes by under 2 % at the isocentre as the gantry goes through the voxels’ directions', () => {
    const round = makeMedium({
      size: [44, 44, 20],
      spacingMm: [5, 5, 5],
      fill: ([x, y]) => airOrWater(Math.hypot(x, y) < 100),
    });
    const doses = [0, 17, 30, 45, 61].map((gantryDeg) => {
      const setup = fromGantry(linac, gantryDeg);
      return sampleAt(round.grid, beamDose(round, setup, linac, { cones }), [0, 0, 0])!;
    });
    const mean = doses.reduce((sum, value) => sum + value, 0) / doses.length;
    for (const dose of doses) assert.ok(Math.abs(dose / mean - 1) < 0.02, `${doses.map((d) => (d / mean).toFixed(4))}`);
  });

  it('does not depend on where in the patient frame everything lies', () => {
    const shift: Vec3 = [128, -64, 256];
    const here = beamDose(smallTank(), field(linac), linac, { cones });
    const medium = smallTank();
    const moved: Medium = { ...medium, grid: { ...medium.grid, originMm: add(medium.grid.originMm, shift) } };
    const setup = field(linac);
    const there = beamDose(
      moved,
      { ...setup, sourceMm: add(setup.sourceMm, shift), isocentreMm: add(setup.isocentreMm, shift) },
      linac,
      { cones },
    );
    const max = largest(here);
    forEach(here, (value, i) => assert.ok(Math.abs(there[i] - value) < 1e-6 * max));
  });

  it('builds up from the surface to a maximum near 15 mm and then falls', () => {
    const tank = waterTank([10, 2.5, 10]);
    const dose = beamDose(tank, field(linac), linac, { cones });
    const depth = (mm: number) => sampleAt(tank.grid, dose, [0, mm, 0])!;
    assert.ok(depth(1.25) < 0.7 * depth(15));
    for (const mm of [30, 50, 100, 150, 200, 250]) assert.ok(depth(mm) < depth(mm - 10));
    const peak = [5, 7.5, 10, 12.5, 15, 17.5, 20, 25, 30].reduce(
      (best, mm) => (depth(mm) > depth(best) ? mm : best),
      5,
    );
    assert.ok(peak >= 10 && peak <= 20, `maximum at ${peak} mm`);
  });

  it('has a penumbra that widens with the source', () => {
    const tank = smallTank();
    const widths = [0, 1, 3].map((sigmaMm) => {
      const sigma = { value: sigmaMm, source: 'this test' };
      const machine: Machine = { ...linac, focalSpot: { sigmaXMm: sigma, sigmaYMm: sigma } };
      const dose = beamDose(tank, field(machine), machine, { cones });
      const centre = sampleAt(tank.grid, dose, [0, 52.5, 0])!;
      const profile = (x: number) => sampleAt(tank.grid, dose, [x, 52.5, 0])! / centre;
      return crossing(profile, 0.2) - crossing(profile, 0.8);
    });
    assert.ok(widths[1] > widths[0] && widths[2] > widths[1] + 2, `${widths}`);
    assert.ok(widths[1] > 3 && widths[1] < 9, `${widths[1]} mm`);
  });

  it('behind a lung slab is higher, behind a bone slab lower than in water; in lung the build-down of a small field shows', () => {
    const slab = (density: number, material: 'water' | 'lung' | 'bone') =>
      makeMedium({
        size: [24, 40, 24],
        spacingMm: [5, 5, 5],
        centreMm: [0, 100, 0],
        fill: ([, y]) => (y > 40 && y < 90 ? { density, material } : { density: 1, material: 'water' }),
      });
    const setup = squareField(linac, { fieldMm: 40, ssdMm: 1000 });
    const dose = [slab(1, 'water'), slab(0.26, 'lung'), slab(1.85, 'bone')].map((medium) => {
      const values = beamDose(medium, setup, linac, { cones });
      return (depthMm: number) => sampleAt(medium.grid, values, [0, depthMm, 0])!;
    });
    const [water, lung, bone] = dose;
    // 37 mm less and 40 mm more of water-equivalent path, at about 4.5 % per cm.
    assert.ok(lung(150) / water(150) > 1.1 && lung(150) / water(150) < 1.25, `${lung(150) / water(150)}`);
    assert.ok(bone(150) / water(150) > 0.75 && bone(150) / water(150) < 0.9, `${bone(150) / water(150)}`);
    assert.ok(lung(62.5) < 0.97 * lung(37.5) && lung(62.5) < water(62.5));
  });

  it('says how far it is, and stops when told to', () => {
    const shares: number[] = [];
    beamDose(smallTank(), field(point), point, { cones, onProgress: (share) => shares.push(share) });
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.equal(shares.at(-1), 1);
    let asked = 0;
    const later: number[] = [];
    beamDose(smallTank(), field(point), point, {
      cones,
      cancelled: () => ++asked > 30,
      onProgress: (share) => later.push(share),
    });
    assert.ok(later.length < shares.length);
  });
});

function smallTank(): Medium {
  return makeMedium({
    size: [28, 24, 28],
    spacingMm: [5, 5, 5],
    centreMm: [0, 60, 0],
    fill: () => ({ density: 1, material: 'water' }),
  });
}

function field(machine: Machine): BeamSetup {
  return squareField(machine, { fieldMm: 60, ssdMm: 1000 });
}

/** A 6 × 6 cm field round the origin. */
function fromGantry(machine: Machine, gantryDeg: number): BeamSetup {
  const axes = beamAxes({ gantryDeg, couchDeg: 0, collimatorDeg: 0 }, 'HFS');
  return {
    ...field(machine),
    gantryDeg,
    axes,
    isocentreMm: [0, 0, 0],
    sourceMm: [axes.z[0] * 1000, axes.z[1] * 1000, axes.z[2] * 1000],
  };
}

function withJaws(setup: BeamSetup, jaws: Partial<Aperture['jaws']>): BeamSetup {
  const [{ share, aperture }] = setup.apertures;
  return { ...setup, apertures: [{ share, aperture: { jaws: { ...aperture.jaws, ...jaws } } }] };
}

function crossing(profile: (x: number) => number, level: number): number {
  let inside = 0;
  let outside = 65;
  while (outside - inside > 1e-3) {
    const middle = (inside + outside) / 2;
    if (profile(middle) > level) inside = middle;
    else outside = middle;
  }
  return inside;
}

function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function largest(values: Float32Array): number {
  return values.reduce((max, value) => Math.max(max, value), 0);
}

function forEach(values: Float32Array, visit: (value: number, index: number) => void): void {
  for (let i = 0; i < values.length; i++) visit(values[i], i);
}
