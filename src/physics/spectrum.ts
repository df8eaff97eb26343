import { beamQualities } from './kernel.ts';
import type { Spectrum } from './kernel.ts';
import type { Machine } from './machine.ts';

/** Photon fluence by energy of a machine's open beam: its own where it states one, else that of its beam quality. Fluences sum to 1. */
export function spectrumOf(machine: Pick<Machine, 'beamQuality' | 'spectrum'>): Spectrum {
  return machine.spectrum ?? beamQualities[machine.beamQuality].spectrum;
}

/** Mean photon energy by fluence, MeV. */
export function meanEnergyMeV({ bins }: Spectrum): number {
  return bins.reduce((sum, bin) => sum + (bin.fluence * (bin.fromMeV + bin.toMeV)) / 2, 0);
}

/**
 * The spectrum with all its energies multiplied by a factor, over the same bins: what was uniform in a bin stays uniform, spread over the bins
 * that it falls into. Energy beyond the last bin stays in the last.
 */
export function scaledEnergies({ bins }: Spectrum, factor: number): Spectrum {
  const fluence = bins.map(() => 0);
  const last = bins.length - 1;
  for (const bin of bins) {
    const from = bin.fromMeV * factor;
    const to = bin.toMeV * factor;
    bins.forEach((target, i) => {
      const end = i === last ? Infinity : target.toMeV;
      const overlap = Math.min(to, end) - Math.max(from, target.fromMeV);
      if (overlap > 0) fluence[i] += (bin.fluence * overlap) / (to - from);
    });
  }
  return { bins: bins.map((bin, i) => ({ ...bin, fluence: fluence[i] })) };
}
