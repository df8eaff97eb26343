/**
 * Seeded mutations of plan texts, of what the language server is asked and of the preview's messages, as many as asked for: a million of a night.
 * The tests run some thousands of the same. Prints the seed, and of the first fault of each level the smallest text that shows it.
 *
 *   npm run fuzz -- [--seed N] [--mutations N] [--level WORD] [--from N]
 */
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { caseAt, faultText, firstFault, type Level } from '../test/fuzz/level.ts';
import { levels } from '../test/fuzz/levels.ts';

/** A mutation on which nothing moves for so long hangs. */
const hangMs = 60_000;

interface Order {
  readonly name: string;
  readonly seed: number;
  readonly from: number;
  readonly mutations: number;
  readonly current: Int32Array;
}

if (isMainThread) process.exitCode = await main();
else await work(workerData as Order);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) },
      mutations: { type: 'string', default: '1000000' },
      level: { type: 'string', default: '' },
      from: { type: 'string', default: '0' },
    },
  });
  const [seed, mutations, from] = [values.seed, values.mutations, values.from].map(Number);
  if (![seed, mutations, from].every(Number.isSafeInteger) || mutations < 1 || from < 0) {
    console.error('--seed, --mutations and --from are whole numbers.');
    return 2;
  }
  const named = levels.filter(({ name }) => name.includes(values.level));
  if (named.length === 0) {
    console.error(`There is no level "${values.level}"; the levels are ${levels.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const total = named.reduce((sum, { share }) => sum + share, 0);
  let faults = 0;
  for (const { name, share } of named) {
    const count = Math.ceil((mutations * share) / total);
    console.log(`${name}: seed ${seed}, ${count} mutations`);
    const fault = await inWorker(name, seed, from, from + count);
    if (fault === undefined) continue;
    console.log(fault);
    faults++;
  }
  console.log(faults === 0 ? 'no fault' : `faults at ${faults} of ${named.length} levels`);
  return faults === 0 ? 0 : 1;
}

/** In a thread of its own, so that one that hangs can be named and ended. */
function inWorker(name: string, seed: number, from: number, mutations: number): Promise<string | undefined> {
  const current = new Int32Array(new SharedArrayBuffer(4));
  // A thread of Node 20 does not inherit the loader of TypeScript.
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}); })`;
  const worker = new Worker(start, {
    eval: true,
    workerData: { name, seed, from, mutations, current } satisfies Order,
  });
  return new Promise((resolve, reject) => {
    let last = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(current, 0);
      if (now !== last) {
        last = now;
        return;
      }
      const text = caseAt(levelNamed(name), seed, now).text;
      end(() => resolve(`${name}: seed ${seed}, mutation ${now} hangs\n${text}`));
    }, hangMs);
    const end = (settle: () => void): void => {
      clearInterval(watch);
      void worker.terminate().then(settle);
    };
    worker.on('message', (fault: string | undefined) => end(() => resolve(fault)));
    worker.on('error', (error) => end(() => reject(error)));
  });
}

async function work({ name, seed, from, mutations, current }: Order): Promise<void> {
  const level = levelNamed(name);
  const started = performance.now();
  const fault = await firstFault(level, {
    seed,
    mutations,
    from,
    onMutation(mutation) {
      Atomics.store(current, 0, mutation);
      if (mutation > from && (mutation - from) % 10_000 === 0)
        console.log(`  ${mutation - from} after ${((performance.now() - started) / 1000).toFixed(0)} s`);
    },
  });
  await level.stop?.();
  parentPort!.postMessage(fault && faultText(fault));
}

function levelNamed(name: string): Level {
  return levels.find((level) => level.name === name)!.make();
}
