import { join } from 'node:path';
import { dvhOf } from '../evaluate/dvh.ts';
import type { RegionSamples } from '../evaluate/samples.ts';
import type { Dvh } from '../evaluate/types.ts';
import { createArena } from '../physics/arena.ts';
import { beamNeeds, clearBeam, defaultCones, writeBeam, writeMedium } from '../physics/beam-dose.ts';
import { conesPerSetup } from '../physics/cones-per-setup.ts';
import {
  type BeamPlaces,
  coneGroupCount,
  type MediumPlaces,
  allocateBeam,
  allocateMedium,
  allocateThread,
} from '../physics/dose-places.ts';
import { growTo, kernelMemory } from '../physics/kernels/dose-kernels.ts';
import { voxelCount } from '../patient/grid.ts';
import type { Medium } from '../patient/medium.ts';
import type { BeamSetup, PlacedBeam } from '../physics/beam-setup-types.ts';
import type { Machine } from '../physics/machine.ts';
import { distFolder } from './dist-folder.ts';
import { type Crew, startCrew, WorkerFailure, type WorkerFailureReason } from './dose-crew.ts';
import type { BeamWork } from './dose-worker.ts';
import { type KernelBuild, type KernelModules, loadKernelModules } from './kernel-modules.ts';
import { addAllScaled, type DosePart } from './scaling.ts';
import { createSumMemory, sharedZeros } from './sum-memory.ts';

export type BeamDoses =
  /** Gy per MU on the medium's grid, one array a beam, over shared memory; and what computed them. */
  | { readonly kind: 'doses'; readonly gyPerMu: readonly Float32Array[]; readonly build: KernelBuild }
  | { readonly kind: 'cancelled' }
  /** No dose, not even in part. The pool starts new threads for the next run. */
  | { readonly kind: 'failed'; readonly reason: WorkerFailureReason | 'out-of-memory'; readonly message: string };

export interface BeamDoseOptions {
  readonly cones?: number;
  /** `final` kernels give the same bits everywhere; `preview` ones may round as the processor likes. */
  readonly kernel?: 'final' | 'preview';
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

export interface DosePool {
  /** One run at a time; a run that is asked for meanwhile waits. */
  beamDoses(medium: Medium, beams: readonly PlacedBeam[], options?: BeamDoseOptions): Promise<BeamDoses>;
  /** Sum of doses over shared memory, Gy, with the bits of `addAllScaled`. */
  sum(voxels: number, parts: readonly DosePart[]): Promise<Float32Array>;
  /** The memory of a sum that nobody reads any more. */
  giveBack(sum: Float32Array): void;
  /** To be called between runs: the memory of the next run's sums is made ready while nobody waits. */
  renewMemory(): void;
  /** Dose–volume histogram of a region; samples and dose lie in shared memory. */
  histogram(samples: RegionSamples, doseGy: Float32Array): Promise<Dvh>;
  /** The kernels that each kind of run computes with, and why it is not WebAssembly where it is not. */
  readonly kernels: KernelModules;
  dispose(): Promise<void>;
}

/** The TERMA of a beam is traced, and its dose is summed, in this many pieces. */
const piecesOfBeam = 8;
/** What the TERMA takes of a beam's time, for the progress. */
const termaShare = 0.2;

/**
 * Threads that compute beam doses together, kept from run to run. A beam is traced in slabs, transported in a fixed number of groups of cones, and
 * summed in the order of the groups, so that the dose is the same, bit for bit, for any number of threads, and that of `beamDose`. The set-ups of
 * a beam are computed one after the other and summed in their order.
 * `workerFile` is the threads' entry, the built `dose-worker` unless told otherwise; `kernels` the built modules.
 */
export function createDosePool(options: { threads: number; workerFile?: string; kernels?: KernelModules }): DosePool {
  const threads = Math.max(1, Math.floor(options.threads));
  const workerFile = options.workerFile ?? join(distFolder(), 'dose-worker.cjs');
  const kernels = options.kernels ?? loadKernelModules();
  let crew: (Crew & { memory: WebAssembly.Memory }) | undefined;
  let last: Promise<unknown> = Promise.resolve();
  // What the threads are at: it outlives a run that is cancelled, and works in the memory that the next one will have.
  let working: Promise<unknown> = Promise.resolve();
  let disposed = false;
  const sums = createSumMemory();

  const start = (): Crew & { memory: WebAssembly.Memory } => {
    const memory = kernelMemory();
    return { ...startCrew(threads, workerFile, kernels, memory), memory };
  };

  const run: DosePool['beamDoses'] = async (medium, beams, asked = {}) => {
    const { cones = defaultCones, signal, onProgress } = asked;
    const quality = asked.kernel ?? 'final';
    if (disposed) throw new Error('The dose pool is disposed; create a new one');
    if (signal?.aborted) return { kind: 'cancelled' };
    // Threads that have ended since the last run are no fault of this one.
    if (crew?.hasFailed()) await dismiss(crew);
    crew ??= start();
    const team = crew;
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const stop = (): void => void Atomics.store(cancel, 0, 1);
    let give: (outcome: BeamDoses) => void;
    const aborted = new Promise<BeamDoses>((resolve) => (give = resolve));
    const heard = (): void => (stop(), give({ kind: 'cancelled' }));
    signal?.addEventListener('abort', heard, { once: true });
    const settings = { cones, threads, quality, cancel, ...progressOf(beams.length, onProgress) };
    const computed = computeBeams(team, team.memory, medium, beams, settings).then(
      (gyPerMu): BeamDoses =>
        signal?.aborted ? { kind: 'cancelled' } : { kind: 'doses', gyPerMu, build: kernels[quality].build },
      async (error: unknown): Promise<BeamDoses> => {
        stop();
        await dismiss(team);
        if (signal?.aborted) return { kind: 'cancelled' };
        return { kind: 'failed', ...failureOf(error) };
      },
    );
    working = computed;
    // One signal lasts for many doses, and would keep all their listeners.
    return Promise.race([computed, aborted]).finally(() => signal?.removeEventListener('abort', heard));
  };

  const dismiss = async (team: Crew): Promise<void> => {
    if (crew === team) crew = undefined;
    await team.dispose();
  };
  /** By the threads that beams have been computed with; where there are none yet, to start them would take longer than the work. */
  const shared = async <T>(byThreads: (team: Crew) => Promise<T>, here: () => T): Promise<T> => {
    const team = crew;
    if (!team || team.hasFailed()) return here();
    try {
      return await byThreads(team);
    } catch (error) {
      await dismiss(team);
      throw error;
    }
  };

  return {
    kernels,
    async sum(voxels, parts) {
      const into = sums.take(voxels);
      await shared<unknown>(
        (team) =>
          Promise.all(piecewise(voxels, threads, (from, to) => team.perform({ step: 'add', into, parts, from, to }))),
        () => addAllScaled(into, parts),
      );
      return into;
    },
    giveBack: sums.giveBack,
    renewMemory: sums.renew,
    histogram: (samples, doseGy) =>
      shared(
        (team) => team.perform({ step: 'histogram', samples, doseGy }),
        () => dvhOf(samples, doseGy),
      ),
    beamDoses: (...args) => {
      const turn = last.then(() => run(...args));
      last = turn.catch(() => undefined).then(() => working);
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

function failureOf(error: unknown): { reason: WorkerFailureReason | 'out-of-memory'; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof WorkerFailure) return { reason: error.reason, message };
  if (error instanceof RangeError)
    return {
      reason: 'out-of-memory',
      message: `The system has no memory for this dose (${message}). Close other programs, or use a coarser grid.`,
    };
  return { reason: 'worker-failed', message };
}

interface RunSettings {
  readonly cones: number;
  readonly threads: number;
  readonly quality: 'final' | 'preview';
  readonly cancel: Int32Array;
  readonly progress?: (share: number) => void;
}

/** As many beams are in work as there are threads, so that no thread waits at the end of a beam. */
async function computeBeams(
  crew: Crew,
  memory: WebAssembly.Memory,
  medium: Medium,
  beams: readonly PlacedBeam[],
  run: RunSettings,
): Promise<Float32Array[]> {
  const { grid } = medium;
  const doses: Float32Array[] = [];
  const slots = Math.min(run.threads, beams.length);
  const arena = createArena();
  const places = allocateMedium(arena, grid);
  const most = mostNeeds(grid, beams, run.cones);
  const beamPlaces = Array.from({ length: slots }, () => allocateBeam(arena, grid, most));
  const threadPlaces = Array.from({ length: run.threads }, () => allocateThread(arena, grid));
  growTo(memory, arena.used());
  writeMedium(memory.buffer, places, medium);

  const { progress } = run;
  let next = 0;
  const slot = async (beamPlace: BeamPlaces): Promise<void> => {
    clearBeam(memory.buffer, places, beamPlace);
    const severalSetups = beams.some(({ setups }) => setups.length > 1) ? sharedZeros(voxelCount(grid)) : undefined;
    while (next < beams.length && Atomics.load(run.cancel, 0) === 0) {
      const beam = next++;
      const { machine, setups } = beams[beam];
      const cones = conesPerSetup(run.cones, setups.length);
      const beamDose = (doses[beam] = sharedZeros(voxelCount(grid)));
      for (const { share, setup } of setups) {
        if (Atomics.load(run.cancel, 0) !== 0) return;
        const dose = setups.length === 1 ? beamDose : severalSetups!;
        const at = { medium: places, beam: beamPlace, setup, machine, cones, dose };
        const ofSetup = progress && ((done: number) => progress(done / setups.length));
        await computeSetup(crew, memory, at, threadPlaces, run, ofSetup);
        if (setups.length > 1) addAllScaled(beamDose, [{ doseGy: dose, factor: share }]);
      }
    }
  };
  await Promise.all(beamPlaces.map(slot));
  return doses;
}

function mostNeeds(grid: Medium['grid'], beams: readonly PlacedBeam[], cones: number): ReturnType<typeof beamNeeds> {
  const needs = beams.flatMap(({ machine, setups }) =>
    setups.map(({ setup }) => beamNeeds(grid, setup, machine, conesPerSetup(cones, setups.length))),
  );
  return {
    cones: Math.max(...needs.map((n) => n.cones)),
    bins: Math.max(...needs.map((n) => n.bins)),
    fanBytes: Math.max(...needs.map((n) => n.fanBytes)),
  };
}

async function computeSetup(
  crew: Crew,
  memory: WebAssembly.Memory,
  at: {
    medium: MediumPlaces;
    beam: BeamPlaces;
    setup: BeamSetup;
    machine: Machine;
    cones: number;
    dose: Float32Array;
  },
  threads: BeamWork['threads'],
  { quality, cancel }: RunSettings,
  progress?: (share: number) => void,
): Promise<void> {
  const { sweeps, fanRows, floors } = writeBeam(memory.buffer, at, at.cones);
  const { medium, beam, setup, machine, dose } = at;
  const maps = await crew.perform({ step: 'maps', grid: medium.grid, setup, machine });
  const serial = nextSerial++;
  const work: BeamWork = {
    serial,
    medium,
    beam,
    setup,
    machine,
    dose,
    sweeps,
    floors,
    maps,
    quality,
    threads,
    cancel,
  };
  crew.tell({ begin: work });
  const inPieces = (count: number, perform: (from: number, to: number) => Promise<unknown>) =>
    Promise.all(piecewise(count, piecesOfBeam, perform));
  const slices = medium.grid.size[2];
  if (fanRows > 0) await inPieces(fanRows, (from, to) => crew.perform({ work: serial, step: 'fan', from, to }));
  await inPieces(slices, async (from, to) => {
    await crew.perform({ work: serial, step: 'terma', from, to });
    progress?.(termaShare / piecesOfBeam);
  });
  const perCone = (1 - termaShare) / sweeps.flat().reduce((sum, sweep) => sum + sweep.cones.length, 0);
  await Promise.all(
    Array.from({ length: coneGroupCount }, (_, group) =>
      crew.perform({ work: serial, step: 'cones', group, tells: progress !== undefined }, () => progress?.(perCone)),
    ),
  );
  await inPieces(slices, (from, to) => crew.perform({ work: serial, step: 'sum', from, to }));
  crew.tell({ end: serial });
}

let nextSerial = 1;

/** What `perform` gives for each of so many consecutive pieces of 0 to `count`. */
function piecewise<T>(count: number, pieces: number, perform: (from: number, to: number) => T): T[] {
  const start = (piece: number): number => Math.round((piece * count) / pieces);
  return Array.from({ length: pieces }, (_, piece) => perform(start(piece), start(piece + 1)));
}

/** Adds up shares of beams into the share of the run; where nobody listens, nothing is told. */
function progressOf(beams: number, onProgress?: (share: number) => void): Pick<RunSettings, 'progress'> {
  if (!onProgress) return {};
  let done = 0;
  return {
    progress: (share) => {
      done += share;
      onProgress(Math.min(1, done / beams));
    },
  };
}
