import assert from 'node:assert/strict';
import { massAttenuationCm2PerG } from '../../src/physics/attenuation.ts';
import { emptyTerma } from '../../src/physics/beam-dose.ts';
import { squareField } from '../../src/physics/calibration.ts';
import { beamQualities } from '../../src/physics/kernel.ts';
import { machines } from '../../src/physics/machine.ts';
import { fillTerma } from '../../src/physics/terma.ts';
import { voxelCount } from '../../src/patient/grid.ts';
import { makeMedium } from './media.ts';
import type { Medium } from '../../src/patient/medium.ts';

const point = machines.get('std.point6MV')!;
const field = squareField(point, { fieldMm: 100, ssdMm: 1000 });

describe('TERMA', () => {
  it('falls with the square of the distance where nothing attenuates', () => {
    const thin = column(1e-6);
    const { high, inverseDistance } = termaOf(thin);
    const first = high[0] / inverseDistance[0] ** 2;
    for (let i = 1; i < high.length; i++) {
      assert.ok(Math.abs(high[i] / inverseDistance[i] ** 2 / first - 1) < 1e-5);
      assert.ok(Math.abs(1 / inverseDistance[i] - (1002.5 + 5 * i)) < 1e-3);
    }
  });

  it('is the sum over the spectrum of fluence × energy × μ/ρ × exp(−μ depth)', () => {
    const { low, high } = termaOf(column(1));
    for (const i of [0, 10, 39]) {
      const depthCm = (2.5 + 5 * i) / 10;
      const expected = beamQualities.mohan6MV.spectrum.bins.reduce((sum, bin) => {
        const energy = (bin.fromMeV + bin.toMeV) / 2;
        const mu = massAttenuationCm2PerG('water', energy);
        return sum + bin.fluence * energy * mu * Math.exp(-mu * depthCm);
      }, 0);
      const fluence = point.fluencePerMu * (1000 / (1000 + 10 * depthCm)) ** 2;
      assert.ok(Math.abs((low[i] + high[i]) / (fluence * expected) - 1) < 1e-5);
    }
  });

  it('hardens: the share of the lower energy group falls with depth', () => {
    const { low, high } = termaOf(column(1));
    const share = [0, 10, 20, 39].map((i) => low[i] / (low[i] + high[i]));
    assert.ok(share[0] > share[1] && share[1] > share[2] && share[2] > share[3]);
  });

  it('is nothing outside a sharp field and does not change with how the slices are shared out', () => {
    const wide = makeMedium({
      size: [30, 6, 10],
      spacingMm: [5, 5, 5],
      centreMm: [0, 15, 0],
      fill: () => ({ density: 1, material: 'water' }),
    });
    const whole = termaOf(wide);
    assert.equal(whole.high[0], 0);
    assert.ok(whole.high[15 + 30 * (3 + 6 * 5)] > 0);
    const parts = emptyTerma(voxelCount(wide.grid));
    for (const [fromSlice, toSlice] of [[7, 10], [0, 3], [3, 7]]) fillTerma(wide, field, point, { fromSlice, toSlice }, parts); // prettier-ignore
    assert.deepEqual(parts, whole);
  });
});

/** A column of 5 mm voxels down the axis, from the surface at y = 0. */
function column(density: number): Medium {
  return makeMedium({
    size: [1, 40, 1],
    spacingMm: [5, 5, 5],
    centreMm: [0, 100, 0],
    fill: () => ({ density, material: 'water' }),
  });
}

function termaOf(medium: Medium) {
  const terma = emptyTerma(voxelCount(medium.grid));
  fillTerma(medium, field, point, { fromSlice: 0, toSlice: medium.grid.size[2] }, terma);
  return terma;
}
