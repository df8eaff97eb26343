/**
 * What a change of a plan costs, from the request to the result, on the oropharynx example: cold, warm from disk, a changed weight, a changed goal, one
 * moved beam. Changes alternate, so that the machine's other work falls on all alike. Beside the time stands that of the processors: the smaller
 * of both is what the code needs.
 *
 *   npm run bench -- incremental
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createDosePool } from '../src/engine/dose-pool.ts';
import { createGraph, type Graph } from '../src/engine/graph/graph.ts';
import { runPlan } from '../src/engine/run-plan.ts';
import { analyse } from '../src/language/analyse.ts';
import { seededRandom } from '../test/support/random.ts';
import { machineLine, spread } from './support/measure.ts';

const rounds = Number(process.argv[2] ?? 10);
const file = resolve(process.argv[3] ?? 'examples/oropharynx.rtplan');
const text = readFileSync(file, 'utf8');
const threads = availableParallelism();
const pool = createDosePool({ threads });
const folder = mkdtempSync(join(tmpdir(), 'dosewright-bench-'));
const disk = { folder, limitBytes: 4e9 };
const random = seededRandom(1);
console.log(`${machineLine()}; ${file}`);
const times = new Map<string, { wallMs: number; cpuMs: number }[]>();

try {
  const graph = createGraph({ disk });
  await timed('cold', graph, text);
  await graph.settled();
  await timed('warm, from disk', createGraph({ disk }), text);
  // Changes whose other parts are known: each run differs from all before it in one number.
  for (let round = 0; round < rounds; round++) {
    await timed('a weight', graph, withBeam(`weight = ${(0.5 + random()).toFixed(6)}`));
    await timed('a goal', graph, text.replace(/<= \d+ Gy/, `<= ${(20 + 30 * random()).toFixed(4)} Gy`));
    await timed('one moved beam', graph, withBeam(`collimator = ${(20 * random()).toFixed(4)} deg`));
  }
  for (const [what, measured] of times) {
    console.log(
      `${what.padEnd(16)} ${spread(measured.map((m) => m.wallMs))} ms (processors ${spread(measured.map((m) => m.cpuMs))} ms)`,
    );
  }
} finally {
  await pool.dispose();
  rmSync(folder, { recursive: true, force: true });
}

/** The plan with one beam of its last arrangement written out. */
function withBeam(property: string): string {
  const arrangement = /arrange 5 beams every 72 deg from 30 deg\n\}\n\ngoals/;
  if (!arrangement.test(text)) throw new Error(`${file} holds no arrangement that this benchmark knows`);
  const written = `beam One { gantry = 30 deg   ${property} }\n  arrange 4 beams every 72 deg from 102 deg\n}\n\ngoals`;
  return text.replace(arrangement, written);
}

async function timed(what: string, graph: Graph, planText: string): Promise<void> {
  const { plan, diagnostics } = analyse({ file, text: planText }, () => undefined);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const before = process.cpuUsage();
  const start = performance.now();
  const outcome = await runPlan(plan, {
    baseFolder: dirname(file),
    signal: new AbortController().signal,
    threads,
    onProgress: () => undefined,
    pool,
    graph,
  });
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  if (outcome.kind !== 'result') throw new Error(JSON.stringify(outcome));
  times.set(what, [...(times.get(what) ?? []), { wallMs, cpuMs: (user + system) / 1000 }]);
}
