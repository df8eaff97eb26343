import tissue from './data/attenuation.json' with { type: 'json' };
import air from './data/attenuation-air.json' with { type: 'json' };
import type { Material } from '../patient/medium.ts';

/**
 * Mass attenuation coefficient μ/ρ with coherent scattering, cm²/g, at a photon energy in MeV: log–log interpolation of XCOM (tissues) and
 * NIST (air) values from 0.01 to 20 MeV; outside that range it throws a RangeError, since no spectrum of ours goes there.
 */
export function massAttenuationCm2PerG(material: Material, energyMeV: number): number {
  const [energies, values] =
    material === 'air' ? [air.energiesMeV, air.air] : [tissue.energiesMeV, tissue.materials[material]];
  if (!(energyMeV >= energies[0] && energyMeV <= energies[energies.length - 1])) {
    throw new RangeError(
      `No attenuation data at ${energyMeV} MeV; expected ${energies[0]} to ${energies[energies.length - 1]} MeV`,
    );
  }
  let i = 0;
  while (i < energies.length - 2 && energies[i + 1] < energyMeV) i++;
  const share = Math.log(energyMeV / energies[i]) / Math.log(energies[i + 1] / energies[i]);
  return Math.exp(Math.log(values[i]) * (1 - share) + Math.log(values[i + 1]) * share);
}
