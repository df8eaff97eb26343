import assert from 'node:assert/strict';
import { huConversion } from '../../src/evidence/hu-conversion.ts';
import {
  meanExcitationEv,
  relativeElectronDensity,
  relativeStoppingPower,
  stoichiometricHu,
} from '../../src/physics/stoichiometry.ts';
import { DomainError } from '../../src/units/domain-error.ts';

const { stoichiometric, stoppingPower } = huConversion;
const water = { densityGPerCm3: 1, massFractions: { H: 0.111894, O: 0.888106 } };
// ICRU Report 44.
const muscle = {
  densityGPerCm3: 1.05,
  massFractions: { H: 0.102, C: 0.143, N: 0.034, O: 0.71, Na: 0.001, P: 0.002, S: 0.003, Cl: 0.001, K: 0.004 },
};

describe('the stoichiometric calibration', () => {
  it('gives water 0 HU, an electron density and a stopping power of 1', () => {
    assert.ok(Math.abs(stoichiometricHu(water, stoichiometric)) < 1e-9);
    assert.ok(Math.abs(relativeElectronDensity(water) - 1) < 1e-12);
    const by = { excitationEv: 75, waterEv: 75, energyMeV: 100 };
    assert.ok(Math.abs(relativeStoppingPower(1, by) - 1) < 1e-12);
  });

  it('gives muscle the 43 HU of Schneider 2000, and half a per cent more stopping power with 78 eV for water (ICRU 90)', () => {
    assert.ok(Math.abs(stoichiometricHu(muscle, stoichiometric) - 43) < 1);
    const excitationEv = meanExcitationEv(muscle, stoppingPower.elementsEv);
    const rsp = (waterEv: number) =>
      relativeStoppingPower(relativeElectronDensity(muscle), { excitationEv, waterEv, energyMeV: 100 });
    const more = rsp(stoppingPower.waterAlternativeEv) / rsp(stoppingPower.waterEv) - 1;
    assert.ok(more > 0.004 && more < 0.0055, `${more}`);
  });

  it('refuses elements that it does not know, fractions that do not add up, and energies beyond its formula', () => {
    for (const run of [
      () => relativeElectronDensity({ densityGPerCm3: 1, massFractions: { Xx: 1 } }),
      () => relativeElectronDensity({ densityGPerCm3: 1, massFractions: { H: 0.5 } }),
      () => relativeElectronDensity({ ...water, densityGPerCm3: 0 }),
      () => meanExcitationEv(water, { H: 19.2 }),
      () => relativeStoppingPower(1, { excitationEv: 75, waterEv: 75, energyMeV: 10 }),
    ])
      assert.throws(run, DomainError);
    assert.throws(() => meanExcitationEv(water, { H: 19.2 }), /energy of O \(eV\) is not given/);
  });
});
