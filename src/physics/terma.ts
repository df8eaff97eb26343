import { materials } from '../patient/medium.ts';
import { massAttenuationCm2PerG } from './attenuation.ts';
import { subtract } from './coordinates.ts';
import { fillFluence } from './fluence.ts';
import { beamQualities } from './kernel.ts';
import { spectrumOf } from './spectrum.ts';
import { arealDensities, traceToSource } from './ray-trace.ts';
import type { Vec3 } from '../patient/grid.ts';
import type { Medium } from '../patient/medium.ts';
import type { BeamSetup } from './beam-setup-types.ts';
import type { Machine } from './machine.ts';

/** Arrays over the medium's grid, filled slice by slice. */
export interface Terma {
  /** Energy released per mass and MU by photons of the kernel's lower and upper energy group, MeV/g. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** One over the distance to the source, 1/mm. */
  readonly inverseDistance: Float32Array;
}

/**
 * Total energy released per unit mass (TERMA) at the voxel centres, per MU: fluence × energy × μ/ρ of the voxel's material, attenuated bin by
 * bin of the spectrum along the exact ray from the source, with the inverse square and the aperture's fluence averaged over the voxel.
 * Fills z slices `fromSlice` up to `toSlice`; slices do not depend on one another.
 */
export function fillTerma(
  medium: Medium,
  setup: BeamSetup,
  machine: Machine,
  range: { fromSlice: number; toSlice: number; cancelled?: () => boolean },
  out: Terma,
): void {
  const { size, originMm, spacingMm } = medium.grid;
  const { sourceMm } = setup;
  const bins = spectrumBins(machine);
  const thickness = arealDensities();

  // The fluence waits where the result goes.
  fillFluence(medium.grid, setup, machine, range, out.low);
  for (let k = range.fromSlice; k < range.toSlice; k++) {
    if (range.cancelled?.()) return;
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++) {
        const voxel = i + size[0] * (j + size[1] * k);
        const point: Vec3 = [
          originMm[0] + i * spacingMm[0],
          originMm[1] + j * spacingMm[1],
          originMm[2] + k * spacingMm[2],
        ];
        const fromSource = subtract(point, sourceMm);
        const distance = Math.hypot(fromSource[0], fromSource[1], fromSource[2]);
        out.inverseDistance[voxel] = 1 / distance;
        const photons = out.low[voxel];
        out.low[voxel] = 0;
        out.high[voxel] = 0;
        if (photons === 0) continue;
        traceToSource(medium, point, sourceMm, thickness);
        out.low[voxel] = photons * released(bins.low, thickness, medium.material[voxel]);
        out.high[voxel] = photons * released(bins.high, thickness, medium.material[voxel]);
      }
    }
  }
}

/** A group's bins: for each the mean energy × share of fluence, MeV; μ/ρ, cm²/g, by material, then bin; and room for the bins' depths. */
interface Bins {
  readonly energyFluenceMeV: Float64Array;
  readonly muCm2PerG: Float64Array;
  readonly opticalDepth: Float64Array;
}

function released(bins: Bins, thicknessGPerCm2: Float64Array, material: number): number {
  const { energyFluenceMeV, muCm2PerG, opticalDepth } = bins;
  const count = energyFluenceMeV.length;
  opticalDepth.fill(0);
  for (let m = 0; m < materialCount; m++) {
    const thickness = thicknessGPerCm2[m];
    if (thickness === 0) continue;
    for (let bin = 0; bin < count; bin++) opticalDepth[bin] += muCm2PerG[m * count + bin] * thickness;
  }
  let sum = 0;
  for (let bin = 0; bin < count; bin++) {
    sum += energyFluenceMeV[bin] * muCm2PerG[material * count + bin] * Math.exp(-opticalDepth[bin]);
  }
  return sum;
}

const materialCount = materials.length;

function spectrumBins(machine: Machine): { low: Bins; high: Bins } {
  const { kernel } = beamQualities[machine.beamQuality];
  const spectrum = spectrumOf(machine);
  const ofGroup = ({ fromMeV, toMeV }: { fromMeV: number; toMeV: number }): Bins => {
    const bins = spectrum.bins.filter((bin) => bin.fromMeV >= fromMeV && bin.toMeV <= toMeV);
    const middle = (bin: { fromMeV: number; toMeV: number }) => (bin.fromMeV + bin.toMeV) / 2;
    return {
      energyFluenceMeV: Float64Array.from(bins, (bin) => middle(bin) * bin.fluence),
      muCm2PerG: Float64Array.from(materials.flatMap((m) => bins.map((bin) => massAttenuationCm2PerG(m, middle(bin))))),
      opticalDepth: new Float64Array(bins.length),
    };
  };
  return { low: ofGroup(kernel.groups[0]), high: ofGroup(kernel.groups[1]) };
}
