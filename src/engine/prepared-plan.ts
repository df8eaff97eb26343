import process from 'node:process';
import type { Diagnostic } from '../plan/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import { breath } from './breath.ts';
import type { Graph } from './graph/graph.ts';
import type { PlacelessPlan } from './graph/places.ts';
import { loadMachines } from './load-machines.ts';
import { loadPatient } from './load-patient.ts';
import { deliveryFindings } from './optimise/delivery-findings.ts';
import type { FoundBeams } from './optimise/optimise-beams.ts';
import { wantedFindings } from './optimise/wanted-findings.ts';
import { prepare, type Scene } from './prepare.ts';
import { withProvidedBeams } from './provided-beams.ts';
import type { RunProgress } from './session.ts';

export interface StepOptions {
  readonly baseFolder: string;
  readonly signal: AbortSignal;
  readonly threads: number;
  readonly onProgress: (progress: RunProgress) => void;
  /** What earlier runs have worked out. Absent: everything is worked out anew. */
  readonly graph?: Graph;
}

/** What comes of a plan before any dose: its scene, or why there is none. */
export type PreparedPlan =
  /** The plan comes back with the beams that files provide, with its places and without. */
  | {
      readonly kind: 'prepared';
      readonly plan: Plan;
      readonly placeless: PlacelessPlan;
      readonly scene: Scene;
      readonly diagnostics: readonly Diagnostic[];
      /** How the optimiser found the beams, where it did. */
      readonly optimisation?: FoundBeams;
    }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

export async function preparePlan(
  placeless: PlacelessPlan,
  options: StepOptions & { readonly graph: Graph },
): Promise<PreparedPlan> {
  const { plan, placed } = placeless;
  const { graph } = options;
  await nextStep(options, 'Reading images', shares.images);
  const patient = await loadPatient(plan, {
    ...options,
    onProgress: within(options, 'Reading images', shares.images, shares.regions),
  });
  const machines = await loadMachines(plan, options.baseFolder);
  const read = [...patient.diagnostics, ...machines.diagnostics];
  if (!patient.loaded || machines.diagnostics.length > 0) return { kind: 'refused', diagnostics: placed(read) };

  await nextStep(options, 'Building regions', shares.regions);
  const provided = await withProvidedBeams(plan, patient.loaded, machines.machines, options.baseFolder);
  read.push(...provided.diagnostics);
  if (!provided.plan) return { kind: 'refused', diagnostics: placed(read) };
  const { scene, diagnostics } = prepare(provided.plan, patient.loaded, {
    threads: options.threads,
    machines: machines.machines,
    memoryBytes: availableMemoryBytes(graph),
    graph,
  });
  if (scene) {
    diagnostics.push(...deliveryFindings(provided.plan, scene));
    diagnostics.push(...(await wantedFindings(provided.plan, scene, options)));
  }
  const all = placed([...read, ...diagnostics]);
  if (!scene || diagnostics.some(({ severity }) => severity === 'error')) return { kind: 'refused', diagnostics: all };
  const whole = { ...placeless, plan: provided.plan };
  return { kind: 'prepared', plan: placed(provided.plan), placeless: whole, scene, diagnostics: all };
}

/** Where on the whole run's progress a step begins. */
export const shares = { images: 0, regions: 0.1, dose: 0.2, optimised: 0.6 };

/** Three quarters of what the system and the graph can still give: the rest is for the editor, the evaluation and the preview. */
function availableMemoryBytes(graph: Graph): number {
  return 0.75 * (process.availableMemory() + graph.heldBytes);
}

export function within({ onProgress }: StepOptions, stage: string, from: number, to: number): (share: number) => void {
  return (share) => onProgress({ stage, fraction: from + (to - from) * share });
}

/** Shows the step and lets a waiting cancel be heard before it starts. */
export async function nextStep({ signal, onProgress }: StepOptions, stage: string, fraction: number): Promise<void> {
  onProgress({ stage, fraction });
  await breath(signal);
}
