import { parentPort, workerData } from 'node:worker_threads';
import { createDosePool } from './dose-pool.ts';
import { createGraph } from './graph/graph.ts';
import { checkPlan, runPlan } from './run-plan.ts';
import { warmUp } from './warm-up.ts';
import type {
  RunOutcome,
  RunProgress,
  SessionMessage,
  SessionRequest,
  SessionSetting,
  SessionTask,
} from './session.ts';

/** The session's thread: one run at a time, its dose workers, and what was worked out, kept between runs. */
if (!parentPort) throw new Error('session-worker runs as a worker thread, started by createSession');
const port = parentPort;
const { disk } = workerData as SessionSetting;
const graph = createGraph({
  disk,
  onNotice: (notice) => port.postMessage({ notice } satisfies SessionMessage),
});

let running: { id: number; abort: AbortController } | undefined;
/** Ends the warm-up, which no run shall wait for. */
let warming: AbortController | undefined;
let pool: { threads: number; workers: ReturnType<typeof createDosePool> } | undefined;

function poolOf(threads: number): ReturnType<typeof createDosePool> {
  if (pool?.threads !== threads) {
    void pool?.workers.dispose();
    pool = { threads, workers: createDosePool({ threads }) };
  }
  return pool.workers;
}

async function perform(request: SessionRequest): Promise<void> {
  warming?.abort();
  const abort = new AbortController();
  running = { id: request.id, abort };
  const post = (message: SessionMessage): void => port.postMessage(message);
  const step = {
    baseFolder: request.baseFolder,
    signal: abort.signal,
    threads: request.threads,
    graph,
    onProgress: (progress: RunProgress) => post({ id: request.id, progress }),
  };
  try {
    const outcome =
      request.task === 'check'
        ? await checkPlan(request.plan, step)
        : await runPlan(request.plan, {
            ...step,
            pool: poolOf(request.threads),
            quality: request.quality,
            maps: request.maps,
            measures: request.measures,
            summarisesBiology: request.summarisesBiology,
            onPreview: request.wantsPreview ? (preview) => post({ id: request.id, preview }) : undefined,
          });
    post({ id: request.id, outcome });
  } catch (error) {
    const outcome: RunOutcome = abort.signal.aborted
      ? { kind: 'cancelled' }
      : { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    post({ id: request.id, outcome });
  } finally {
    running = undefined;
  }
}

port.on('message', (message: SessionTask) => {
  if ('warmUp' in message) {
    // A run has its threads, and keeps them.
    if (running) return;
    warming = new AbortController();
    void warmUp(poolOf(message.warmUp), message.warmUp, warming.signal).catch(() => undefined);
  } else if ('cancel' in message) {
    if (running?.id === message.cancel) running.abort.abort();
  } else if ('settle' in message) {
    void graph.settled().then(() => port.postMessage({ settled: true } satisfies SessionMessage));
  } else void perform(message);
});
