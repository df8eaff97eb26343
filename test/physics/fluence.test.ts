import assert from 'node:assert/strict';
import { squareField } from '../../src/physics/calibration.ts';
import { apertureFluence } from '../../src/physics/fluence.ts';
import { leafBoundariesMm, machines } from '../../src/physics/machine.ts';
import type { BeamSetup } from '../../src/physics/beam-setup.ts';
import type { Machine } from '../../src/physics/machine.ts';

const linac = machines.get('std.linac6MV')!;
const point = machines.get('std.point6MV')!;
const fine = 0.1;

describe('fluence behind the collimators', () => {
  it('is 1 in the open field, a half at the jaw, the jaws’ transmission outside', () => {
    const at = apertureFluence(squareField(linac, { fieldMm: 100, ssdMm: 1000 }), linac);
    assert.ok(Math.abs(at(0, 0, 1000, fine, fine) - 1) < 1e-6);
    assert.ok(Math.abs(at(50, 0, 1000, fine, fine) - (1 + linac.jaws.transmission.value) / 2) < 1e-4);
    assert.ok(Math.abs(at(80, 0, 1000, fine, fine) - linac.jaws.transmission.value) < 1e-6);
  });

  it('has a penumbra of 1.683 σ from 80 to 20 %, as wide as the source seen past the jaw', () => {
    for (const sigmaMm of [0.5, 1, 2]) {
      const machine = withSource(linac, sigmaMm);
      const at = apertureFluence(squareField(machine, { fieldMm: 100, ssdMm: 1000 }), machine);
      const width = crossing((x) => at(x, 0, 1000, fine, fine), 0.2) - crossing((x) => at(x, 0, 1000, fine, fine), 0.8);
      const blur = sigmaMm * (1000 / machine.jaws.distanceMm.value - 1);
      // Transmission under the edge moves the 20 % point outward a little.
      assert.ok(Math.abs(width / (1.683 * blur) - 1) < 0.02, `${width} mm for a source of ${sigmaMm} mm`);
    }
  });

  it('is perfectly sharp for the point source, but for the width of the voxel', () => {
    const at = apertureFluence(squareField(point, { fieldMm: 100, ssdMm: 1000 }), point);
    assert.equal(at(49.9, 0, 1000, fine, fine), 1);
    assert.equal(at(50.1, 0, 1000, fine, fine), 0);
    assert.ok(Math.abs(at(51, 0, 1000, 4, 4) - 0.25) < 1e-12);
  });

  it('opens leaf by leaf: a strip of one pair, the leaves’ transmission beside it', () => {
    const pairs = leafBoundariesMm(linac.leaves!).length - 1;
    const leftMm = new Array<number>(pairs).fill(0);
    const rightMm = new Array<number>(pairs).fill(0);
    // The pair from y = 0 to 5 mm; and five pairs from −30 to −5 mm, wide enough to be fully open.
    leftMm[40] = -30;
    rightMm[40] = 30;
    for (let pair = 34; pair < 39; pair++) [leftMm[pair], rightMm[pair]] = [-10, 20];
    const setup: BeamSetup = {
      ...squareField(linac, { fieldMm: 100, ssdMm: 1000 }),
      aperture: { jaws: { x1Mm: -50, x2Mm: 50, y1Mm: -50, y2Mm: 50 }, leaves: { leftMm, rightMm } },
    };
    const at = apertureFluence(setup, linac);
    const transmission = linac.leaves!.transmission.value;
    assert.ok(at(0, 2.5, 1000, fine, fine) > 0.98);
    assert.ok(Math.abs(at(5, -17.5, 1000, fine, fine) - 1) < 1e-3);
    assert.ok(Math.abs(at(20, -17.5, 1000, fine, fine) - (1 + transmission) / 2) < 1e-3);
    assert.ok(Math.abs(at(0, 30, 1000, fine, fine) - transmission) < 1e-4);
    assert.ok(at(0, 80, 1000, fine, fine) < 2 * transmission * linac.jaws.transmission.value);
  });

  it('keeps the opening’s area, whatever the voxels it is averaged over', () => {
    const at = apertureFluence(squareField(point, { fieldMm: 100, ssdMm: 1000 }), point);
    for (const step of [2.3, 3, 7]) {
      let area = 0;
      for (let x = -35 * step; x < 36 * step; x += step) {
        for (let y = -35 * step; y < 36 * step; y += step) area += at(x + 0.4, y, 1000, step, step) * step * step;
      }
      assert.ok(Math.abs(area / 1e4 - 1) < 1e-9, `${area} mm² in steps of ${step} mm`);
    }
  });
});

function withSource(machine: Machine, sigmaMm: number): Machine {
  return { ...machine, sourceSigmaMm: { value: sigmaMm, source: 'this test' } };
}

function crossing(profile: (x: number) => number, level: number): number {
  let inside = 40;
  let outside = 60;
  while (outside - inside > 1e-6) {
    const middle = (inside + outside) / 2;
    if (profile(middle) > level) inside = middle;
    else outside = middle;
  }
  return inside;
}
