import assert from 'node:assert/strict';
import { squareField } from '../../src/physics/calibration.ts';
import { makeCones } from '../../src/physics/cones.ts';
import { beamQualities, energyOverSphere, energyShares } from '../../src/physics/kernel.ts';
import { machines } from '../../src/physics/machine.ts';
import type { Cone } from '../../src/physics/cones.ts';
import type { Vec3 } from '../../src/patient/grid.ts';

const { kernel } = beamQualities.mohan6MV;
const setup = squareField(machines.get('std.point6MV')!, { fieldMm: 100, ssdMm: 1000 });
const components = [kernel.primary, kernel.scatter];

describe('the kernels', () => {
  it('share out the energy by μ_en/μ: 0.44 to the electrons at 1 MeV, 0.53 at 2 MeV, 0.65 at 6 MeV', () => {
    for (const [energyMeV, share] of [
      [1, 0.44],
      [2, 0.53],
      [6, 0.65],
    ])
      // prettier-ignore
      assert.ok(Math.abs(energyShares('water', energyMeV).primary - share) < 0.005);
  });

  it('give bone more to the electrons where it absorbs more, and lung what water gives', () => {
    assert.ok(energyShares('bone', 0.1).primary > 1.2 * energyShares('water', 0.1).primary);
    assert.ok(Math.abs(energyShares('lung', 2).primary / energyShares('water', 2).primary - 1) < 0.005);
    for (const material of ['bone', 'lung'] as const) {
      const shares = energyShares(material, 0.5);
      const water = energyShares('water', 0.5);
      assert.ok(Math.abs(shares.primary + shares.scatter - water.primary - water.scatter) < 1e-12);
    }
  });

  for (const [name, { kernel: own }] of Object.entries(beamQualities))
    it(`${name} keeps each component's energy: all of the electrons', the scatter's within 30 cm to 2 %`, () => {
      assert.ok(Math.abs(energyOverSphere(own.primary, own.thetaStepDeg) - 1) < 1e-4);
      const within = own.scatter.energyPerSr.map((e, i) => e * (1 - Math.exp(-30 * own.scatter.attenuationCm2PerG[i])));
      const energy = energyOverSphere({ ...own.scatter, energyPerSr: within }, own.thetaStepDeg);
      // Of what scatter deposits within 60 cm, 78 % (6 MV) to 72 % (15 MV) are deposited within 30 cm.
      assert.ok(energy > 0.7 && energy < 0.82, `${energy}`);
    });
});

describe('collapsed cones', () => {
  it('are as many as asked for, in multiples of four, of unit length', () => {
    for (const [asked, made] of [
      [20, 20],
      [48, 48],
      [60, 60],
      [127, 128],
      [8, 20],
    ]) {
      const cones = makeCones(kernel, setup, asked, 0.2);
      assert.equal(cones.length, made);
      for (const { direction } of cones) assert.ok(Math.abs(Math.hypot(...direction) - 1) < 1e-12);
    }
  });

  it('carry all the energy of the kernel, for photons on the axis and beside it', () => {
    const cones = makeCones(kernel, setup, 60, 0.3);
    for (const tilt of [0, 0.07, 0.15]) {
      for (const azimuth of [0, 0.4, 2]) {
        const photon: Vec3 = [Math.sin(tilt) * Math.cos(azimuth), Math.cos(tilt), Math.sin(tilt) * Math.sin(azimuth)];
        components.forEach((component, channel) => {
          const sum = cones.reduce((total, cone) => total + energyOf(cone, photon)[channel], 0);
          const expected = energyOverSphere(component, kernel.thetaStepDeg);
          assert.ok(Math.abs(sum / expected - 1) < 0.004, `channel ${channel}, tilt ${tilt}: ${sum}, not ${expected}`);
        });
      }
    }
  });

  it('aim with the photon: a tilted photon gives more energy to the cones on its side', () => {
    const cones = makeCones(kernel, setup, 60, 0.3);
    const drift = (photon: Vec3): number =>
      cones.reduce((sum, cone) => sum + cone.direction[0] * energyOf(cone, photon)[1], 0);
    assert.ok(Math.abs(drift([0, 1, 0])) < 1e-3);
    const tilted = drift([Math.sin(0.1), Math.cos(0.1), 0]);
    const forward = cones.reduce((sum, cone) => sum + cone.direction[1] * energyOf(cone, [0, 1, 0])[1], 0);
    assert.ok(Math.abs(tilted / forward - Math.tan(0.1)) < 0.01, `${tilted / forward}`);
  });

  it('lie symmetric to both sides of the beam', () => {
    const cones = makeCones(kernel, setup, 60, 0.2);
    for (const { direction: u } of cones) {
      for (const mirrored of [
        [-u[0], u[1], u[2]],
        [u[0], u[1], -u[2]],
      ]) {
        assert.ok(cones.some(({ direction: v }) => v.every((value, axis) => Math.abs(value - mirrored[axis]) < 1e-12)));
      }
    }
  });
});

function energyOf({ direction, ring }: Cone, photon: Vec3): Float32Array {
  const cosine = direction[0] * photon[0] + direction[1] * photon[1] + direction[2] * photon[2];
  const row = Math.round((cosine - ring.cosineFrom) * ring.rowsPerCosine);
  return ring.energy.subarray(2 * row, 2 * row + 2);
}
