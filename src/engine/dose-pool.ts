import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { voxelCount } from '../patient/grid.ts';
import { beamCones, coneGroupCount, defaultCones } from '../physics/beam-dose.ts';
import { conesPerSetup } from '../physics/cones-per-setup.ts';
import { densityLevelsOf } from '../physics/transport.ts';
import type { Medium } from '../patient/medium.ts';
import type { PlacedBeam } from '../physics/beam-setup-types.ts';
import { distFolder } from './dist-folder.ts';
import type { BeamWork, DoseTask, DoseTaskMessage } from './dose-worker.ts';
import { addScaled } from './scaling.ts';

export type BeamDoses =
  /** Gy per MU on the medium's grid, one array a beam, over shared memory. */
  | { readonly kind: 'doses'; readonly gyPerMu: readonly Float32Array[] }
  | { readonly kind: 'cancelled' }
  /** No dose, not even in part. The pool starts new threads for the next run. */
  | { readonly kind: 'failed'; readonly reason: 'worker-died' | 'worker-failed'; readonly message: string };

export interface DosePool {
  /** One run at a time; a run that is asked for meanwhile waits. */
  beamDoses(
    medium: Medium,
    beams: readonly PlacedBeam[],
    options?: { cones?: number; signal?: AbortSignal; onProgress?: (share: number) => void },
  ): Promise<BeamDoses>;
  dispose(): Promise<void>;
}

/** The TERMA of a beam is traced in this many pieces. */
const termaPieces = 8;
/** What the trace takes of a beam's time, for the progress. */
const termaShare = 0.3;

/**
 * Threads that compute beam doses together, kept from run to run. A beam is traced in slabs, transported in a fixed number of groups of cones, and
 * summed in the order of the groups, so that the dose is the same, bit for bit, for any number of threads, and that of `beamDose`. The set-ups of
 * a beam are computed one after the other and summed in their order.
 * `workerFile` is the threads' entry, the built `dose-worker` unless told otherwise.
 */
export function createDosePool(options: { threads: number; workerFile?: string }): DosePool {
  const threads = Math.max(1, Math.floor(options.threads));
  const workerFile = options.workerFile ?? join(distFolder(), 'dose-worker.cjs');
  let crew: Crew | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let disposed = false;

  const run: DosePool['beamDoses'] = async (medium, beams, { cones = defaultCones, signal, onProgress } = {}) => {
    if (disposed) throw new Error('The dose pool is disposed; create a new one');
    if (signal?.aborted) return { kind: 'cancelled' };
    crew ??= startCrew(threads, workerFile);
    const team = crew;
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const stop = (): void => void Atomics.store(cancel, 0, 1);
    const progress = progressOf(beams.length, onProgress);
    const aborted = new Promise<BeamDoses>((resolve) => {
      signal?.addEventListener('abort', () => (stop(), resolve({ kind: 'cancelled' })), { once: true });
    });
    const computed = computeBeams(team, shareMedium(medium), beams, { cones, threads, cancel, progress }).then(
      (gyPerMu): BeamDoses => (signal?.aborted ? { kind: 'cancelled' } : { kind: 'doses', gyPerMu }),
      async (error: unknown): Promise<BeamDoses> => {
        stop();
        if (crew === team) crew = undefined;
        await team.dispose();
        if (signal?.aborted) return { kind: 'cancelled' };
        const failure = error instanceof WorkerFailure ? error.reason : 'worker-failed';
        return { kind: 'failed', reason: failure, message: error instanceof Error ? error.message : String(error) };
      },
    );
    return Promise.race([computed, aborted]);
  };

  return {
    beamDoses: (...args) => {
      const turn = last.then(() => run(...args));
      last = turn.catch(() => undefined);
      return turn;
    },
    dispose: async () => {
      disposed = true;
      const team = crew;
      crew = undefined;
      await team?.dispose();
    },
  };
}

interface SharedMedium {
  readonly medium: Medium;
  readonly densityLevel: Uint16Array;
}

/** As many beams are in work as there are threads, so that no thread waits at the end of a beam. */
async function computeBeams(
  crew: Crew,
  { medium, densityLevel }: SharedMedium,
  beams: readonly PlacedBeam[],
  run: { cones: number; threads: number; cancel: Int32Array; progress: (share: number) => void },
): Promise<Float32Array[]> {
  const count = voxelCount(medium.grid);
  const doses = beams.map(() => sharedFloats(count));
  let next = 0;
  const slot = async (): Promise<void> => {
    const terma = { low: sharedFloats(count), high: sharedFloats(count), inverseDistance: sharedFloats(count) };
    const parts = Array.from({ length: coneGroupCount }, () => sharedFloats(count));
    const ofSetup = beams.some(({ setups }) => setups.length > 1) ? sharedFloats(count) : parts[0];
    while (next < beams.length && Atomics.load(run.cancel, 0) === 0) {
      const beam = next++;
      const { machine, setups } = beams[beam];
      const cones = conesPerSetup(run.cones, setups.length);
      for (const { share, setup } of setups) {
        if (Atomics.load(run.cancel, 0) !== 0) return;
        const dose = setups.length === 1 ? doses[beam] : ofSetup;
        const work = { medium, densityLevel, setup, machine, cones, terma, parts, dose, cancel: run.cancel };
        await computeSetup(crew, work, (done) => run.progress(done / setups.length));
        if (setups.length > 1) addScaled(doses[beam], ofSetup, share);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(run.threads, beams.length) }, slot));
  return doses;
}

async function computeSetup(crew: Crew, work: BeamWork, progress: (share: number) => void): Promise<void> {
  const slices = work.medium.grid.size[2];
  const edge = (piece: number): number => Math.round((piece * slices) / termaPieces);
  await Promise.all(
    Array.from({ length: termaPieces }, async (_, piece) => {
      await crew.perform({ work, step: 'terma', fromSlice: edge(piece), toSlice: edge(piece + 1) });
      progress(termaShare / termaPieces);
    }),
  );
  const perCone = (1 - termaShare) / beamCones(work.medium.grid, work.setup, work.machine, work.cones).length;
  await Promise.all(
    Array.from({ length: coneGroupCount }, (_, group) =>
      crew.perform({ work, step: 'cones', group }, () => progress(perCone)),
    ),
  );
  await crew.perform({ work, step: 'sum' });
}

/** Adds up shares of beams into the share of the run. */
function progressOf(beams: number, onProgress?: (share: number) => void): (share: number) => void {
  let done = 0;
  return (share) => {
    done += share;
    onProgress?.(Math.min(1, done / beams));
  };
}

// --- Threads ------------------------------------------------------------------------------------------------------------------------------------

type TaskWithoutId = DoseTask extends infer T ? (T extends DoseTask ? Omit<T, 'id'> : never) : never;

interface Crew {
  perform(task: TaskWithoutId, onCone?: () => void): Promise<void>;
  dispose(): Promise<void>;
}

class WorkerFailure extends Error {
  readonly reason: 'worker-died' | 'worker-failed';
  constructor(reason: 'worker-died' | 'worker-failed', message: string) {
    super(message);
    this.reason = reason;
  }
}

interface Waiting {
  readonly task: DoseTask;
  readonly onCone?: () => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Hands tasks to idle threads in the order they came. One dead thread fails every task that is under way or waiting. */
function startCrew(threads: number, workerFile: string): Crew {
  const queue: Waiting[] = [];
  const busy = new Map<Worker, Waiting>();
  const idle: Worker[] = [];
  const workers = Array.from({ length: threads }, () => new Worker(workerFile));
  let failure: WorkerFailure | undefined;
  let nextId = 1;

  const handOut = (): void => {
    while (idle.length > 0 && queue.length > 0) {
      const worker = idle.pop()!;
      const waiting = queue.shift()!;
      busy.set(worker, waiting);
      // Only a thread at work keeps the process alive.
      worker.ref();
      worker.postMessage(waiting.task);
    }
  };
  const fail = (error: WorkerFailure): void => {
    failure ??= error;
    for (const waiting of [...busy.values(), ...queue.splice(0)]) waiting.reject(failure);
    busy.clear();
  };
  const died = (cause: string): void =>
    fail(
      new WorkerFailure(
        'worker-died',
        `A dose thread ended before its work was done (${cause}). Run again: new threads are started.`,
      ),
    );

  for (const worker of workers) {
    worker.on('message', (message: DoseTaskMessage) => {
      const waiting = busy.get(worker);
      if (waiting?.task.id !== message.id) return;
      if (message.kind === 'cone') return waiting.onCone?.();
      busy.delete(worker);
      worker.unref();
      idle.push(worker);
      if (message.kind === 'done') waiting.resolve();
      else waiting.reject(new WorkerFailure('worker-failed', message.message));
      handOut();
    });
    worker.on('error', (error: Error) => died(error.message));
    worker.on('exit', (code) => died(`exit code ${code}`));
    worker.unref();
    idle.push(worker);
  }

  return {
    perform: (task, onCone) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        queue.push({ task: { ...task, id: nextId++ }, onCone, resolve, reject });
        handOut();
      }),
    dispose: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

// --- Shared memory ------------------------------------------------------------------------------------------------------------------------------

function shareMedium(medium: Medium): SharedMedium {
  const { densityGPerCm3, material } = medium;
  const densityLevel = densityLevelsOf(densityGPerCm3);
  return {
    medium: {
      grid: medium.grid,
      densityGPerCm3: isShared(densityGPerCm3)
        ? densityGPerCm3
        : copyInto(densityGPerCm3, sharedFloats(densityGPerCm3.length)),
      material: isShared(material)
        ? material
        : copyInto(material, new Uint8Array(new SharedArrayBuffer(material.length))),
    },
    densityLevel: copyInto(densityLevel, new Uint16Array(new SharedArrayBuffer(2 * densityLevel.length))),
  };
}

function sharedFloats(count: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(4 * count));
}

function isShared(array: Float32Array | Uint8Array): boolean {
  return array.buffer instanceof SharedArrayBuffer;
}

function copyInto<T extends Float32Array | Uint8Array | Uint16Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
