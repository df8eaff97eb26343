import assert from 'node:assert/strict';
import { parseLayers, slabPhantom } from '../../tools/ideal/cases.ts';
import { tabulate } from '../../tools/ideal/kernel-table.ts';
import { readCoefficients, readMonoKernels, readSpectrum } from '../../tools/ideal/read-tables.ts';
import { fineQuadrature, idealDose } from '../../tools/ideal/superposition.ts';
import { sharedData } from '../support/shared-data.ts';
import reference from './water-depth-dose-6mv.json' with { type: 'json' };

describe('the oracle: ideal superposition of the Monte Carlo kernels', function () {
  this.timeout(60_000);
  let folder: string;
  let doseIn: (
    layers: string,
    options?: { fieldCm?: number; weights?: 'terma' | 'split' },
  ) => ReturnType<typeof idealDose>;

  before(function () {
    folder = sharedData('reference/photon', this);
    const beam = {
      kernels: readMonoKernels(folder),
      spectrum: readSpectrum(folder, 'mohan6'),
      water: readCoefficients(folder, 'water'),
      ssdCm: 100,
      quadrature: { ...fineQuadrature, azimuths: 12 },
    };
    doseIn = (layers, { fieldCm = 10, weights = 'terma' } = {}) =>
      idealDose({ ...beam, fieldCm, weights }, slabPhantom(folder, parseLayers(layers)));
  });

  it('meets the Monte Carlo depth dose of 10 × 10 cm within 1 % of Dmax beyond build-up, without any free parameter', () => {
    const dose = doseIn('water:30');
    // Where x² is as large as its mean over the reference's 3 × 3 cm.
    const across = 1.5 / Math.sqrt(3);
    const bins = reference.bins.filter(({ fromCm, toCm }) => fromCm >= 1.5 && toCm <= 27);
    // Five neighbouring bins together, so that the reference's noise is 0.2 to 0.3 % of Dmax.
    for (let first = 0; first + 5 <= bins.length; first += 5) {
      const group = bins.slice(first, first + 5);
      const differences = group.map(
        ({ fromCm, toCm, doseGyCm2 }) =>
          (dose(across, across, (fromCm + toCm) / 2) - doseGyCm2) / reference.maximumGyCm2,
      );
      const mean = differences.reduce((sum, value) => sum + value, 0) / group.length;
      assert.ok(Math.abs(mean) < 0.01, `${(100 * mean).toFixed(2)} % of Dmax from ${group[0].fromCm} cm`);
    }
  });

  it('keeps the energy of every kernel when it interpolates it', () => {
    const kernels = readMonoKernels(folder);
    const table = tabulate(kernels);
    const steps = table.stepGPerCm2.length - 1;
    kernels.energiesMeV.forEach((energy, e) => {
      let primary = 0;
      let scatter = 0;
      for (let a = 0; a < table.angles; a++) {
        const solidAngle =
          2 * Math.PI * (Math.cos((Math.PI * a) / table.angles) - Math.cos((Math.PI * (a + 1)) / table.angles));
        for (let step = 0; step < steps; step++) {
          primary += solidAngle * table.primary[(a * steps + step) * table.energies + e];
          scatter += solidAngle * table.scatter[(a * steps + step) * table.energies + e];
        }
      }
      assert.ok(Math.abs(primary / table.primaryShare[e] - 1) < 0.002, `${energy} MeV: ${primary}`);
      assert.ok(Math.abs(scatter / table.scatterShare[e] - 1) < 0.002, `${energy} MeV: ${scatter}`);
    });
  });

  it('is the same for water cut in layers, and for either weighting of its components', () => {
    const whole = doseIn('water:30')(1, 2, 7);
    assert.ok(Math.abs(doseIn('water:3,water:5,water:22')(1, 2, 7) / whole - 1) < 1e-3);
    assert.ok(Math.abs(doseIn('water:30', { weights: 'split' })(1, 2, 7) / whole - 1) < 1e-12);
  });

  it('gives 5 to 25 % more on the axis of 10 × 10 than of 5 × 5 cm at 10 cm depth: phantom scatter', () => {
    const small = doseIn('water:30', { fieldCm: 5 })(0, 0, 10);
    const large = doseIn('water:30', { fieldCm: 10 })(0, 0, 10);
    assert.ok(large > 1.05 * small && large < 1.25 * small, `${small}, ${large}`);
  });
});
