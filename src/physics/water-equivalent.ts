import { materials } from '../patient/medium.ts';
import { massAttenuationCm2PerG } from './attenuation.ts';
import { arealDensities, traceToSource } from './ray-trace.ts';
import type { Vec3 } from '../patient/grid.ts';
import type { Material, Medium } from '../patient/medium.ts';

/** Photon energy at which materials are compared, MeV: near the mean of a 6 MV beam; between 1 and 3 MeV the ratios change by under 1 %. */
const referenceEnergyMeV = 2;

/** Thickness of water, mm, that attenuates 2 MeV photons as the medium does between the source and a point. */
export function waterEquivalentDepthMm(medium: Medium, pointMm: Vec3, sourceMm: Vec3): number {
  const thickness = arealDensities();
  traceToSource(medium, pointMm, sourceMm, thickness);
  return waterRatios.reduce((sum, ratio, m) => sum + 10 * thickness[m] * ratio, 0);
}

/** Areal density of water that attenuates like 1 g/cm² of the material. */
export function waterRatio(material: Material): number {
  return massAttenuationCm2PerG(material, referenceEnergyMeV) / massAttenuationCm2PerG('water', referenceEnergyMeV);
}

const waterRatios = materials.map(waterRatio);
