import { layerBorders } from './phantom.ts';
import type { SlabPhantom } from './phantom.ts';
import type { Coefficients, MonoKernels, SpectrumBin } from './read-tables.ts';

/**
 * Energy released to each kernel, Gy per photon/cm² on the axis at the surface, without the inverse square, by depth in each layer: per node
 * of depth the values [energies of `primary`, energies of `scatter`], for rays along the axis and for the most oblique ones.
 */
export interface TermaTable {
  readonly layers: readonly {
    readonly fromCm: number;
    readonly nodeStepCm: number;
    readonly nodes: number;
    readonly alongAxis: Float64Array;
    readonly oblique: Float64Array;
  }[];
  /** One over the cosine of the most oblique ray. */
  readonly obliqueSecant: number;
}

/**
 * What a component's kernel is multiplied by in a material that is not water. `terma`: all energy released, as the superposition in water
 * has it. `split`: the first electrons by energy absorption (μen), the later photons by the rest (μ − μen), of the material against water.
 */
export type ComponentWeights = 'terma' | 'split';

/** Each bin of the spectrum is this many energies, each attenuated by itself. */
const partsPerBin = 4;
const grayPerMeVPerGram = 1.602176634e-10;

export function tabulateTerma(options: {
  phantom: SlabPhantom;
  spectrum: readonly SpectrumBin[];
  kernels: MonoKernels;
  water: Coefficients;
  weights: ComponentWeights;
  obliqueSecant: number;
}): TermaTable {
  const { phantom, kernels, obliqueSecant } = options;
  const borders = layerBorders(phantom);
  const photons = spectrumEnergies(options.spectrum, kernels.energiesMeV);
  const linear = phantom.layers.map((layer) =>
    photons.map(({ energyMeV }) => layer.coefficients.attenuation(energyMeV) * layer.densityGPerCm3),
  );
  const released = phantom.layers.map((layer) =>
    photons.map((p) => releasedIn(layer.coefficients, p.energyMeV, options)),
  );
  const layers = phantom.layers.map((layer, l) => {
    const nodes = Math.ceil(layer.thicknessCm / 0.05) + 1;
    const nodeStepCm = layer.thicknessCm / (nodes - 1);
    const table = (secant: number) => {
      const energies = kernels.energiesMeV.length;
      const values = new Float64Array(nodes * 2 * energies);
      photons.forEach((photon, p) => {
        let before = 0;
        for (let above = 0; above < l; above++) before += linear[above][p] * phantom.layers[above].thicknessCm;
        for (let node = 0; node < nodes; node++) {
          const opticalDepth = secant * (before + linear[l][p] * node * nodeStepCm);
          const energy = photon.fluence * photon.energyMeV * Math.exp(-opticalDepth) * grayPerMeVPerGram;
          for (const { kernel, share } of photon.kernels) {
            values[node * 2 * energies + kernel] += energy * share * released[l][p].primary;
            values[(node * 2 + 1) * energies + kernel] += energy * share * released[l][p].scatter;
          }
        }
      });
      return values;
    };
    return { fromCm: borders[l], nodeStepCm, nodes, alongAxis: table(1), oblique: table(obliqueSecant) };
  });
  return { layers, obliqueSecant };
}

function releasedIn(
  material: Coefficients,
  energyMeV: number,
  { water, weights }: { water: Coefficients; weights: ComponentWeights },
): { primary: number; scatter: number } {
  if (weights === 'terma') {
    return { primary: material.attenuation(energyMeV), scatter: material.attenuation(energyMeV) };
  }
  const rest = (of: Coefficients) => of.attenuation(energyMeV) - of.absorption(energyMeV);
  const inWater = water.attenuation(energyMeV);
  return {
    primary: (inWater * material.absorption(energyMeV)) / water.absorption(energyMeV),
    scatter: (inWater * rest(material)) / rest(water),
  };
}

/** The spectrum as energies; each falls to the two kernels next to it, linear in the logarithm of the energy. */
function spectrumEnergies(spectrum: readonly SpectrumBin[], kernelMeV: readonly number[]) {
  return spectrum.flatMap((bin) =>
    Array.from({ length: partsPerBin }, (_, part) => {
      const energyMeV = bin.fromMeV + ((part + 0.5) / partsPerBin) * (bin.toMeV - bin.fromMeV);
      const above = kernelMeV.findIndex((energy) => energy >= energyMeV);
      const fluence = bin.fluence / partsPerBin;
      if (above === 0) return { energyMeV, fluence, kernels: [{ kernel: 0, share: 1 }] };
      const share = Math.log(energyMeV / kernelMeV[above - 1]) / Math.log(kernelMeV[above] / kernelMeV[above - 1]);
      return {
        energyMeV,
        fluence,
        kernels: [
          { kernel: above - 1, share: 1 - share },
          { kernel: above, share },
        ],
      };
    }),
  );
}
