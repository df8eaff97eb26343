import assert from 'node:assert/strict';
import { massAttenuationCm2PerG } from '../../src/physics/attenuation.ts';
import { squareField } from '../../src/physics/calibration.ts';
import { beamQualities, energyShares } from '../../src/physics/kernel.ts';
import { machines } from '../../src/physics/machine.ts';
import { termaWork } from './dose-work.ts';
import { makeMedium } from './media.ts';
import type { Material, Medium } from '../../src/patient/medium.ts';

const point = machines.get('std.point6MV')!;
const field = squareField(point, { fieldMm: 100, ssdMm: 1000 });

describe('TERMA', () => {
  it('falls with the square of the distance where nothing attenuates', () => {
    const { scatter } = termaWork(column(1e-6), field, point).filled();
    const first = scatter[0] * 1002.5 ** 2;
    for (let i = 1; i < scatter.length; i++)
      assert.ok(Math.abs((scatter[i] * (1002.5 + 5 * i) ** 2) / first - 1) < 1e-5);
  });

  it('is the sum over the spectrum of fluence × energy × μ/ρ × exp(−μ depth), shared between electrons and scatter', () => {
    for (const [material, density] of [
      ['water', 1],
      ['lung', 0.26],
      ['bone', 1.85],
    ] as const) {
      const { primary, scatter } = termaWork(column(density, material), field, point).filled();
      for (const i of [0, 10, 39]) {
        const gPerCm2 = (density * (2.5 + 5 * i)) / 10;
        const fluence = point.fluencePerMu * (1000 / (1002.5 + 5 * i)) ** 2;
        const expected = { primary: 0, scatter: 0 };
        for (const bin of beamQualities.mohan6MV.spectrum.bins) {
          const energy = (bin.fromMeV + bin.toMeV) / 2;
          const mu = massAttenuationCm2PerG(material, energy);
          const shares = energyShares(material, energy);
          const released = fluence * bin.fluence * energy * mu * Math.exp(-mu * gPerCm2);
          expected.primary += released * shares.primary;
          expected.scatter += released * shares.scatter;
        }
        assert.ok(Math.abs(primary[i] / expected.primary - 1) < 1e-5, `${material} ${i}`);
        assert.ok(Math.abs(scatter[i] / expected.scatter - 1) < 1e-5, `${material} ${i}`);
      }
    }
  });

  it('hardens: the electrons’ share of the energy rises with depth', () => {
    const { primary, scatter } = termaWork(column(1), field, point).filled();
    const share = [0, 10, 20, 39].map((i) => primary[i] / (primary[i] + scatter[i]));
    assert.ok(share[0] < share[1] && share[1] < share[2] && share[2] < share[3], `${share}`);
  });

  it('is nothing outside a sharp field and does not change with how the slices are shared out', () => {
    const wide = makeMedium({
      size: [30, 6, 10],
      spacingMm: [5, 5, 5],
      centreMm: [0, 15, 0],
      fill: () => ({ density: 1, material: 'water' }),
    });
    const whole = termaWork(wide, field, point).filled();
    assert.equal(whole.primary[0], 0);
    assert.ok(whole.primary[15 + 30 * (3 + 6 * 5)] > 0);
    assert.deepEqual(termaWork(wide, field, point).filled([[7, 10], [0, 3], [3, 7]]), whole); // prettier-ignore
  });

  it('behind closed collimators is the transmitted share of the open beam’s, its depths from the fan of rays', () => {
    // Head scatter reaches beyond the jaws, so it is left out.
    const linac = { ...machines.get('std.linac6MV')!, headScatter: undefined };
    const slab = makeMedium({
      size: [60, 40, 20],
      spacingMm: [5, 5, 5],
      centreMm: [0, 100, 0],
      fill: ([, y]) => (y > 50 && y < 100 ? { density: 0.26, material: 'lung' } : { density: 1, material: 'water' }),
    });
    const open = termaWork(slab, squareField(linac, { fieldMm: 390, ssdMm: 1000 }), linac).filled();
    const small = termaWork(slab, squareField(linac, { fieldMm: 40, ssdMm: 1000 }), linac).filled();
    // 8 to 12 cm beside the axis, at every depth.
    for (let j = 2; j < 40; j++) {
      for (const i of [46, 50, 54]) {
        const voxel = i + 60 * (j + 40 * 10);
        assert.equal(small.primary[voxel], 0);
        const transmitted = small.local[voxel] / open.primary[voxel];
        assert.ok(Math.abs(transmitted / linac.jaws.x!.transmission.value - 1) < 0.02, `${i} ${j}: ${transmitted}`);
      }
    }
  });
});

/** A column of 5 mm voxels down the axis, from the surface at y = 0. */
function column(density: number, material: Material = 'water'): Medium {
  return makeMedium({
    size: [1, 40, 1],
    spacingMm: [5, 5, 5],
    centreMm: [0, 100, 0],
    fill: () => ({ density, material }),
  });
}
