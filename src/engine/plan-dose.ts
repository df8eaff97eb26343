import type { Diagnostic } from '../plan/diagnostic.ts';
import { diagnostic } from '../plan/diagnostics/catalogue.ts';
import type { Beam, BeamGroup, Phase, Plan, Prescription } from '../plan/plan.ts';
import { phaseOf } from '../plan/schedule.ts';
import { voxelCount } from '../patient/grid.ts';
import { type BeamDoseRun, beamDoses } from './beam-doses.ts';
import type { DosePool } from './dose-pool.ts';
import { type Graph, type StepKey, stepKey } from './graph/graph.ts';
import { type GroupUnit, isFixed, scaleGroups } from './group-scaling.ts';
import type { IsotoxicDose } from './isotoxic-dose.ts';
import type { KernelBuild, KernelModule } from './kernel-modules.ts';
import type { Scene } from './prepare.ts';
import type { RegionSampler } from './region-samples.ts';
import type { DosePart } from './scaling.ts';

export interface PlanDose {
  readonly kind: 'dose';
  /** Of the whole course, Gy, on the medium's grid, over shared memory. */
  readonly doseGy: Float32Array;
  /** In their order, each with its own dose over all its fractions; where there is one phase, that is `doseGy` itself. */
  readonly phases: readonly PhaseOfDose[];
  /** Group by group, in the plan's order: MU per fraction per unit of beam weight, the normalisation of its phase included. */
  readonly groupFactors: readonly number[];
  /** Of all that the dose is made from. */
  readonly hash: string;
  /** The kernels that computed it. */
  readonly build: KernelBuild;
  /** What an isotoxic prescription has come to. */
  readonly isotoxic?: IsotoxicDose;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PhaseOfDose {
  readonly name?: string;
  readonly fractions: number;
  /** Gy, on the medium's grid, over shared memory. */
  readonly doseGy: Float32Array;
  /** What the phase's own normalisation multiplied every beam by; 1 with `normalise none`. */
  readonly normalisationFactor: number;
}

type Refused = { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

/** Monitor units of a beam per fraction when its group's factor is 1. */
export function unitMu(beam: Beam): number {
  return beam.muPerFraction ?? beam.weight;
}

/**
 * Dose of the plan: every beam at one MU; in each phase the groups scaled from the outermost prescription inwards, and all of it by the phase's
 * normalisation; the sum of the phases.
 */
export async function planDose(
  plan: Plan,
  scene: Scene,
  options: BeamDoseRun & { readonly samples: RegionSampler },
): Promise<PlanDose | { kind: 'cancelled' } | { kind: 'failed'; message: string } | Refused> {
  const { graph, pool } = options;
  const computed = await beamDoses(
    { medium: scene.medium, mediumHash: scene.hashes.medium },
    scene.beams.flat(),
    options,
  );
  if (computed.kind !== 'doses') return computed;

  let index = 0;
  const groups = plan.beamGroups.map((group) => {
    const { fractions } = phaseOf(plan.schedule, group);
    const parts = group.beams.map((beam) => {
      const [key, gyPerMu] = [computed.keys[index], computed.gyPerMu[index]];
      index++;
      return { key, doseGy: gyPerMu, factor: unitMu(beam) * fractions };
    });
    const made = parts.map(({ key: { hash }, factor }) => [hash, factor]);
    return { group, parts, key: stepKey('group dose', scene.hashes.medium, made) };
  });
  const phases: Extract<PhaseRun, { kind: 'dose' }>[] = [];
  const factorOf = new Map<BeamGroup, number>();
  for (const [p, phase] of plan.schedule.phases.entries()) {
    const inPhase = groups.filter(({ group }) => phaseOf(plan.schedule, group) === phase);
    const run = await phaseDose(phase, scene.prescriptions[p], inPhase, scene, options);
    if (run.kind !== 'dose') return run;
    phases.push(run);
    for (const [n, { group }] of inPhase.entries()) factorOf.set(group, run.groupFactors[n]);
  }
  const [first, ...others] = phases;
  const kernel = pool.kernels[options.settings.kernel ?? 'final'];
  const parts = phases.map(({ doseGy }) => ({ doseGy, factor: 1 }));
  const key = stepKey(
    'dose of phases',
    phases.map(({ hash }) => hash),
  );
  return {
    kind: 'dose',
    doseGy:
      others.length === 0
        ? first.doseGy
        : await graph.slowStep(key, () => pool.sum(voxelCount(scene.medium.grid), parts)),
    phases: phases.map(({ doseGy, normalisationFactor }, p) => {
      const { name, fractions } = plan.schedule.phases[p];
      return { ...(name === undefined ? {} : { name }), fractions, doseGy, normalisationFactor };
    }),
    groupFactors: plan.beamGroups.map((group) => factorOf.get(group) ?? NaN),
    hash: others.length === 0 ? first.hash : key.hash,
    build: kernel.build,
    ...(first.isotoxic ? { isotoxic: first.isotoxic } : {}),
    diagnostics: fallbackFinding(plan, kernel),
  };
}

type PhaseRun =
  | {
      readonly kind: 'dose';
      readonly doseGy: Float32Array;
      readonly groupFactors: readonly number[];
      readonly normalisationFactor: number;
      readonly isotoxic?: IsotoxicDose;
      readonly hash: string;
    }
  | Refused;

/** The dose of the groups of one phase, scaled to its prescriptions. */
async function phaseDose(
  phase: Phase,
  prescriptions: readonly Prescription[],
  groups: readonly { readonly group: BeamGroup; readonly parts: readonly DosePart[]; readonly key: StepKey }[],
  scene: Scene,
  { graph, pool, samples }: { readonly graph: Graph; readonly pool: DosePool; readonly samples: RegionSampler },
): Promise<PhaseRun> {
  const { normalise, at } = phase;
  const named = [
    ...prescriptions.flatMap(({ region, isotoxic }) => [region, isotoxic?.region ?? '']),
    normalise.kind === 'metric' ? normalise.region : '',
  ];
  const key = stepKey(
    'phase dose',
    groups.map(({ key: { hash }, group }) => [hash, group.region, isFixed(group)]),
    prescriptions,
    [normalise, at],
    named.map((name) => name && samples.hash(name)),
  );
  const voxels = voxelCount(scene.medium.grid);
  return graph.slowStep(
    key,
    async (): Promise<PhaseRun> => {
      // Every beam of a group anew and in the order of the text: to add a difference to an older sum would give other bits.
      const units = await Promise.all(
        groups.map(async ({ group, key: ofGroup, parts }): Promise<GroupUnit> => ({
          group,
          key: ofGroup,
          doseGy: await pool.sum(voxels, parts),
        })),
      );
      const scaled = scaleGroups(phase, prescriptions, units, { samples, graph });
      if (scaled.diagnostics.length > 0) return { kind: 'refused', diagnostics: scaled.diagnostics };
      const { normalisationFactor, isotoxic } = scaled;
      const groupFactors = scaled.factors.map((factor) => factor * normalisationFactor);
      const parts = units.map(({ doseGy }, g) => ({ doseGy, factor: groupFactors[g] }));
      const doseGy = await pool.sum(voxels, parts);
      for (const unit of units) pool.giveBack(unit.doseGy);
      return {
        kind: 'dose',
        doseGy,
        groupFactors,
        normalisationFactor,
        ...(isotoxic ? { isotoxic } : {}),
        hash: key.hash,
      };
    },
    ({ kind }) => kind === 'dose',
  );
}

/** Dose without WebAssembly is the same, bit for bit, but several times slower: the user is told why. */
function fallbackFinding(plan: Plan, { fallback }: KernelModule): Diagnostic[] {
  if (fallback === undefined) return [];
  const message = `The WebAssembly dose kernels could not be used (${fallback}), so the dose was computed by their TypeScript twins, several times slower. Install the extension again, or run "npm run build" in a checkout.`;
  return [diagnostic('RT4206', plan.compute.at ?? plan.at, message)];
}
