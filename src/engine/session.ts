import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Plan } from '../plan/plan.ts';
import type { Sifted } from '../plan/suppression.ts';
import type { ObjectiveCurve } from '../preview/draw/objective-scene.ts';
import type { MapName } from '../preview/map-names.ts';
import type { DoseQuality } from '../preview/quality.ts';
import type { DiskCache } from './cache-folder.ts';
import { distFolder } from './dist-folder.ts';
import type { DoseFileOutcome, DoseRequest } from './dose-file/open-dose.ts';
import type { MeasureRequest } from './ladder/measure.ts';
import type { RunResult } from './results.ts';

export interface RunProgress {
  /** "Reading images", "Computing dose": shown as it is. */
  readonly stage: string;
  /** 0 to 1 over the whole run. */
  readonly fraction: number;
  /** While beams are optimised. */
  readonly objective?: ObjectiveCurve;
}

export type RunOutcome =
  | { readonly kind: 'result'; readonly result: RunResult }
  /** The inputs or the geometry do not allow a dose: at least one diagnostic is an error. */
  | ({ readonly kind: 'refused' } & Sifted)
  | { readonly kind: 'cancelled' }
  /** The engine itself failed (a worker died, memory ran out): no result, never a partial one. */
  | { readonly kind: 'failed'; readonly message: string };

/** What a `check` with inputs finds: every diagnostic that needs no dose. */
export interface CheckOutcome extends Sifted {
  readonly kind: 'checked';
}

export interface RunOptions {
  /** Relative paths in the plan start here. */
  readonly baseFolder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
}

export interface DoseOptions extends RunOptions {
  /** Final where not said. A preview alone is a quick answer, and says in its result what it is. */
  readonly quality?: DoseQuality['kind'];
  /** What of the biology is wanted voxel by voxel; nothing where not said. */
  readonly maps?: readonly MapName[];
  /** Metrics that tests want of the final dose. */
  readonly measures?: readonly MeasureRequest[];
  /** Whether the result is to have them by region. */
  readonly summarisesBiology?: boolean;
  /**
   * Asks for a preview before the final dose, in the same run, and takes it. Not called where the final dose comes about as soon, nor where the preview's
   * coarser grid allows none.
   */
  readonly onPreview?: (result: RunResult) => void;
}

export interface OpenDoseOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
}

/**
 * Runs plans one at a time, off the caller's thread. A run that is aborted ends within 200 ms: where the thread does not answer by then it is
 * terminated, and the next run gets a new one.
 */
export interface Session {
  /** Starts the threads and their code, so that a first run need not wait for them. */
  warmUp(): void;
  run(plan: Plan, options: DoseOptions): Promise<RunOutcome>;
  check(plan: Plan, options: RunOptions): Promise<CheckOutcome | Exclude<RunOutcome, { kind: 'result' }>>;
  /** Reads a dose file with what it lies on. */
  openDose(request: DoseRequest, options: OpenDoseOptions): Promise<DoseFileOutcome | WithoutOutcome>;
  /** From the next run on. What is under way goes on as it began. */
  configure(settings: Pick<SessionOptions, 'threads' | 'disk'>): void;
  dispose(): Promise<void>;
}

/** How everything that a session does may end. */
type WithoutOutcome = Extract<RunOutcome, { kind: 'cancelled' | 'failed' }>;
type AnyOutcome = RunOutcome | CheckOutcome | DoseFileOutcome;

/** Messages to and from the session's thread. */
export type SessionRequest = { readonly id: number; readonly threads: number } & SessionWork;
export type SessionWork = PlanWork | { readonly task: 'open dose'; readonly dose: DoseRequest };

interface PlanWork {
  readonly task: 'run' | 'check';
  readonly plan: Plan;
  readonly baseFolder: string;
  readonly quality: DoseQuality['kind'];
  readonly maps: readonly MapName[];
  readonly measures?: readonly MeasureRequest[];
  readonly summarisesBiology: boolean;
  readonly wantsPreview: boolean;
}
/** What the session's thread is told. */
export type SessionTask =
  SessionRequest | { readonly warmUp: number } | { readonly cancel: number } | { readonly settle: true };
export type SessionMessage =
  | { readonly notice: string }
  | { readonly settled: true }
  | { readonly id: number; readonly progress: RunProgress }
  | { readonly id: number; readonly preview: RunResult }
  | { readonly id: number; readonly outcome: AnyOutcome };

/** What the session's thread is started with. */
export interface SessionSetting {
  readonly disk?: DiskCache;
}

export interface SessionOptions {
  readonly threads: number;
  /** Absent: doses are kept in memory only, for as long as the thread lives. */
  readonly disk?: DiskCache;
  /** Told, once each, what does not concern a plan: that doses cannot be kept on disk. */
  readonly onNotice?: (text: string) => void;
}

const cancelGraceMs = 150;
/** How long a thread that is no longer needed may take to bring to disk what it has computed. */
const settleGraceMs = 5000;

export function createSession({ onNotice, ...first }: SessionOptions): Session {
  const noticed = new Set<string>();
  let settings: Omit<SessionOptions, 'onNotice'> = first;
  let worker: Worker | undefined;
  /** Where the thread keeps doses; it is started anew for another place or size. */
  let diskOfWorker: DiskCache | undefined;
  let nextId = 1;
  let running = 0;
  let last: Promise<unknown> = Promise.resolve();

  const startWorker = (): Worker => {
    if (worker) return worker;
    const setting: SessionSetting = { disk: settings.disk };
    diskOfWorker = settings.disk;
    const started = new Worker(path.join(distFolder(), 'session-worker.cjs'), { workerData: setting });
    worker = started;
    // A run at work tells its failure itself; a thread that ends idle is started anew.
    const ended = (): void => {
      if (worker === started) worker = undefined;
    };
    started.on('error', ended).on('exit', ended);
    started.on('message', (message: SessionMessage) => {
      if (!('notice' in message) || noticed.has(message.notice)) return;
      noticed.add(message.notice);
      onNotice?.(message.notice);
    });
    return started;
  };
  const dropWorker = async (): Promise<void> => {
    const dropped = worker;
    worker = undefined;
    await dropped?.terminate();
  };
  /** A thread at work is ended at once; one that is idle may first bring to disk what it has. */
  const dispose = async (): Promise<void> => {
    const idle = running === 0 ? worker : undefined;
    if (idle && diskOfWorker) await settled(idle);
    await dropWorker();
  };
  /** Between two runs. */
  const renew = async (): Promise<void> => {
    if (worker && JSON.stringify(diskOfWorker) !== JSON.stringify(settings.disk)) await dispose();
  };

  const perform = (
    work: SessionWork,
    { signal, onProgress, onPreview }: Pick<DoseOptions, 'signal' | 'onProgress' | 'onPreview'>,
  ): Promise<AnyOutcome> =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve({ kind: 'cancelled' });
        return;
      }
      const thread = startWorker();
      running++;
      const id = nextId++;
      let grace: NodeJS.Timeout | undefined;
      const finish = (outcome: AnyOutcome): void => {
        clearTimeout(grace);
        running--;
        thread.off('message', onMessage).off('error', onError).off('exit', onExit);
        signal?.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      const onMessage = (message: SessionMessage): void => {
        if (!('id' in message) || message.id !== id) return;
        if ('progress' in message) {
          if (!signal?.aborted) onProgress?.(message.progress);
        } else if ('preview' in message) {
          if (!signal?.aborted) onPreview?.(message.preview);
        } else finish(signal?.aborted ? { kind: 'cancelled' } : message.outcome);
      };
      const onError = (error: Error): void => {
        worker = undefined;
        finish({
          kind: 'failed',
          message: `The engine stopped: ${error.message}. Run again; the thread is started anew.`,
        });
      };
      const onExit = (code: number): void => {
        worker = undefined;
        finish({
          kind: 'failed',
          message: `The engine's thread ended with code ${code}. Run again; the thread is started anew.`,
        });
      };
      const onAbort = (): void => {
        thread.postMessage({ cancel: id } satisfies SessionTask);
        grace = setTimeout(() => {
          finish({ kind: 'cancelled' });
          void dropWorker();
        }, cancelGraceMs);
      };
      thread.on('message', onMessage).on('error', onError).on('exit', onExit);
      signal?.addEventListener('abort', onAbort, { once: true });
      const request: SessionRequest = { id, threads: settings.threads, ...work };
      thread.postMessage(request satisfies SessionTask);
    });

  const queued = <T extends AnyOutcome>(work: SessionWork, hooks: Parameters<typeof perform>[1]): Promise<T> => {
    const turn = last.then(() => perform(work, hooks));
    last = turn;
    return turn as Promise<T>;
  };
  const planWork = (task: PlanWork['task'], plan: Plan, wanted: DoseOptions): PlanWork => ({
    task,
    plan,
    baseFolder: wanted.baseFolder,
    quality: wanted.quality ?? 'final',
    maps: wanted.maps ?? [],
    measures: wanted.measures,
    summarisesBiology: wanted.summarisesBiology ?? false,
    wantsPreview: wanted.onPreview !== undefined,
  });

  return {
    warmUp: () => startWorker().postMessage({ warmUp: settings.threads } satisfies SessionTask),
    run: (plan, runOptions) => queued(planWork('run', plan, runOptions), runOptions),
    check: (plan, runOptions) => queued(planWork('check', plan, runOptions), runOptions),
    openDose: (dose, hooks) => queued({ task: 'open dose', dose }, hooks),
    configure: (next) => {
      settings = next;
      last = last.then(renew);
    },
    dispose,
  };
}

/** Resolves when the thread has nothing left to bring to disk, has ended, or takes too long. */
function settled(thread: Worker): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, settleGraceMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    thread.on('exit', done).on('message', (message: SessionMessage) => 'settled' in message && done());
    thread.postMessage({ settle: true } satisfies SessionTask);
  });
}
