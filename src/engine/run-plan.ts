import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan, Schedule } from '../plan/plan.ts';
import { doseDifference } from '../evaluate/dose-difference.ts';
import type { MapName } from '../preview/map-names.ts';
import type { DoseQuality } from '../preview/quality.ts';
import { unknownBeams } from './beam-doses.ts';
import { breath } from './breath.ts';
import { evaluatePlan } from './evaluate-plan.ts';
import type { DosePool } from './dose-pool.ts';
import { biologicalMaps } from './outcome/biological-maps.ts';
import { biologySummary } from './outcome/biology-summary.ts';
import { createGraph, type Graph } from './graph/graph.ts';
import { withoutPlaces } from './graph/places.ts';
import { emptyFinding } from './optimise/delivery-findings.ts';
import { optimisationObstacles } from './optimise/optimisation-obstacles.ts';
import {
  type FoundBeams,
  foundBeams,
  judgedFindings,
  type OptimisationReport,
  withFoundBeams,
} from './optimise/optimise-beams.ts';
import { recalculation } from './optimise/recalculation.ts';
import { steepnessFindings } from './gradient-check.ts';
import { goalsAt, isotoxicFinding, withAchieved } from './isotoxic-dose.ts';
import { type Measurement, measure, type MeasureRequest } from './ladder/measure.ts';
import { judgedPlan } from './ladder/judgements.ts';
import { planDose, type PlanDose } from './plan-dose.ts';
import { engineIdOf } from './kernel-modules.ts';
import type { Scene } from './prepare.ts';
import { nextStep, type PreparedPlan, preparePlan, shares, type StepOptions, within } from './prepared-plan.ts';
import { doseSettings, type EngineQuality, finalQuality, isWorthwhile, previewQuality, workOf } from './quality.ts';
import { estimatedDifference } from './quality-estimate.ts';
import type { RegionSampler } from './region-samples.ts';
import type { RunResult } from './results.ts';
import { sceneOnGrid } from './scene-on-grid.ts';
import type { CheckOutcome, RunOutcome } from './session.ts';
import {
  type FoundOutcome,
  type FoundResult,
  siftedCheck,
  siftedRefusal,
  siftedResult,
  siftedRun,
} from './suppressed-findings.ts';
import { version } from './version.ts';

export interface DoseStepOptions extends StepOptions {
  readonly pool: DosePool;
  /** Final where not said. */
  readonly quality?: DoseQuality['kind'];
  /** What of the biology is wanted voxel by voxel; nothing where not said. */
  readonly maps?: readonly MapName[];
  /** Metrics that tests want of the final dose. */
  readonly measures?: readonly MeasureRequest[];
  /** Whether they are wanted by region. */
  readonly summarisesBiology?: boolean;
  /** Asks for a preview before the final dose, and takes it; not called where that shows nothing sooner. */
  readonly onPreview?: (preview: RunResult) => void;
}

/** The same inside, where nothing is suppressed yet. */
type StepsOfDose = Omit<DoseStepOptions, 'graph' | 'onPreview'> & {
  readonly graph: Graph;
  readonly onPreview?: (found: FoundResult) => void;
};

/**
 * From a plan to its results. Each step is a function of what stands before it, and is spared where the graph holds it from an earlier run; the run
 * stops at the first step that finds an error, and gives no result then. Preview and final dose share everything but the dose grid, the number of
 * cones and what is computed from them.
 */
export async function runPlan(plan: Plan, asked: DoseStepOptions): Promise<RunOutcome> {
  const { onPreview } = asked;
  const outcome = await foundByRun(plan, {
    ...asked,
    graph: asked.graph ?? createGraph(),
    onPreview: onPreview && ((found) => onPreview(siftedResult(plan, found))),
  });
  return siftedRun(plan, outcome);
}

async function foundByRun(plan: Plan, options: StepsOfDose): Promise<FoundOutcome> {
  const prepared = await preparePlan(withoutPlaces(plan), options);
  if (prepared.kind !== 'prepared') return prepared;
  const optimised = await optimisedPlan(prepared, options);
  return optimised.kind === 'prepared' ? doseOfPrepared(optimised, options) : optimised;
}

async function doseOfPrepared(
  prepared: Extract<PreparedPlan, { kind: 'prepared' }>,
  options: StepsOfDose,
): Promise<FoundOutcome> {
  const { plan } = prepared;
  const { medium, beams, hashes } = prepared.scene;
  const final = finalQuality(plan);
  const preview = previewQuality(final, { grid: medium.grid, beams: beams.flat() });
  if (options.quality === 'preview')
    return doseAndGoals(plan, prepared, preview, options, { from: shares.dose, to: 1 });
  // Where earlier runs have left little to compute, the final dose is there as soon.
  const unknown = await unknownBeams(beams.flat(), hashes.medium, {
    ...options,
    settings: doseSettings(final),
  });
  const work = { grid: medium.grid, beams: unknown };
  if (!options.onPreview || !isWorthwhile(preview, final, work))
    return doseAndGoals(plan, prepared, final, options, { from: shares.dose, to: 1 });

  const between = shares.dose + (1 - shares.dose) / (1 + workOf(final, work) / workOf(preview, work));
  const first = await doseAndGoals(plan, prepared, preview, options, { from: shares.dose, to: between });
  if (first.kind === 'result') options.onPreview(first.result);
  // Refused: too coarse for this plan. The final dose says whether there is one.
  else if (first.kind !== 'refused') return first;
  const last = await doseAndGoals(plan, prepared, final, options, { from: between, to: 1 });
  return last.kind === 'result' && first.kind === 'result' ? withDifference(last.result, first.result) : last;
}

/** Everything that can be said of a plan on its patient without computing dose. */
export async function checkPlan(
  plan: Plan,
  options: StepOptions,
): Promise<CheckOutcome | Exclude<RunOutcome, { kind: 'result' }>> {
  const prepared = await preparePlan(withoutPlaces(plan), { ...options, graph: options.graph ?? createGraph() });
  return prepared.kind === 'prepared' ? siftedCheck(plan, prepared.diagnostics) : siftedRefusal(plan, prepared);
}

async function doseAndGoals(
  plan: Plan,
  prepared: Extract<PreparedPlan, { kind: 'prepared' }>,
  quality: EngineQuality,
  options: StepsOfDose,
  span: { readonly from: number; readonly to: number },
): Promise<FoundOutcome> {
  const what = quality.kind === 'preview' ? 'preview' : options.onPreview ? 'final dose' : 'dose';
  await nextStep(options, `Computing ${what}`, span.from);
  const { graph, pool, threads, signal } = options;
  const { placeless } = prepared;
  const { scene, samples, diagnostics: ofRules } = sceneOnGrid(placeless.plan, prepared.scene, quality, graph);
  if (ofRules.some(({ severity }) => severity === 'error'))
    return { kind: 'refused', diagnostics: [...prepared.diagnostics, ...placeless.placed(ofRules)] };
  await breath(signal);
  const evaluation = span.from + 0.94 * (span.to - span.from);
  const dose = await planDose(placeless.plan, scene, {
    pool,
    graph,
    threads,
    signal,
    samples,
    settings: doseSettings(quality),
    onProgress: within(options, `Computing ${what}`, span.from, evaluation),
  });
  if (dose.kind === 'refused')
    return { kind: 'refused', diagnostics: [...prepared.diagnostics, ...placeless.placed(dose.diagnostics)] };
  if (dose.kind !== 'dose') return dose;
  const achieved = withIsotoxicDose(plan, scene, dose);

  await nextStep(options, `Evaluating ${what}`, evaluation);
  const evaluated = await evaluatePlan(achieved.plan, achieved.scene, dose, {
    samples,
    graph,
    pool,
    signal,
    placeless: withIsotoxicDose(placeless.plan, scene, dose).plan,
  });
  const steep = steepnessFindings(placeless.plan, scene, dose.doseGy, graph);
  const measured = await measurements(prepared, { scene: achieved.scene, samples, dose, quality }, options);
  return {
    kind: 'result',
    result: {
      plan: achieved.plan,
      ...evaluated,
      ...(measured ? { measured } : {}),
      ...(prepared.optimisation ? { optimisation: optimisationOf(prepared.optimisation, scene, dose, quality) } : {}),
      maps: biologicalMaps(options.maps ?? [], placeless.plan, achieved.scene, dose, graph),
      ...(options.summarisesBiology ? { biology: biologySummary(placeless.plan, achieved.scene, dose, graph) } : {}),
      diagnostics: [
        ...prepared.diagnostics,
        ...findingsAt(quality, [
          ...placeless.placed([...ofRules, ...dose.diagnostics, ...achieved.diagnostics, ...steep]),
          ...evaluated.diagnostics,
        ]),
      ],
      quality: qualityOf(quality),
      engine: { id: engineIdOf(dose.build), version },
    },
  };
}

/** How the beams were found, and how near the final dose comes to what they were optimised to. */
function optimisationOf(
  { report, planned }: FoundBeams,
  { medium: { grid } }: Scene,
  { doseGy, phases }: PlanDose,
  { kind }: EngineQuality,
): OptimisationReport {
  if (kind !== 'final') return report;
  const compared = recalculation(planned, { grid, doseGy, normalisation: phases[0].normalisationFactor });
  return { ...report, ...(compared ? { recalculation: compared } : {}) };
}

/** What tests want of a dose. It is judged by other truths than the text's where they ask for it, and stays the dose that was planned on the text. */
async function measurements(
  { placeless: { plan } }: Extract<PreparedPlan, { kind: 'prepared' }>,
  { dose, quality, ...own }: MeasuredDose,
  options: StepsOfDose,
): Promise<Measurement[] | undefined> {
  const { measures, graph } = options;
  if (!measures || quality.kind !== 'final') return undefined;
  const found: Measurement[] = [];
  for (const { judgement, measures: wanted } of measures) {
    const judged =
      judgement.length === 0
        ? { plan, ...own }
        : await judgedScene(judgedPlan(plan, judgement), { quality, medium: own.scene.hashes.medium }, options);
    found.push(
      'why' in judged
        ? { kind: 'impossible', why: judged.why }
        : { kind: 'values', values: await measure(judged.plan, dose, wanted, { ...options, graph, ...judged }) },
    );
    await breath(options.signal);
  }
  return found;
}

interface MeasuredDose {
  readonly scene: Scene;
  readonly samples: RegionSampler;
  readonly dose: PlanDose;
  readonly quality: EngineQuality;
}

/** The scene as a test judges it, for a dose that was computed in `medium`; its beams are those of the dose. */
async function judgedScene(
  judged: Plan,
  { quality, medium }: { readonly quality: EngineQuality; readonly medium: string },
  options: StepOptions & { readonly graph: Graph },
): Promise<{ plan: Plan; scene: Scene; samples: RegionSampler } | { why: string }> {
  const { graph } = options;
  const silent = { ...options, onProgress: () => undefined };
  const prepared = await preparePlan({ plan: { ...judged, beamGroups: [] }, placed: (data) => data }, silent);
  const refusal = (found: readonly Diagnostic[]) => found.find(({ severity }) => severity === 'error')?.message;
  if (prepared.kind !== 'prepared') return { why: refusal(prepared.diagnostics) ?? 'it could not be prepared' };
  const { scene, samples, diagnostics } = sceneOnGrid(judged, prepared.scene, quality, graph);
  if (scene.hashes.medium !== medium) return { why: 'the densities that the dose was computed in would be others' };
  const why = refusal(diagnostics);
  return why === undefined ? { plan: judged, scene, samples } : { why };
}

/** The plan and its scene by the dose that an isotoxic prescription has come to, and what is to be said of it. */
function withIsotoxicDose(plan: Plan, scene: Scene, { isotoxic }: PlanDose) {
  if (!isotoxic) return { plan, scene, diagnostics: [] };
  const written = scene.prescriptions.flat().find(({ region }) => region === isotoxic.region)!;
  return {
    plan: { ...plan, goals: goalsAt(plan.goals, isotoxic), schedule: normalisedTo(plan.schedule, isotoxic.achievedGy) },
    scene: { ...scene, prescriptions: scene.prescriptions.map((phase) => withAchieved(phase, isotoxic)) },
    diagnostics: [isotoxicFinding(written, isotoxic)],
  };
}

/** The schedule of an isotoxic plan, which has one phase. */
function normalisedTo(schedule: Schedule, doseGy: number): Schedule {
  const phases = schedule.phases.map((phase) =>
    phase.normalise.kind === 'metric' ? { ...phase, normalise: { ...phase.normalise, doseGy } } : phase,
  );
  return { ...schedule, phases };
}

function qualityOf({ kind, gridMm, cones }: EngineQuality): DoseQuality {
  return { kind, gridMm, cones, estimatedDifference: estimatedDifference({ kind, gridMm, cones }) };
}

/** What is found on a preview's dose says so: the final dose may find otherwise. */
function findingsAt({ kind }: EngineQuality, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  if (kind === 'final') return findings;
  return findings.map((found) => ({ ...found, message: `In preview quality: ${found.message}` }));
}

function withDifference(result: FoundResult, preview: FoundResult): FoundOutcome {
  const roles = new Map(result.plan.regions.map(({ name, role }) => [name, role]));
  const previewDifference = doseDifference(
    { grid: result.doseGrid, values: result.doseGy },
    { grid: preview.doseGrid, values: preview.doseGy },
    {
      body: result.body,
      targets: result.regions.filter(({ name }) => roles.get(name) !== 'organ'),
      hundredPercentGy: result.hundredPercent.doseGy,
    },
  );
  return { kind: 'result', result: { ...result, quality: { ...result.quality, previewDifference } } };
}

/** The plan with beams that the optimiser has found, where it asks for them. */
async function optimisedPlan(
  prepared: Extract<PreparedPlan, { kind: 'prepared' }>,
  options: StepsOfDose,
): Promise<PreparedPlan> {
  const { placeless, scene } = prepared;
  if (!placeless.plan.optimise) return prepared;
  const obstacles = optimisationObstacles(placeless.plan, scene, options.graph);
  if (obstacles.length > 0)
    return { kind: 'refused', diagnostics: [...prepared.diagnostics, ...placeless.placed(obstacles)] };
  await breath(options.signal);
  const span = shares.optimised - shares.dose;
  const found = await foundBeams(placeless.plan, scene, {
    ...options,
    onProgress: (stage, share, objective) =>
      options.onProgress({ stage, fraction: shares.dose + span * share, ...(objective ? { objective } : {}) }),
  });
  const empty = emptyFinding(placeless.plan, found);
  if (empty) return { kind: 'refused', diagnostics: [...prepared.diagnostics, ...placeless.placed([empty])] };
  const made = withFoundBeams(placeless.plan, scene, found);
  return {
    ...prepared,
    plan: placeless.placed(made.plan),
    placeless: { ...placeless, plan: made.plan },
    scene: made.scene,
    optimisation: found,
    diagnostics: [...prepared.diagnostics, ...placeless.placed(judgedFindings(placeless.plan, found.report))],
  };
}
