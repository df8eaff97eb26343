import assert from 'node:assert/strict';
import { machines } from '../../src/physics/machine.ts';
import { offAxisFactor } from '../../src/physics/off-axis.ts';
import { meanEnergyMeV, scaledEnergies, spectrumOf } from '../../src/physics/spectrum.ts';

const linac = machines.get('std.linac6MV')!;

describe('a machine’s spectrum', () => {
  it('is its own where it states one, else that of its beam quality', () => {
    assert.ok(Math.abs(meanEnergyMeV(spectrumOf(linac)) - 1.9) < 0.01);
    const bins = [{ fromMeV: 1, toMeV: 3, fluence: 1 }];
    assert.equal(meanEnergyMeV(spectrumOf({ ...linac, spectrum: { bins, source: 'this test' } })), 2);
  });

  it('with its energies scaled keeps its photons, and its mean energy goes with the factor', () => {
    const base = spectrumOf(linac);
    for (const factor of [0.75, 0.9, 1, 1.04]) {
      const scaled = scaledEnergies(base, factor);
      assert.ok(Math.abs(scaled.bins.reduce((sum, { fluence }) => sum + fluence, 0) - base.bins.reduce((sum, { fluence }) => sum + fluence, 0)) < 1e-12); // prettier-ignore
      assert.ok(Math.abs(meanEnergyMeV(scaled) / meanEnergyMeV(base) / factor - 1) < 0.01, `${factor}`);
    }
  });
});

describe('the profile off the axis', () => {
  it('is linear between the values of the table and constant beyond; 1 for an isotropic source', () => {
    const at = offAxisFactor({ profile: { kind: 'radial', radiusMm: [0, 100, 200], relative: [1, 1.04, 0.9], source: 'this test' } }); // prettier-ignore
    for (const [radius, factor] of [[0, 1], [50, 1.02], [100, 1.04], [150, 0.97], [200, 0.9], [500, 0.9]]) assert.ok(Math.abs(at(radius) - factor) < 1e-12); // prettier-ignore
    assert.equal(offAxisFactor({ profile: { kind: 'isotropic' } })(123), 1);
  });

  it('of a flattened machine has horns, of an unflattened one falls', () => {
    assert.ok(offAxisFactor(linac)(150) > 1.02);
    assert.ok(offAxisFactor(machines.get('std.linac6FFF')!)(150) < 0.85);
  });
});
