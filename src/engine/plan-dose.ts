import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Beam, Plan } from '../plan/plan.ts';
import { voxelCount } from '../patient/grid.ts';
import { type BeamDoseRun, beamDoses } from './beam-doses.ts';
import type { DosePool } from './dose-pool.ts';
import { type Graph, stepKey } from './graph/graph.ts';
import { type GroupUnit, isFixed, scaleGroups } from './group-scaling.ts';
import type { KernelBuild, KernelModule } from './kernel-modules.ts';
import type { Scene } from './prepare.ts';
import type { RegionSampler } from './region-samples.ts';

export interface PlanDose {
  readonly kind: 'dose';
  /** Of the whole course, Gy, on the medium's grid, over shared memory. */
  readonly doseGy: Float32Array;
  /** Group by group, in the plan's order: MU per fraction per unit of beam weight, the plan's normalisation included. */
  readonly groupFactors: readonly number[];
  readonly normalisationFactor: number;
  /** Of all that the dose is made from. */
  readonly hash: string;
  /** The kernels that computed it. */
  readonly build: KernelBuild;
  readonly diagnostics: readonly Diagnostic[];
}

type Refused = { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

/** Monitor units of a beam per fraction when its group's factor is 1. */
export function unitMu(beam: Beam): number {
  return beam.muPerFraction ?? beam.weight;
}

/**
 * Dose of the plan: every beam at one MU, the groups scaled from the outermost prescription inwards, and all of it by the plan's normalisation.
 */
export async function planDose(
  plan: Plan,
  scene: Scene,
  options: BeamDoseRun & { readonly samples: RegionSampler },
): Promise<PlanDose | { kind: 'cancelled' } | { kind: 'failed'; message: string } | Refused> {
  const { graph, pool, samples } = options;
  const computed = await beamDoses(
    { medium: scene.medium, mediumHash: scene.hashes.medium },
    scene.beams.flat(),
    options,
  );
  if (computed.kind !== 'doses') return computed;

  const { fractions, normalise, at } = plan.schedule;
  let index = 0;
  const groups = plan.beamGroups.map((group) => {
    const beams = group.beams.map((beam) => {
      const [key, gyPerMu] = [computed.keys[index], computed.gyPerMu[index]];
      index++;
      return { key, doseGy: gyPerMu, factor: unitMu(beam) * fractions };
    });
    const made = beams.map(({ key: { hash }, factor }) => [hash, factor]);
    return { parts: beams, key: stepKey('group dose', scene.hashes.medium, made) };
  });
  const named = [
    ...scene.prescriptions.map(({ region }) => region),
    normalise.kind === 'metric' ? normalise.region : '',
  ];
  const key = stepKey(
    'plan dose',
    groups.map(({ key: { hash } }, g) => [hash, plan.beamGroups[g].region, isFixed(plan.beamGroups[g])]),
    scene.prescriptions,
    [normalise, at],
    named.map((name) => name && samples.hash(name)),
  );
  const voxels = voxelCount(scene.medium.grid);
  const dose = await graph.slowStep(
    key,
    async () => {
      // Every beam of a group anew and in the order of the text: to add a difference to an older sum would give other bits.
      const units = await Promise.all(
        groups.map(async (group): Promise<GroupUnit> => ({
          key: group.key,
          doseGy: await graph.slowStep(group.key, () => pool.sum(voxels, group.parts)),
        })),
      );
      return scaledDose(plan, scene, units, { ...options, hash: key.hash });
    },
    ({ kind }) => kind === 'dose',
  );
  if (dose.kind !== 'dose') return dose;
  const kernel = pool.kernels[options.settings.kernel ?? 'final'];
  return { ...dose, build: kernel.build, diagnostics: fallbackFinding(plan, kernel) };
}

/** The groups' doses with their factors and the plan's normalisation; refused where there are no such factors. */
async function scaledDose(
  plan: Plan,
  scene: Scene,
  units: readonly GroupUnit[],
  { samples, graph, pool, hash }: { samples: RegionSampler; graph: Graph; pool: DosePool; hash: string },
): Promise<Omit<PlanDose, 'build' | 'diagnostics'> | Refused> {
  const scaled = scaleGroups(plan, scene.prescriptions, units, { samples, graph });
  if (scaled.diagnostics.length > 0) return { kind: 'refused', diagnostics: scaled.diagnostics };
  const { normalisationFactor } = scaled;
  const factors = scaled.factors.map((factor) => factor * normalisationFactor);
  const parts = units.map(({ doseGy }, g) => ({ doseGy, factor: factors[g] }));
  const doseGy = await pool.sum(voxelCount(scene.medium.grid), parts);
  return { kind: 'dose', doseGy, groupFactors: factors, normalisationFactor, hash };
}

/** Dose without WebAssembly is the same, bit for bit, but several times slower: the user is told why. */
function fallbackFinding(plan: Plan, { fallback }: KernelModule): Diagnostic[] {
  if (fallback === undefined) return [];
  const message = `The WebAssembly dose kernels could not be used (${fallback}), so the dose was computed by their TypeScript twins, several times slower. Install the extension again, or run "npm run build" in a checkout.`;
  return [diagnostic('RT4206', plan.compute.at ?? plan.at, message)];
}
