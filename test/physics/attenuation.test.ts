import assert from 'node:assert/strict';
import { massAttenuationCm2PerG } from '../../src/physics/attenuation.ts';
import { materials } from '../../src/patient/medium.ts';

describe('mass attenuation coefficients', () => {
  it('meet the tables at their energies', () => {
    assert.ok(Math.abs(massAttenuationCm2PerG('water', 1) - 0.07057) < 1e-9);
    assert.ok(Math.abs(massAttenuationCm2PerG('bone', 2) - 0.04653) < 1e-9);
    assert.ok(Math.abs(massAttenuationCm2PerG('air', 6) - 0.02522) < 1e-9);
  });

  it('are those of the Klein–Nishina formula for water where Compton scattering is all there is, between the table’s energies too', () => {
    // 3.343e23 electrons per gram of water (10 per 18.015 u).
    for (const energy of [0.55, 0.7, 0.9, 1.1]) {
      const expected = kleinNishinaCm2(energy) * 3.3428e23;
      assert.ok(Math.abs(massAttenuationCm2PerG('water', energy) / expected - 1) < 0.004, `${energy} MeV`);
    }
  });

  it('fall with energy through the whole range of a 6 MV beam, for every material', () => {
    for (const material of materials) {
      for (let energy = 0.1; energy < 6; energy += 0.1) {
        assert.ok(massAttenuationCm2PerG(material, energy) > massAttenuationCm2PerG(material, energy + 0.1), material);
      }
    }
  });

  it('are refused where there are no data', () => {
    assert.throws(() => massAttenuationCm2PerG('water', 0.005), RangeError);
    assert.throws(() => massAttenuationCm2PerG('air', 25), RangeError);
    assert.throws(() => massAttenuationCm2PerG('water', NaN), RangeError);
  });
});

/** Total Klein–Nishina cross-section of an electron (Evans 1955, equation 5.1), cm². */
function kleinNishinaCm2(energyMeV: number): number {
  const a = energyMeV / 0.51099895;
  const b = 1 + 2 * a;
  const bracket =
    ((1 + a) / a ** 2) * ((2 * (1 + a)) / b - Math.log(b) / a) + Math.log(b) / (2 * a) - (1 + 3 * a) / b ** 2;
  return 2 * Math.PI * 2.8179403e-13 ** 2 * bracket;
}
