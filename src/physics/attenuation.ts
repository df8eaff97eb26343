import tissue from './data/attenuation.json' with { type: 'json' };
import air from './data/attenuation-air.json' with { type: 'json' };
import type { Material } from '../patient/medium.ts';

/**
 * Mass attenuation coefficient μ/ρ with coherent scattering, cm²/g, at a photon energy in MeV: log–log interpolation of XCOM (tissues) and
 * NIST (air) values from 0.01 to 20 MeV; outside that range it throws a RangeError, since no spectrum of ours goes there.
 */
export function massAttenuationCm2PerG(material: Material, energyMeV: number): number {
  return material === 'air'
    ? logLog(air.energiesMeV, air.air, energyMeV)
    : logLog(tissue.energiesMeV, tissue.attenuation[material], energyMeV);
}

/**
 * μ_en/μ: the share of the energy lost from a beam of photons of the given energy (MeV) that the material absorbs on the spot. Known for water,
 * lung and bone; the other tissues are taken as water, whose share they meet within their composition's difference. Below 0.03 MeV, where no
 * spectrum of ours has photons, it is held constant.
 */
export function massAbsorptionShare(material: Material, energyMeV: number): number {
  const known = material === 'lung' || material === 'bone' ? material : 'water';
  const { absorption } = tissue;
  const energy = Math.max(energyMeV, absorption.energiesMeV[0]);
  return logLog(absorption.energiesMeV, absorption[known], energy) / massAttenuationCm2PerG(known, energy);
}

function logLog(energiesMeV: readonly number[], values: readonly number[], energyMeV: number): number {
  const last = energiesMeV.length - 1;
  if (!(energyMeV >= energiesMeV[0] && energyMeV <= energiesMeV[last])) {
    throw new RangeError(
      `No attenuation data at ${energyMeV} MeV; expected ${energiesMeV[0]} to ${energiesMeV[last]} MeV`,
    );
  }
  let i = 0;
  while (i < last - 1 && energiesMeV[i + 1] < energyMeV) i++;
  const share = Math.log(energyMeV / energiesMeV[i]) / Math.log(energiesMeV[i + 1] / energiesMeV[i]);
  return Math.exp(Math.log(values[i]) * (1 - share) + Math.log(values[i + 1]) * share);
}
