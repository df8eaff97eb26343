import assert from 'node:assert/strict';
import { squareField } from '../../src/physics/calibration.ts';
import { channels, makeCones } from '../../src/physics/cones.ts';
import { beamQualities, energyShare } from '../../src/physics/kernel.ts';
import { machines } from '../../src/physics/machine.ts';
import type { Cone } from '../../src/physics/cones.ts';
import type { Vec3 } from '../../src/patient/grid.ts';

const { kernel } = beamQualities.mohan6MV;
const setup = squareField(machines.get('std.point6MV')!, { fieldMm: 100, ssdMm: 1000 });
const components = [
  kernel.groups[0].primary,
  kernel.groups[1].primary,
  kernel.groups[0].scatter,
  kernel.groups[1].scatter,
];

describe('the kernel', () => {
  it('gives the electrons the share μ_en/μ of the energy: 0.46 and 0.58 for the two halves of the spectrum', () => {
    // Between 0.44 at 1 MeV and 0.49 at 1.5 MeV for the lower group, between 0.53 at 2 MeV and 0.65 at 6 MeV for the upper.
    const [low, high] = kernel.groups.map((group) => energyShare(group.primary, kernel.thetaStepDeg));
    assert.ok(low > 0.43 && low < 0.49, `${low}`);
    assert.ok(high > 0.55 && high < 0.6, `${high}`);
  });

  it('keeps the energy of the Monte Carlo kernel inside 60 cm, 95 to 97 %', () => {
    for (const group of kernel.groups) {
      const within = [group.primary, group.scatter].reduce(
        (sum, part) =>
          sum +
          energyShare(
            {
              ...part,
              energyPerSr: part.energyPerSr.map((e, i) => e * (1 - Math.exp(-60 * part.attenuationCm2PerG[i]))),
            },
            kernel.thetaStepDeg,
          ),
        0,
      );
      assert.ok(within > 0.945 && within < 0.975, `${within}`);
    }
  });
});

describe('collapsed cones', () => {
  it('are as many as asked for, in multiples of twenty, of unit length', () => {
    for (const [asked, made] of [
      [20, 20],
      [48, 60],
      [60, 60],
      [128, 140],
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
          const expected = energyShare(component, kernel.thetaStepDeg);
          assert.ok(Math.abs(sum / expected - 1) < 0.002, `channel ${channel}, tilt ${tilt}: ${sum}, not ${expected}`);
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

function energyOf(cone: Cone, photon: Vec3): Float64Array {
  const cosine = cone.direction[0] * photon[0] + cone.direction[1] * photon[1] + cone.direction[2] * photon[2];
  const row = Math.round((cosine - cone.cosineFrom) * cone.rowsPerCosine);
  return cone.energy.subarray(row * channels, (row + 1) * channels);
}
