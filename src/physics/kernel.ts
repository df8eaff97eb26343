import kernel6MV from './data/kernel-6mv.json' with { type: 'json' };
import spectrum6MV from './data/spectrum-6mv.json' with { type: 'json' };

/**
 * A point kernel in water as two energy groups, each with a primary and a scatter exponential: in direction θ to the photon, energy
 * `energyPerSr(θ)` (share of the energy released, per steradian) sets out and is absorbed along the radiological distance d (g/cm²) as
 * `μ·exp(−μ·d)`. Ahnesjö, Med Phys 16 (1989) 577, equation 4, with r² taken out.
 */
export interface Kernel {
  readonly thetaStepDeg: number;
  /** Ascending in energy. */
  readonly groups: readonly KernelGroup[];
}

export interface KernelGroup {
  /** Photons from this energy up to the other belong to the group. */
  readonly fromMeV: number;
  readonly toMeV: number;
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
  readonly bins: readonly { readonly fromMeV: number; readonly toMeV: number; readonly fluence: number }[];
}

/** What a machine's `beamQuality` refers to. */
export const beamQualities: Readonly<Record<'mohan6MV', { kernel: Kernel; spectrum: Spectrum }>> = {
  mohan6MV: { kernel: kernel6MV, spectrum: spectrum6MV },
};

/** The value of a kernel component at an angle: linear between the middles of the rings, constant beyond the outermost. */
export function atAngle(values: readonly number[], thetaStepDeg: number, thetaRad: number): number {
  const position = Math.min(Math.max((thetaRad * 180) / Math.PI / thetaStepDeg - 0.5, 0), values.length - 1);
  const i = Math.min(Math.floor(position), values.length - 2);
  const share = position - i;
  return values[i] * (1 - share) + values[i + 1] * share;
}

/** Share of the released energy that the component carries over the whole sphere. */
export function energyShare(component: KernelComponent, thetaStepDeg: number): number {
  const step = (thetaStepDeg * Math.PI) / 180;
  return component.energyPerSr.reduce(
    (sum, energy, ring) => sum + energy * 2 * Math.PI * (Math.cos(ring * step) - Math.cos((ring + 1) * step)),
    0,
  );
}
