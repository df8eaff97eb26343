import type { PlacedBeam } from '../../physics/beam-setup-types.ts';
import type { Machine } from '../../physics/machine.ts';
import { kernelMemory } from '../../physics/kernels/dose-kernels.ts';
import { blurMemory } from '../../physics/pencil-beam/blur-memory.ts';
import type { PencilKernel } from '../../physics/pencil-beam/pencil-kernel.ts';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { Goal, Plan } from '../../plan/plan.ts';
import { breath } from '../breath.ts';
import type { ObjectiveCurve } from '../../preview/draw/objective-scene.ts';
import { beamDoses } from '../beam-doses.ts';
import { engineCodeHash } from '../engine-code.ts';
import { stepKey } from '../graph/graph.ts';
import { instantiate, loadKernelModules } from '../kernel-modules.ts';
import { goalsAt, withAchieved } from '../isotoxic-dose.ts';
import { evidenceOf } from '../outcome/complications.ts';
import type { Scene } from '../prepare.ts';
import { doseSettings, finalQuality } from '../quality.ts';
import { regionSampler } from '../region-samples.ts';
import { sceneOnGrid } from '../scene-on-grid.ts';
import { deliveredBeams } from './delivered-beams.ts';
import { bixelCount, modulatedBeams } from './fluence-model.ts';
import { findFluence } from './fluence-search.ts';
import { withGradientPoints } from './gradient-pairs.ts';
import { optimisationPoints, pointSampler } from './optimisation-points.ts';
import { pencilKernel } from './pencil-kernels.ts';
import { partsOfPPlus } from './p-plus-objective.ts';
import { type IsotoxicLevel, isotoxicLevel } from './isotoxic-level.ts';
import type { PlannedDose, Recalculation } from './recalculation.ts';
import { type JudgedGoal, planTerms, type PlanTerms } from './plan-terms.ts';
import { computedOnly, passingDoses } from './passing-doses.ts';
import { type FoundBeam, type Search, type SearchOptions, termValues } from './search.ts';

/** How the beams of a plan were found. */
export interface OptimisationReport {
  readonly points: number;
  readonly bixels: number;
  /** 0 where the leaves move while the beam is on. */
  readonly segments: number;
  /** 0 where they stand. */
  readonly controlPoints: number;
  readonly objective: ObjectiveCurve;
  /** The objective by terms, of the ideal fluence and of what is delivered, with the weights of the end. */
  readonly terms: readonly { readonly name: string; readonly ideal: number; readonly delivered: number }[];
  /** The dose that an isotoxic prescription was optimised for, Gy, before the plan is scaled to the organ's limit. */
  readonly isotoxic?: IsotoxicLevel;
  /** Goals that judge the plan and did not steer it, by their place among the plan's. */
  readonly judged: readonly JudgedGoal[];
  /** What goals that steer are missed by, as a share of their limit, at the points: below 0 is kept with so much to spare. */
  readonly goals: readonly { readonly text: string; readonly ideal: number; readonly delivered: number }[];
  /** Of the final dose; a preview has none. */
  readonly recalculation?: Recalculation;
}

/** The beams as they give their dose, in the plan's order. */
export interface FoundBeams {
  readonly planned: PlannedDose;
  readonly beams: readonly FoundBeam[];
  readonly report: OptimisationReport;
}

/** Doses are computed on a grid no finer than this while beams are looked for; the plan's dose has its own grid. */
const finestGridMm = 3;

/**
 * Beams for a plan that says what they are to reach: the ideal fluence by pencil beams, corrected by the collapsed-cone dose of what it is made of; then apertures, a leaf
 * sweep of it whose leaf ends and MU are moved together, corrected in the same way. The same plan, the same beams, on any number of threads.
 */
export async function foundBeams(plan: Plan, whole: Scene, options: SearchOptions): Promise<FoundBeams> {
  const { graph } = options;
  const { scene } = sceneOnGrid(plan, whole, { gridMm: Math.max(plan.compute.gridMm, finestGridMm) }, graph);
  const key = stepKey(
    'optimised beams',
    engineCodeHash(),
    scene.hashes.medium,
    plan.schedule,
    plan.goals.map(({ at: _, ...goal }) => goal),
    plan.optimise,
    plan.evidence,
    plan.tissues,
    scene.prescriptions,
    plan.regions.map((region) => [region, scene.regions.has(region.name) && scene.hashes.region(region.name)]),
    [...scene.images.keys()].map((image) => scene.hashes.image(image)),
    scene.beams.flat().map(({ setups }) => setups),
    scene.beams.flat().map(({ machine }) => machine),
  );
  const finalDoses = (beams: readonly PlacedBeam[]): Promise<readonly Float32Array[]> =>
    ownDoses(plan, scene, { beams, isOwnGrid: scene.hashes.medium === whole.hashes.medium }, options);
  return graph.slowStep(key, () => search(plan, scene, { ...options, finalDoses }));
}

/** Doses as the plan's own are computed: on its own grid they are those, and kept for it. */
async function ownDoses(
  plan: Plan,
  { medium, hashes }: Scene,
  { beams, isOwnGrid }: { readonly beams: readonly PlacedBeam[]; readonly isOwnGrid: boolean },
  options: SearchOptions,
): Promise<readonly Float32Array[]> {
  const settings = doseSettings(finalQuality(plan));
  if (!isOwnGrid) return passingDoses(medium, beams, settings.cones, options);
  const run = { ...options, settings, onProgress: () => undefined };
  return computedOnly(await beamDoses({ medium, mediumHash: hashes.medium }, beams, run), options.signal);
}

async function search(
  plan: Plan,
  scene: Scene,
  { finalDoses, ...options }: SearchOptions & Pick<Search, 'finalDoses'>,
): Promise<FoundBeams> {
  const { onProgress, signal } = options;
  const prescribed = scene.prescriptions[0].map(({ region }) => region);
  const { fractions, normalise } = plan.schedule.phases[0];
  onProgress('Preparing the optimiser', 0);
  const evidence = evidenceOf(plan);
  const samples = regionSampler(scene, options.graph);
  const asksForPPlus = plan.schedule.maximise || plan.goals.some(({ metric }) => metric.kind === 'pPlus');
  const pPlus = asksForPPlus ? partsOfPPlus(plan, evidence, { scene, samples, graph: options.graph }) : undefined;
  const counted =
    typeof pPlus === 'object'
      ? [...pPlus.targets.map(({ name }) => name), ...pPlus.complications.map((c) => c.region)]
      : [];
  const named = {
    targets: prescribed,
    others: [
      ...plan.goals.flatMap(({ region }) => region ?? []),
      ...scene.prescriptions[0].flatMap(({ isotoxic }) => isotoxic?.region ?? []),
      ...(normalise.kind === 'metric' ? [normalise.region] : []),
      ...counted,
    ],
  };
  const ofRegions = await optimisationPoints(scene, named, signal);
  await breath(signal);
  const { points, gradients } = withGradientPoints(ofRegions, plan.schedule.gradients, scene, options.graph);
  const sampled = { scene, samples: pointSampler(points, samples), graph: options.graph };
  const escalated = scene.prescriptions[0].find(({ isotoxic }) => isotoxic);
  const wantedAt = (level: IsotoxicLevel | undefined): PlanTerms => {
    const own = level ? escalatedTo(plan, scene, level) : { plan, scene };
    return planTerms(own.plan, own.scene, {
      points,
      evidence,
      sampled: { ...sampled, scene: own.scene },
      pPlus,
      gradients,
    });
  };
  const asWritten = wantedAt(escalated && { region: escalated.region, doseGy: escalated.doseGy });
  await breath(signal);
  const placed = scene.beams.flat().map(({ machine, setups: [{ setup }] }) => ({ machine, setup }));
  const kernels = new Map<Machine, PencilKernel>();
  for (const machine of new Set(placed.map((beam) => beam.machine)))
    kernels.set(machine, await pencilKernel(machine, options));
  const { bixelMm } = plan.optimise!;
  const memory = blurMemory(instantiate(loadKernelModules().final, kernelMemory()));
  const at = { medium: scene.medium, pointsMm: points.pointsMm, bixelMm };
  const beams = await modulatedBeams(placed, kernels, at, { memory, signal });

  const objective = { fluence: [], apertures: [] };
  const first: Search = { scene, points, wanted: asWritten, beams, fractions, options, finalDoses, objective };
  const level =
    escalated && (await isotoxicLevel(first, escalated, (doseGy) => wantedAt({ region: escalated.region, doseGy })));
  const wanted = level ? wantedAt(level) : asWritten;
  const found: Search = { ...first, wanted };
  const ideal = await findFluence(found);
  const delivered = await deliveredBeams(found, ideal, plan.optimise!);
  const [ofIdeal, ofDelivered] = [ideal, delivered].map(({ doseGy }) => termValues(delivered.terms, doseGy));
  const { body } = points;
  const to = body.from + body.samples.corner.length;
  return {
    beams: delivered.beams,
    planned: {
      pointsMm: points.pointsMm.slice(3 * body.from, 3 * to),
      doseGy: delivered.doseGy.slice(body.from, to),
      prescribedGy: Math.max(...(level ? [level.doseGy] : []), ...scene.prescriptions[0].map(({ doseGy }) => doseGy)),
    },
    report: {
      points: points.count,
      bixels: bixelCount(beams),
      segments: delivered.beams.reduce((sum, one) => sum + (one.delivery ? 0 : one.apertures.length), 0),
      controlPoints: delivered.beams.reduce((sum, one) => sum + (one.delivery?.controlPoints.length ?? 0), 0),
      objective: found.objective,
      judged: wanted.judged,
      ...(level ? { isotoxic: level } : {}),
      goals: wanted.goals.map(({ goal, points: own, steering }) => {
        const [missedByIdeal, missedByDelivered] = [ideal, delivered].map(({ doseGy }) =>
          steering.missedBy(Float64Array.from(own, (point) => doseGy[point])),
        );
        return { text: goal.text, ideal: missedByIdeal, delivered: missedByDelivered };
      }),
      terms: delivered.terms.map(({ name }, t) => ({ name, ideal: ofIdeal[t], delivered: ofDelivered[t] })),
    },
  };
}

/** The plan and its scene with a dose in the place of the one that an isotoxic prescription begins with, and the organ's limit as a goal that must hold. */
function escalatedTo(plan: Plan, scene: Scene, { region, doseGy }: IsotoxicLevel): { plan: Plan; scene: Scene } {
  const achieved = { region, achievedGy: doseGy };
  const [prescriptions] = scene.prescriptions;
  const limits = prescriptions.flatMap(({ isotoxic, at }): Goal[] =>
    isotoxic
      ? [
          {
            text: `isotoxic until ${isotoxic.text}`,
            region: isotoxic.region,
            metric: isotoxic.metric,
            comparison: '<=',
            limit: isotoxic.limitGy,
            level: { kind: 'must' },
            at,
          },
        ]
      : [],
  );
  return {
    plan: { ...plan, goals: [...goalsAt(plan.goals, achieved), ...limits] },
    scene: { ...scene, prescriptions: [withAchieved(prescriptions, achieved)] },
  };
}

/** At each goal that did not steer, why. */
export function judgedFindings(plan: Plan, { judged }: OptimisationReport): Diagnostic[] {
  return judged.map(({ index, text, why }) =>
    diagnostic('RT6012', plan.goals[index].at, `"${text}" judges this plan, and did not steer its beams: ${why}.`),
  );
}

/** The plan and its scene with beams as they were found. A beam that got no aperture gives no dose. */
export function withFoundBeams(plan: Plan, scene: Scene, { beams }: FoundBeams): { plan: Plan; scene: Scene } {
  const { fractions } = plan.schedule.phases[0];
  let index = 0;
  const placed = scene.beams.map((group) =>
    group.map((beam): PlacedBeam => {
      const n = index++;
      const { mu, apertures, delivery } = beams[n];
      if (mu === 0) return beam;
      const [{ setup }] = beam.setups;
      return { ...beam, setups: [{ share: 1, setup: { ...setup, apertures } }], ...(delivery ? { delivery } : {}) };
    }),
  );
  index = 0;
  const beamGroups = plan.beamGroups.map((group) => ({
    ...group,
    beams: group.beams.map((beam) => ({ ...beam, muPerFraction: beams[index++].mu / fractions })),
  }));
  return { plan: { ...plan, beamGroups }, scene: { ...scene, beams: placed } };
}
