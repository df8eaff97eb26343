import assert from 'node:assert/strict';
import { apertureFluence } from '../../src/physics/aperture-fluence.ts';
import { machines } from '../../src/physics/machine.ts';
import { rectangularAperture } from '../../src/physics/rectangular-aperture.ts';
import type { WeightedAperture } from '../../src/physics/beam-setup-types.ts';
import type { Machine } from '../../src/physics/machine.ts';

const linac = machines.get('std.linac6MV')!;
const point = machines.get('std.point6MV')!;
const fine = 0.1;
const jaws = { x1Mm: -50, x2Mm: 50, y1Mm: -50, y2Mm: 50 };
const square = behind([{ share: 1, aperture: { jaws } }]);

describe('fluence behind the collimators', () => {
  it('is 1 in the open field, a half at the jaw, the jaws’ transmission outside', () => {
    const at = apertureFluence(square, linac);
    assert.ok(Math.abs(at(0, 0, 1000, fine, fine) - 1) < 1e-6);
    assert.ok(Math.abs(at(50, 0, 1000, fine, fine) - (1 + linac.jaws.x!.transmission.value) / 2) < 1e-4);
    assert.ok(Math.abs(at(80, 0, 1000, fine, fine) - linac.jaws.x!.transmission.value) < 1e-6);
  });

  it('has a penumbra of 1.683 σ from 80 to 20 %, as wide as the source seen past the jaw', () => {
    for (const sigmaMm of [0.5, 1, 2]) {
      const machine = withSource(linac, sigmaMm);
      const at = apertureFluence(square, machine);
      const width = crossing((x) => at(x, 0, 1000, fine, fine), 0.2) - crossing((x) => at(x, 0, 1000, fine, fine), 0.8);
      const blur = sigmaMm * (1000 / machine.jaws.x!.distanceMm.value - 1);
      // Transmission under the edge moves the 20 % point outward a little.
      assert.ok(Math.abs(width / (1.683 * blur) - 1) < 0.02, `${width} mm for a source of ${sigmaMm} mm`);
    }
  });

  it('is perfectly sharp for the point source, but for the width of the voxel', () => {
    const at = apertureFluence(square, point);
    assert.equal(at(49.9, 0, 1000, fine, fine), 1);
    assert.equal(at(50.1, 0, 1000, fine, fine), 0);
    assert.ok(Math.abs(at(51, 0, 1000, 4, 4) - 0.25) < 1e-12);
  });

  it('opens leaf by leaf: a strip of one pair, the leaves’ transmission beside it', () => {
    const pairs = linac.leaves!.boundariesMm.value.length - 1;
    const leftMm = new Array<number>(pairs).fill(0);
    const rightMm = new Array<number>(pairs).fill(0);
    // The pair from y = 0 to 5 mm; and five pairs from −30 to −5 mm, wide enough to be fully open.
    leftMm[40] = -30;
    rightMm[40] = 30;
    for (let pair = 34; pair < 39; pair++) [leftMm[pair], rightMm[pair]] = [-10, 20];
    const at = apertureFluence(behind([{ share: 1, aperture: { jaws, leaves: { leftMm, rightMm } } }]), linac);
    const transmission = linac.leaves!.transmission.value;
    const edge = 20 + linac.leaves!.endOffsetMm.value;
    // Between closed neighbours tongue and groove take 0.2 mm off both sides of the strip.
    assert.ok(at(0, 2.5, 1000, fine, fine) > 0.97);
    assert.ok(Math.abs(at(5, -17.5, 1000, fine, fine) - 1) < 1e-3);
    assert.ok(Math.abs(at(edge, -17.5, 1000, fine, fine) - (1 + transmission) / 2) < 1e-3);
    assert.ok(Math.abs(at(-30, 30, 1000, fine, fine) - transmission) < 1e-4);
    assert.ok(at(-30, 80, 1000, fine, fine) < 2 * transmission * linac.jaws.y!.transmission.value);
  });

  it('reaches beyond rounded leaf ends by their offset, and through closed pairs that meet', () => {
    const machine = {
      ...withSource(linac, 0),
      leaves: { ...linac.leaves!, endOffsetMm: { value: 1, source: 'this test' } },
    };
    const pairs = linac.leaves!.boundariesMm.value.length - 1;
    const at = apertureFluence(behind([{ share: 1, aperture: { jaws, leaves: { leftMm: new Array<number>(pairs).fill(10), rightMm: new Array<number>(pairs).fill(10) } } }]), machine); // prettier-ignore
    const closed = machine.leaves.transmission.value;
    assert.deepEqual([8.9, 9.1, 10, 10.9, 11.1].map((x) => at(x, 0, 1000, fine, fine)), [closed, 1, 1, 1, closed]); // prettier-ignore
  });

  it('is dark between two segments that each end at one side of a leaf: tongue and groove, 2 × 0.2 mm wide', () => {
    const machine = withSource(linac, 0);
    const boundaries = linac.leaves!.boundariesMm.value;
    const oneSide = (isOpen: (pair: number) => boolean): WeightedAperture['aperture'] => ({
      jaws,
      leaves: {
        leftMm: boundaries.slice(1).map((_, pair) => (isOpen(pair) ? -30 : -60)),
        rightMm: boundaries.slice(1).map((_, pair) => (isOpen(pair) ? 30 : -60)),
      },
    });
    const at = apertureFluence(
      behind([
        { share: 0.5, aperture: oneSide((pair) => pair < 40) },
        { share: 0.5, aperture: oneSide((pair) => pair >= 40) },
      ]),
      machine,
    );
    const whole = linac.leaves!.transmission.value;
    const opened = 0.5 + 0.5 * whole;
    for (const y of [-3, -0.3, 0.3, 3]) assert.ok(Math.abs(at(0, y, 1000, 0.01, 0.01) - opened) < 1e-9, `${y}`);
    // Either leaf leaves half its thickness there: the square root of its transmission.
    for (const y of [-0.15, 0, 0.15]) assert.ok(Math.abs(at(0, y, 1000, 0.01, 0.01) - Math.sqrt(whole)) < 1e-9, `${y}`);
    // A field through both is whole.
    const both = apertureFluence(behind([{ share: 1, aperture: oneSide(() => true) }]), machine);
    assert.ok(Math.abs(both(0, 0, 1000, 0.01, 0.01) - 1) < 1e-9);
  });

  it('takes the width of a focal spot that stands still while the collimator turns', () => {
    const spot = { sigmaXMm: { value: 2, source: 'this test' }, sigmaYMm: { value: 0.5, source: 'this test' } };
    const machine = { ...linac, focalSpot: spot };
    const width = (collimatorDeg: number, along: 'x' | 'y'): number => {
      const at = apertureFluence(behind([{ share: 1, aperture: { jaws } }], collimatorDeg), machine);
      const profile = (p: number) => (along === 'x' ? at(p, 0, 1000, fine, fine) : at(0, p, 1000, fine, fine));
      return crossing(profile, 0.2) - crossing(profile, 0.8);
    };
    const x = 1000 / machine.jaws.x!.distanceMm.value - 1;
    const y = 1000 / machine.jaws.y!.distanceMm.value - 1;
    for (const [collimatorDeg, along, expected] of [
      [0, 'x', 2 * x],
      [90, 'x', 0.5 * x],
      [0, 'y', 0.5 * y],
      [90, 'y', 2 * y],
      [45, 'x', Math.sqrt((4 + 0.25) / 2) * x],
    ] as const) {
      assert.ok(Math.abs(width(collimatorDeg, along) / (1.683 * expected) - 1) < 0.02, `${along} at ${collimatorDeg}`);
    }
  });

  it('of a machine without x jaws is that of its leaves, behind its y jaws', () => {
    const { y } = linac.jaws;
    const machine: Machine = { ...withSource(linac, 0), jaws: { y } };
    const aperture = rectangularAperture(machine, jaws);
    const at = apertureFluence(behind([{ share: 1, aperture }]), machine);
    const closed = linac.leaves!.transmission.value;
    const edge = 50 + linac.leaves!.endOffsetMm.value;
    assert.equal(at(edge - 0.1, 0, 1000, fine, fine), 1);
    assert.equal(at(edge + 0.1, 0, 1000, fine, fine), closed);
    assert.equal(at(100, 60, 1000, fine, fine), closed * y!.transmission.value);
  });

  it('takes leaves of different widths as they lie', () => {
    // 10 mm leaves outside, 5 mm inside: 2 + 8 + 2 pairs over 80 mm.
    const boundariesMm = [-40, -30, -20, -15, -10, -5, 0, 5, 10, 15, 20, 30, 40];
    const machine: Machine = {
      ...withSource(linac, 0),
      leaves: { ...linac.leaves!, boundariesMm: { value: boundariesMm, source: 'this test' } },
    };
    const leftMm = new Array<number>(12).fill(0);
    const rightMm = new Array<number>(12).fill(0);
    rightMm[0] = 20; // −40 to −30 mm
    rightMm[9] = 20; // 15 to 20 mm
    const at = apertureFluence(behind([{ share: 1, aperture: { jaws, leaves: { leftMm, rightMm } } }]), machine);
    const transmission = linac.leaves!.transmission.value;
    for (const y of [-39, -31, 16, 19]) assert.equal(at(10, y, 1000, fine, fine), 1);
    for (const y of [-41, -29, 14, 21, 45]) assert.equal(at(10, y, 1000, fine, fine), transmission);
  });

  it('of several apertures is the sum by their shares, leaves and jaws included', () => {
    const pairs = linac.leaves!.boundariesMm.value.length - 1;
    const banks = (left: number, right: number) => ({
      leftMm: new Array<number>(pairs).fill(left),
      rightMm: new Array<number>(pairs).fill(right),
    });
    const segments: WeightedAperture[] = [
      { share: 0.2, aperture: { jaws, leaves: banks(-50, 10) } },
      { share: 0.5, aperture: { jaws, leaves: banks(-5, 40) } },
      { share: 0.2, aperture: { jaws } },
      { share: 0.1, aperture: { jaws: { ...jaws, x2Mm: 20 }, leaves: banks(-50, 0) } },
    ];
    const at = apertureFluence(behind(segments), linac);
    const alone = segments.map(({ share, aperture }) => ({
      share,
      at: apertureFluence(behind([{ share: 1, aperture }]), linac),
    }));
    for (const x of [-60, -49.5, -30, -5, 0, 9.8, 12, 20, 45, 90]) {
      for (const y of [-70, -50, 3.3]) {
        const sum = alone.reduce((total, part) => total + part.share * part.at(x, y, 1080, 2, 3), 0);
        assert.ok(Math.abs(at(x, y, 1080, 2, 3) - sum) < 1e-12, `${x}, ${y}`);
      }
    }
  });

  it('keeps the opening’s area, whatever the voxels it is averaged over', () => {
    const at = apertureFluence(square, point);
    for (const step of [2.3, 3, 7]) {
      let area = 0;
      for (let x = -35 * step; x < 36 * step; x += step) {
        for (let y = -35 * step; y < 36 * step; y += step) area += at(x + 0.4, y, 1000, step, step) * step * step;
      }
      assert.ok(Math.abs(area / 1e4 - 1) < 1e-9, `${area} mm² in steps of ${step} mm`);
    }
  });
});

function behind(apertures: readonly WeightedAperture[], collimatorDeg = 0) {
  return { apertures, collimatorDeg };
}

function withSource(machine: Machine, sigmaMm: number): Machine {
  const sigma = { value: sigmaMm, source: 'this test' };
  return { ...machine, focalSpot: { sigmaXMm: sigma, sigmaYMm: sigma } };
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
