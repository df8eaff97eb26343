/**
 * A whole plan from its text to segments that a machine gives: a C-shaped target about a core in a slab of water (`cShapePlan`), delivered by step and shoot and as sliding windows. Core-seconds of all threads to the ideal fluence and to the final dose; what the goals come to; monitor units; memory.
 *
 *   npx tsx bench/sculpture.ts [rounds] [step_and_shoot | sliding_window] ["Outer D50% = 50 Gy"]
 *
 * Last the plan's normalisation: none where it is not given, since the goals on the target say what its dose is to be.
 */
import process from 'node:process';
import { createDosePool } from '../src/engine/dose-pool.ts';
import { runPlan } from '../src/engine/run-plan.ts';
import { createAnalyser } from '../src/language/analyse.ts';
import { buildBundles } from '../test/support/bundles.ts';
import { cShapePlan } from '../test/support/c-shape-plan.ts';
import { machineLine } from './support/measure.ts';

const rounds = Number(process.argv[2] ?? 3);
const deliveries = ['step_and_shoot', 'sliding_window'].filter((deliver) => deliver.startsWith(process.argv[3] ?? ''));
const normalise = process.argv[4] ?? 'none';
buildBundles('dose-worker.cjs');
console.log(machineLine());
for (let round = 0; round < rounds; round++) for (const deliver of deliveries) await measure(deliver);

async function measure(deliver: string): Promise<void> {
  const { plan, diagnostics } = createAnalyser()(
    { file: '/c-shape.rtplan', text: cShapePlan(deliver, normalise) },
    () => undefined,
  );
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  const pool = createDosePool({ threads: 2 });
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  const used = (): string => {
    const { user, system } = process.cpuUsage(cpu);
    return `${((user + system) / 1e6).toFixed(1)} core-seconds, ${((performance.now() - started) / 1000).toFixed(1)} s`;
  };
  let ideal: string | undefined;
  const outcome = await runPlan(plan, {
    baseFolder: '',
    pool,
    threads: 2,
    signal: new AbortController().signal,
    onProgress: ({ stage }) => {
      if (stage === 'Optimising apertures') ideal ??= used();
    },
  });
  if (outcome.kind !== 'result') throw new Error(JSON.stringify(outcome));
  const { optimisation, goals, beams } = outcome.result;
  const { segments, controlPoints } = optimisation!;
  const mu = beams.reduce((sum, beam) => sum + beam.muPerFraction, 0);
  console.log(`${deliver}, normalise ${normalise}`);
  console.log(`  to the ideal fluence: ${ideal}`);
  console.log(
    `  to the final dose of ${segments > 0 ? `${segments} segments` : `${controlPoints} control points`}, ${mu.toFixed(0)} MU: ${used()}; ${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB at most`,
  );
  for (const { goal, achieved } of goals) {
    const found = optimisation!.goals.find((one) => one.text === goal.text)!;
    const sign = goal.comparison.startsWith('<') ? 1 : -1;
    const valueOf = (missed: number): string => (goal.limit * (1 + sign * missed)).toFixed(2);
    console.log(
      `    ${goal.text.padEnd(28)} ideal ${valueOf(found.ideal)}, delivered ${valueOf(found.delivered)}, final ${achieved?.toFixed(2)}`,
    );
  }
  const { recalculation } = optimisation!;
  if (recalculation)
    console.log(
      `    recalculated dose within 0.5 % of the prescription in ${recalculation.withinHalfPercent.toFixed(1)} % of the body above a tenth of it; 99 % within ${recalculation.percentile99.toFixed(2)} %, mean ${recalculation.meanDifference.toFixed(2)} %; normalised by ${recalculation.normalisation.toFixed(4)}`,
    );
  await pool.dispose();
}
