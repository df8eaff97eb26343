import type { DosePool } from './dose-pool.ts';
import { runPlan } from './run-plan.ts';
import { warmUpPlan } from './warm-up-plan.ts';

/**
 * Runs a small plan through the session's thread and its pool's, so that the code of all of them is compiled for what plans have, and the memory is there, when the
 * first plan's images are read. The dose is thrown away; what goes wrong will go wrong again, and be told, in the plan's run.
 */
export async function warmUp(pool: DosePool, threads: number, signal: AbortSignal): Promise<void> {
  const nobody = (): void => undefined;
  await runPlan(warmUpPlan, { baseFolder: '', pool, threads, signal, onProgress: nobody, onPreview: nobody });
}
