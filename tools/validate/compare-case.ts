import { absorbedEnergy, axisDose, engineDose, profileDose, referenceVoxelMm } from './engine-dose.ts';
import { axisFinding, buildUpFinding } from './depth-dose.ts';
import { atMost } from './finding.ts';
import { gammaCheck } from './gamma.ts';
import { profileFindings } from './profile.ts';
import { slabFindings } from './slab.ts';
import { parseLayers } from '../ideal/cases.ts';
import type { DepthDose } from './depth-dose.ts';
import type { Finding } from './finding.ts';
import type { Profile } from './profile.ts';
import type { IdealCase } from './references.ts';
import type { Slab } from './slab.ts';

/** A case of the ideal superposition, the engine's dose of it over the same voxels, and what came of the comparison. */
export interface ComparedCase {
  readonly name: string;
  readonly fieldCm: number;
  readonly depthDose: DepthDose;
  readonly profiles: readonly Profile[];
  /** Absent in water. */
  readonly slab?: Slab;
  readonly findings: readonly Finding[];
}

export function compareCase(reference: IdealCase): ComparedCase {
  const { name, fieldCm, layers } = reference;
  const voxelMm = referenceVoxelMm;
  const engine = engineDose({ fieldCm, layers, voxelMm: [voxelMm, voxelMm, voxelMm] });
  const depthDose: DepthDose = {
    depthMm: reference.axisFemtoGyCm2.map((_, j) => (j + 0.5) * voxelMm),
    engine: axisDose(engine, 10 * reference.axisHalfWidthCm),
    reference: reference.axisFemtoGyCm2,
    sigma: reference.axisFemtoGyCm2.map(() => 0),
    maximum: Math.max(...reference.axisFemtoGyCm2),
  };
  const profiles = reference.profiles.map(({ depthCm, doseFemtoGyCm2 }) => ({
    depthMm: 10 * depthCm,
    xMm: doseFemtoGyCm2.map((_, i) => (i + 0.5) * voxelMm),
    engine: profileDose(engine, Math.floor((10 * depthCm) / voxelMm)).slice(0, doseFemtoGyCm2.length),
    reference: doseFemtoGyCm2,
    maximum: depthDose.maximum,
    borderMm: 5 * fieldCm * (1 + depthCm / 100),
  }));
  const slab = slabOf(layers, fieldCm);
  const about = { case: name, reference: 'ideal superposition' as const };
  const gamma = (dosePercent: number, distanceMm: number, limit: number) =>
    gammaCheck(engine, reference, { dosePercent, distanceMm, limit });
  const energy = absorbedEnergy(engine, layers) / reference.energyFemtoGyCm2G;
  const findings: Finding[] = [
    ...(slab
      ? slabFindings(depthDose, slab, { ...about, topic: 'Slabs of lung and bone' })
      : [axisFinding(depthDose, { ...about, topic: 'Depth dose in water' })]),
    ...(slab ? [] : [buildUpFinding(depthDose, { ...about, topic: 'Depth dose in water' })]),
    ...(slab
      ? []
      : profiles.flatMap((profile) =>
          profileFindings(profile, {
            topic: 'Profiles in water',
            case: `${name} at ${(profile.depthMm / 10).toFixed(1)} cm`,
            reference: about.reference,
          }),
        )),
    {
      ...about,
      topic: 'Three-dimensional gamma',
      quantity: 'points from 10 % of Dmax on, global',
      required: slab ? gamma(3, 3, 97) : gamma(2, 2, 98),
      aim: slab ? gamma(2, 2, 97) : gamma(1, 1, 95),
    },
    {
      ...about,
      topic: 'Laws',
      quantity: 'energy absorbed in the phantom, against TERMA × the kernels’ share inside it',
      required: atMost(100 * Math.abs(energy - 1), 2, '%'),
      aim: atMost(100 * Math.abs(energy - 1), 1, '%'),
    },
  ];
  return { name, fieldCm, depthDose, profiles, slab, findings };
}

/** The second of three layers; none where there is one layer. */
function slabOf(layers: string, fieldCm: number): Slab | undefined {
  const [before, slab] = parseLayers(layers);
  if (!slab || slab.material === 'water') return undefined;
  const fromMm = 10 * before.thicknessCm;
  return { material: slab.material, fromMm, toMm: fromMm + 10 * slab.thicknessCm, fieldCm };
}
