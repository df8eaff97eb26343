import { parentPort, workerData } from 'node:worker_threads';
import { dvhOf } from '../evaluate/dvh.ts';
import type { RegionSamples } from '../evaluate/samples.ts';
import type { Dvh } from '../evaluate/types.ts';
import { fillDose } from '../physics/beam-dose.ts';
import { type BeamMaps, beamMaps } from '../physics/beam-maps.ts';
import type { Grid } from '../patient/grid.ts';
import type { BeamPlaces, MediumPlaces, ThreadPlaces } from '../physics/dose-places.ts';
import type { DoseKernels } from '../physics/kernels/dose-kernels.ts';
import type { Sweep } from '../physics/sweep-plan.ts';
import { type ContaminationAdder, contaminationOf } from '../physics/contamination.ts';
import { type FluenceFiller, fluenceOf } from '../physics/fluence.ts';
import { fillTerma } from '../physics/terma.ts';
import { type EnergyFloors, transportGroup } from '../physics/transport.ts';
import type { BeamSetup } from '../physics/beam-setup-types.ts';
import type { Machine } from '../physics/machine.ts';
import type { WorkerFailureReason } from './dose-crew.ts';
import { shareArrays } from './graph/share-arrays.ts';
import { instantiate, type KernelModules } from './kernel-modules.ts';
import { addAllScaled, type DosePart } from './scaling.ts';

/** What a thread of the crew is started with. */
export interface CrewData {
  /** Its number among the threads. */
  readonly thread: number;
  readonly memory: WebAssembly.Memory;
  readonly kernels: KernelModules;
}

/** What the tasks of one set-up share; places are in the crew's memory. */
export interface BeamWork {
  /** Tells set-ups apart. */
  readonly serial: number;
  readonly medium: MediumPlaces;
  readonly beam: BeamPlaces;
  readonly setup: BeamSetup;
  readonly machine: Machine;
  readonly sweeps: readonly (readonly Sweep[])[];
  readonly floors: EnergyFloors;
  readonly maps: BeamMaps;
  readonly quality: 'final' | 'preview';
  readonly threads: readonly ThreadPlaces[];
  /** Gy per MU over the grid, in shared memory of its own. */
  readonly dose: Float32Array;
  /** One number, not 0 once the run is cancelled. */
  readonly cancel: Int32Array;
}

/** What all pieces of a set-up look up. */
interface MapsTask {
  readonly step: 'maps';
  readonly grid: Grid;
  readonly setup: BeamSetup;
  readonly machine: Machine;
}

/** To every thread, before and after the pieces of a set-up: with hundreds of apertures, to send it along with every piece takes longer than its dose. */
export type WorkNotice = { readonly begin: BeamWork } | { readonly end: number };

/** A piece of the dose of a set-up, by the serial of its work. */
type BeamTask = { readonly work: number } & (
  | { readonly step: 'fan' | 'terma' | 'sum'; readonly from: number; readonly to: number }
  | { readonly step: 'cones'; readonly group: number; /** Whether each cone is told of. */ readonly tells: boolean }
);

/** What else takes long enough to be shared out: a piece of a sum of doses, or a region's histogram. Arrays lie in shared memory. */
type DoseUse =
  | {
      readonly step: 'add';
      readonly into: Float32Array;
      readonly parts: readonly DosePart[];
      readonly from: number;
      readonly to: number;
    }
  | { readonly step: 'histogram'; readonly samples: RegionSamples; readonly doseGy: Float32Array };

export type DoseTask = { readonly id: number } & (MapsTask | BeamTask | DoseUse);

/** What tasks give, by their step; the others write what they make where it belongs. Maps lie in shared memory. */
export interface TaskResults {
  readonly maps: BeamMaps;
  readonly histogram: Dvh;
}
export type TaskResult = TaskResults[keyof TaskResults] | undefined;

export type DoseTaskMessage =
  /** One cone more is transported. */
  | { readonly id: number; readonly kind: 'cone' }
  | { readonly id: number; readonly kind: 'done'; readonly result: TaskResult }
  | { readonly id: number; readonly kind: 'failed'; readonly reason: WorkerFailureReason; readonly message: string };

if (!parentPort) throw new Error('dose-worker runs as a worker thread, started by createDosePool');
const port = parentPort;
const { thread, memory, kernels } = workerData as CrewData;
const instances = new Map<'final' | 'preview', DoseKernels>();

port.on('message', (message: DoseTask | WorkNotice) => {
  if ('begin' in message) works.set(message.begin.serial, message.begin);
  else if ('end' in message) forget(message.end);
  else answer(message);
});

function answer(task: DoseTask): void {
  const post = (message: DoseTaskMessage): void => port.postMessage(message);
  try {
    const result = perform(task, () => post({ id: task.id, kind: 'cone' }));
    post({ id: task.id, kind: 'done', result });
  } catch (error) {
    const trapped = error instanceof WebAssembly.RuntimeError;
    const cause = error instanceof Error ? error.message : String(error);
    const message = trapped
      ? `A dose kernel trapped (${cause}). Nothing of this dose is kept. Run again; if it happens again, please report it with the plan.`
      : cause;
    post({ id: task.id, kind: 'failed', reason: trapped ? 'kernel-trapped' : 'worker-failed', message });
  }
}

/** A set-up in work, with what serves all of its pieces. */
interface OpenedWork extends BeamWork {
  readonly fluence: FluenceFiller;
  readonly electrons?: ContaminationAdder;
}
const works = new Map<number, BeamWork>();
const opened = new Map<number, OpenedWork>();

function workOf(serial: number): OpenedWork {
  const known = opened.get(serial);
  if (known) return known;
  const work = works.get(serial);
  if (!work) throw new Error(`the set-up ${serial} was not begun`);
  const { medium, setup, machine, maps } = work;
  const made = {
    ...work,
    fluence: fluenceOf(medium.grid, setup, machine, maps.headScatter),
    electrons: contaminationOf(medium.grid, setup, machine, maps.contamination),
  };
  opened.set(serial, made);
  return made;
}

function forget(serial: number): void {
  works.delete(serial);
  opened.delete(serial);
}

function kernelsFor(quality: 'final' | 'preview'): DoseKernels {
  const known = instances.get(quality) ?? instantiate(kernels[quality], memory);
  instances.set(quality, known);
  return known;
}

function perform(task: DoseTask, onCone: () => void): TaskResult {
  switch (task.step) {
    case 'maps':
      return shareArrays(beamMaps(task.grid, task.setup, task.machine));
    case 'add':
      addAllScaled(task.into, task.parts, task);
      return undefined;
    case 'histogram':
      return dvhOf(task.samples, task.doseGy);
    default:
      performBeam(task, onCone);
      return undefined;
  }
}

function performBeam(task: BeamTask, onCone: () => void): void {
  const work = workOf(task.work);
  const cancelled = (): boolean => Atomics.load(work.cancel, 0) !== 0;
  // The main thread may have grown the memory: this makes its new length known here.
  memory.grow(0);
  const own = kernelsFor(work.quality);
  const places = work.threads[thread];
  switch (task.step) {
    case 'fan':
      own.traceFan(work.beam.geometry, work.medium.density, work.medium.material, work.beam.fan, task.from, task.to);
      break;
    case 'terma':
      fillTerma(own, work, places, { fromSlice: task.from, toSlice: task.to, cancelled });
      break;
    case 'cones': {
      const { medium, beam, setup, floors } = work;
      const transport = { medium, beam, sourceMm: setup.sourceMm, floors };
      transportGroup(own, transport, task.group, work.sweeps[task.group], places, {
        ...(task.tells ? { onCone } : {}),
        cancelled,
      });
      break;
    }
    case 'sum':
      fillDose(memory.buffer, work, { fromSlice: task.from, toSlice: task.to }, work.dose);
      break;
  }
}
