import process from 'node:process';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import { evaluatePlan } from './evaluate-plan.ts';
import type { DosePool } from './dose-pool.ts';
import { planDose } from './plan-dose.ts';
import { loadMachines } from './load-machines.ts';
import { loadPatient } from './load-patient.ts';
import { prepare, type Scene } from './prepare.ts';
import { regionSampler } from './region-samples.ts';
import type { CheckOutcome, RunOutcome, RunProgress } from './session.ts';
import { version } from './version.ts';

export interface StepOptions {
  readonly baseFolder: string;
  readonly signal: AbortSignal;
  readonly threads: number;
  readonly onProgress: (progress: RunProgress) => void;
}

/**
 * From a plan to its results. Each step is a function of what stands before it; the run stops at the first step that finds an error, and gives
 * no result then.
 */
export async function runPlan(plan: Plan, options: StepOptions & { pool: DosePool }): Promise<RunOutcome> {
  const prepared = await preparePlan(plan, options);
  if (prepared.kind !== 'prepared') return prepared;
  const { scene } = prepared;

  await nextStep(options, 'Computing dose', shares.dose);
  const samplesOf = regionSampler(scene.regions, scene.medium.grid);
  const dose = await planDose(plan, scene, {
    ...options,
    samplesOf,
    onProgress: within(options, 'Computing dose', shares.dose, shares.evaluation),
  });
  if (dose.kind !== 'dose')
    return dose.kind === 'refused' ? { ...dose, diagnostics: [...prepared.diagnostics, ...dose.diagnostics] } : dose;

  await nextStep(options, 'Evaluating', shares.evaluation);
  const evaluated = evaluatePlan(plan, scene, dose, samplesOf);
  return {
    kind: 'result',
    result: {
      plan,
      ...evaluated,
      diagnostics: [...prepared.diagnostics, ...evaluated.diagnostics],
      engine: { id: engineId, version },
    },
  };
}

/** Everything that can be said of a plan on its patient without computing dose. */
export async function checkPlan(
  plan: Plan,
  options: StepOptions,
): Promise<CheckOutcome | Exclude<RunOutcome, { kind: 'result' }>> {
  const prepared = await preparePlan(plan, options);
  return prepared.kind === 'prepared' ? { kind: 'checked', diagnostics: prepared.diagnostics } : prepared;
}

const engineId = 'collapsed-cone-ts/1';
/** Where on the whole run's progress a step begins. */
const shares = { images: 0, regions: 0.1, dose: 0.2, evaluation: 0.95 };

type Prepared =
  | { readonly kind: 'prepared'; readonly scene: Scene; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

async function preparePlan(plan: Plan, options: StepOptions): Promise<Prepared> {
  await nextStep(options, 'Reading images', shares.images);
  const patient = await loadPatient(plan, {
    ...options,
    onProgress: within(options, 'Reading images', shares.images, shares.regions),
  });
  const machines = await loadMachines(plan, options.baseFolder);
  const read = [...patient.diagnostics, ...machines.diagnostics];
  if (!patient.loaded || machines.diagnostics.length > 0) return { kind: 'refused', diagnostics: read };

  await nextStep(options, 'Building regions', shares.regions);
  const { scene, diagnostics } = prepare(plan, patient.loaded, {
    threads: options.threads,
    machines: machines.machines,
    memoryBytes: availableMemoryBytes(),
  });
  const all = [...read, ...diagnostics];
  return scene ? { kind: 'prepared', scene, diagnostics: all } : { kind: 'refused', diagnostics: all };
}

/** Three quarters of what the system can still give: the rest is for the editor, the evaluation and the preview. */
function availableMemoryBytes(): number {
  return 0.75 * process.availableMemory();
}

function within({ onProgress }: StepOptions, stage: string, from: number, to: number): (share: number) => void {
  return (share) => onProgress({ stage, fraction: from + (to - from) * share });
}

/** Shows the step and lets a waiting cancel be heard before it starts. */
async function nextStep({ signal, onProgress }: StepOptions, stage: string, fraction: number): Promise<void> {
  onProgress({ stage, fraction });
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
