import shares from './data/energy-shares.json' with { type: 'json' };
import kernel10MV from './data/kernel-10mv.json' with { type: 'json' };
import kernel15MV from './data/kernel-15mv.json' with { type: 'json' };
import kernel6MV from './data/kernel-6mv.json' with { type: 'json' };
import spectrum10MV from './data/spectrum-10mv.json' with { type: 'json' };
import spectrum15MV from './data/spectrum-15mv.json' with { type: 'json' };
import spectrum6MV from './data/spectrum-6mv.json' with { type: 'json' };
import { massAbsorptionShare } from './attenuation.ts';
import type { Material } from '../patient/medium.ts';

/**
 * A point kernel in water as two exponentials, one for the electrons that the first interaction sets in motion (primary) and one for all that
 * scattered photons do (scatter): in direction θ to the photon, energy `energyPerSr(θ)` (share of the component's energy, per steradian) sets out
 * and is absorbed along the radiological distance d (g/cm²) as `μ·exp(−μ·d)`. Ahnesjö, Med Phys 16 (1989) 577, equation 4, with r² taken out.
 */
export interface Kernel {
  readonly thetaStepDeg: number;
  readonly primary: KernelComponent;
  readonly scatter: KernelComponent;
}

/** Values in rings of `thetaStepDeg`, from 0 to 180 degrees. */
export interface KernelComponent {
  readonly energyPerSr: readonly number[];
  readonly attenuationCm2PerG: readonly number[];
}

/** Photon fluence by energy bin, uniform inside a bin; the fluences sum to 1. */
export interface Spectrum {
  readonly bins: readonly SpectrumBin[];
}

export interface SpectrumBin {
  readonly fromMeV: number;
  readonly toMeV: number;
  readonly fluence: number;
}

interface Cited {
  readonly source: string;
}

/** What a machine's `beamQuality` refers to. */
export const beamQualities: Readonly<Record<BeamQuality, { kernel: Kernel & Cited; spectrum: Spectrum & Cited }>> = {
  mohan6MV: { kernel: kernel6MV, spectrum: spectrum6MV },
  mohan10MV: { kernel: kernel10MV, spectrum: spectrum10MV },
  mohan15MV: { kernel: kernel15MV, spectrum: spectrum15MV },
};

export type BeamQuality = 'mohan6MV' | 'mohan10MV' | 'mohan15MV';

/**
 * How the energy that photons of an energy (MeV) release in a material is shared out: `primary` to the first interaction's electrons, `scatter` to
 * everything after, within 60 cm of water. The sum is water's; in lung and bone the primary share goes with their own energy absorption.
 */
export function energyShares(material: Material, energyMeV: number): { primary: number; scatter: number } {
  const water = { primary: shareAt(shares.primary, energyMeV), scatter: shareAt(shares.scatter, energyMeV) };
  const primary = (water.primary * massAbsorptionShare(material, energyMeV)) / massAbsorptionShare('water', energyMeV);
  return { primary, scatter: water.primary + water.scatter - primary };
}

/** Linear in the logarithm of the energy, like the mixing of the kernels; constant below the lowest energy. */
function shareAt(values: readonly number[], energyMeV: number): number {
  const { energiesMeV } = shares;
  if (energyMeV <= energiesMeV[0]) return values[0];
  if (energyMeV > energiesMeV[energiesMeV.length - 1])
    throw new RangeError(`No kernel at ${energyMeV} MeV; the kernels go up to ${energiesMeV.at(-1)} MeV`);
  let i = 1;
  while (energiesMeV[i] < energyMeV) i++;
  const share = Math.log(energyMeV / energiesMeV[i - 1]) / Math.log(energiesMeV[i] / energiesMeV[i - 1]);
  return values[i - 1] * (1 - share) + values[i] * share;
}

/** The value of a kernel component at an angle: linear between the middles of the rings, constant beyond the outermost. */
export function atAngle(values: readonly number[], thetaStepDeg: number, thetaRad: number): number {
  const position = Math.min(Math.max((thetaRad * 180) / Math.PI / thetaStepDeg - 0.5, 0), values.length - 1);
  const i = Math.min(Math.floor(position), values.length - 2);
  const share = position - i;
  return values[i] * (1 - share) + values[i + 1] * share;
}

/** The component's energy over the whole sphere. */
export function energyOverSphere(component: KernelComponent, thetaStepDeg: number): number {
  const step = (thetaStepDeg * Math.PI) / 180;
  return component.energyPerSr.reduce(
    (sum, energy, ring) => sum + energy * 2 * Math.PI * (Math.cos(ring * step) - Math.cos((ring + 1) * step)),
    0,
  );
}
