import { meanRatio } from './absolute.ts';
import { axisFinding, buildUpFinding } from './depth-dose.ts';
import { axisDose, engineDose } from './engine-dose.ts';
import { atMost } from './finding.ts';
import { monteCarlo } from './references.ts';
import type { DepthDose } from './depth-dose.ts';
import type { Finding } from './finding.ts';

/** The Monte Carlo's bins are whole numbers of such voxels, once the first is cut in two: 1.25 mm, then 2.5 mm, then 5 mm. */
const voxelMm = 1.25;

/** The engine against the Monte Carlo depth dose of 10 × 10 cm, scored over the Monte Carlo's own bins. */
export function compareMonteCarlo(): { depthDose: DepthDose; findings: Finding[] } {
  const engine = axisDose(engineDose({ fieldCm: 10, layers: 'water:30', voxelMm: [2.5, voxelMm, 2.5] }), 15);
  const { bins } = monteCarlo;
  const depthDose: DepthDose = {
    depthMm: bins.map(({ fromCm, toCm }) => 5 * (fromCm + toCm)),
    engine: bins.map(({ fromCm, toCm }) => {
      const [from, to] = [fromCm, toCm].map((border) => Math.round((10 * border) / voxelMm));
      return engine.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
    }),
    reference: bins.map((bin) => bin.doseGyCm2 * 1e15),
    sigma: bins.map((bin) => bin.sigmaGyCm2 * 1e15),
    maximum: monteCarlo.maximumGyCm2 * 1e15,
  };
  const about = { case: 'water 10 × 10', reference: 'Monte Carlo' as const };
  const absolute = 100 * Math.abs(meanRatio(depthDose, 15, 250) - 1);
  const findings: Finding[] = [
    axisFinding(depthDose, { ...about, topic: 'Depth dose in water' }),
    buildUpFinding(depthDose, { ...about, topic: 'Depth dose in water' }),
    {
      ...about,
      topic: 'Absolute dose and phantom scatter',
      quantity: 'dose per fluence, mean from 1.5 to 25 cm',
      required: atMost(absolute, 2, '%'),
      aim: atMost(absolute, 1, '%'),
    },
  ];
  return { depthDose, findings };
}
