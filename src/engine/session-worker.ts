import { parentPort, workerData } from 'node:worker_threads';
import { createDosePool } from './dose-pool.ts';
import { openDose } from './dose-file/open-dose.ts';
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
  const { signal } = abort;
  const onProgress = (progress: RunProgress): void => post({ id: request.id, progress });
  try {
    post({ id: request.id, outcome: await outcomeOf(request, { signal, onProgress, post }) });
  } catch (error) {
    const outcome: RunOutcome = abort.signal.aborted
      ? { kind: 'cancelled' }
      : { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    post({ id: request.id, outcome });
  } finally {
    running = undefined;
    pool?.workers.renewMemory();
  }
}

async function outcomeOf(
  request: SessionRequest,
  {
    signal,
    onProgress,
    post,
  }: { signal: AbortSignal; onProgress: (progress: RunProgress) => void; post: (message: SessionMessage) => void },
): Promise<Extract<SessionMessage, { outcome: unknown }>['outcome']> {
  if (request.task === 'open dose') return openDose(request.dose, { graph, signal, onProgress });
  const { plan, baseFolder, threads, quality, maps, measures, summarisesBiology } = request;
  const step = { baseFolder, signal, threads, graph, onProgress };
  if (request.task === 'check') return checkPlan(plan, step);
  return runPlan(plan, {
    ...step,
    pool: poolOf(threads),
    quality,
    maps,
    measures,
    summarisesBiology,
    onPreview: request.wantsPreview ? (preview) => post({ id: request.id, preview }) : undefined,
  });
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
