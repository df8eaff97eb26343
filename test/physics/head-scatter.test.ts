import assert from 'node:assert/strict';
import { squareField } from '../../src/physics/calibration.ts';
import { headScatterFluence, headScatterMaps } from '../../src/physics/head-scatter.ts';
import { machines } from '../../src/physics/machine.ts';
import { centredGrid } from './media.ts';
import type { Aperture, BeamSetup } from '../../src/physics/beam-setup-types.ts';

const linac = machines.get('std.linac6MV')!;
const grid = centredGrid([60, 60, 60], [5, 5, 5]);
const { weight, sigmaMm, distanceMm } = linac.headScatter!;

describe('head scatter', () => {
  it('is its whole weight on the axis at the isocentre with everything open, and grows with the field', () => {
    const onAxis = [30, 50, 100, 200, 400].map((fieldMm) => scatterOf(square(fieldMm))(0, 0, 1000));
    onAxis.forEach((value, i) => assert.ok(i === 0 || value > onAxis[i - 1]));
    assert.ok(Math.abs(onAxis[4] / weight.value - 1) < 0.005);
    // Analytic: both edges cut the Gaussian where rays from the isocentre past them meet its plane.
    const cut = (jawMm: number) => ((50 * jawMm) / 1000) * ((1000 - distanceMm.value) / (1000 - jawMm));
    const { x, y } = linac.jaws;
    const expected = weight.value * within(cut(x!.distanceMm.value)) * within(cut(y!.distanceMm.value));
    assert.ok(Math.abs(onAxis[2] / expected - 1) < 0.002, `${onAxis[2]}, not ${expected}`);
  });

  it('is what a fine sum over the scatter source sees past jaws and leaves', () => {
    const pairs = linac.leaves!.boundariesMm.value;
    const aperture: Aperture = {
      jaws: { x1Mm: -40, x2Mm: 70, y1Mm: -60, y2Mm: 30 },
      leaves: {
        leftMm: pairs.slice(1).map((y) => (y > -20 ? -30 : -55)),
        rightMm: pairs.slice(1).map((y) => (y > -20 ? 60 : 20)),
      },
    };
    const at = scatterOf({ ...square(100), apertures: [{ share: 1, aperture }] });
    for (const [x, y, axialMm] of [
      [0, 0, 1000],
      [45, -20, 1040],
      [-90, 60, 900],
      [120, 0, 1100],
    ] as const) {
      const expected = summed(aperture, x, y, axialMm);
      assert.ok(Math.abs(at(x, y, axialMm) - expected) < 0.004 * weight.value, `${at(x, y, axialMm)}, not ${expected}`);
    }
  });

  it('of several apertures is the sum by their shares', () => {
    const [small, large] = [square(50), square(200)];
    const both = scatterOf({
      ...large,
      apertures: [
        { ...small.apertures[0], share: 0.25 },
        { ...large.apertures[0], share: 0.75 },
      ],
    });
    for (const x of [0, 40, 100]) {
      const sum = 0.25 * scatterOf(small)(x, 10, 1000) + 0.75 * scatterOf(large)(x, 10, 1000);
      assert.ok(Math.abs(both(x, 10, 1000) - sum) < 1e-12);
    }
  });
});

function square(fieldMm: number): BeamSetup {
  return squareField(linac, { fieldMm, ssdMm: 900 });
}

function scatterOf(setup: BeamSetup) {
  const fill = headScatterFluence(
    headScatterMaps(grid, { ...setup, isocentreMm: [0, 0, 0], sourceMm: [0, -1000, 0] }, linac)!,
    linac,
  );
  return (x: number, y: number, axial: number): number => {
    const out = new Float64Array(1);
    fill({ xMm: Float64Array.of(x), yMm: Float64Array.of(y), axialMm: Float64Array.of(axial) }, 1, out);
    return out[0];
  };
}

/** Share of a Gaussian within ± the distance, by the trapezium rule. */
function within(halfMm: number): number {
  const steps = 4000;
  let sum = 0;
  for (let n = 0; n <= steps; n++) {
    const z = ((-1 + (2 * n) / steps) * halfMm) / sigmaMm.value;
    sum += Math.exp((-z * z) / 2) * (n === 0 || n === steps ? 0.5 : 1);
  }
  return (sum * 2 * halfMm) / steps / sigmaMm.value / Math.sqrt(2 * Math.PI);
}

/** Rays from points all over the scatter source, half a millimetre apart, each tested against every edge. */
function summed({ jaws, leaves }: Aperture, x: number, y: number, axialMm: number): number {
  const boundaries = linac.leaves!.boundariesMm.value;
  const offset = linac.leaves!.endOffsetMm.value;
  const [pointX, pointY] = [(x * axialMm) / 1000, (y * axialMm) / 1000];
  const step = 0.5;
  let sum = 0;
  let all = 0;
  for (let sx = -5 * sigmaMm.value; sx <= 5 * sigmaMm.value; sx += step) {
    for (let sy = -5 * sigmaMm.value; sy <= 5 * sigmaMm.value; sy += step) {
      const strength = Math.exp(-(sx * sx + sy * sy) / 2 / sigmaMm.value ** 2);
      all += strength;
      const at = (source: number, point: number, plane: number) =>
        ((source + ((point - source) * (plane - distanceMm.value)) / (axialMm - distanceMm.value)) * 1000) / plane;
      const jawX = at(sx, pointX, linac.jaws.x!.distanceMm.value);
      const jawY = at(sy, pointY, linac.jaws.y!.distanceMm.value);
      if (jawX < jaws.x1Mm || jawX > jaws.x2Mm || jawY < jaws.y1Mm || jawY > jaws.y2Mm) continue;
      const leafX = at(sx, pointX, linac.leaves!.distanceMm.value);
      const leafY = at(sy, pointY, linac.leaves!.distanceMm.value);
      const pair = boundaries.findIndex((edge) => edge > leafY) - 1;
      if (pair < 0 || leafX < leaves!.leftMm[pair] - offset || leafX > leaves!.rightMm[pair] + offset) continue;
      sum += strength;
    }
  }
  const spread = ((1000 - distanceMm.value) / (axialMm - distanceMm.value)) * (axialMm / 1000);
  return (weight.value * sum * spread * spread) / all;
}
