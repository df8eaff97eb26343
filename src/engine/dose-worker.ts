import { parentPort } from 'node:worker_threads';
import { beamCones, coneGroups, sumParts } from '../physics/beam-dose.ts';
import { fillTerma } from '../physics/terma.ts';
import { transportCones } from '../physics/transport.ts';
import type { BeamSetup } from '../physics/beam-setup-types.ts';
import type { Machine } from '../physics/machine.ts';
import type { Terma } from '../physics/terma.ts';
import type { Medium } from '../patient/medium.ts';

/** What the tasks of one beam share; every array lies in shared memory. */
export interface BeamWork {
  readonly medium: Medium;
  readonly densityLevel: Uint16Array;
  readonly setup: BeamSetup;
  readonly machine: Machine;
  readonly cones: number;
  readonly terma: Terma;
  /** Partial doses of the groups of cones. */
  readonly parts: readonly Float32Array[];
  readonly dose: Float32Array;
  /** One number, not 0 once the run is cancelled. */
  readonly cancel: Int32Array;
}

export type DoseTask = { readonly id: number; readonly work: BeamWork } & (
  | { readonly step: 'terma'; readonly fromSlice: number; readonly toSlice: number }
  | { readonly step: 'cones'; readonly group: number }
  | { readonly step: 'sum' }
);

export type DoseTaskMessage =
  /** One cone more is transported. */
  | { readonly id: number; readonly kind: 'cone' }
  | { readonly id: number; readonly kind: 'done' }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };

if (!parentPort) throw new Error('dose-worker runs as a worker thread, started by createDosePool');
const port = parentPort;

port.on('message', (task: DoseTask) => {
  const post = (message: DoseTaskMessage): void => port.postMessage(message);
  try {
    perform(task, () => post({ id: task.id, kind: 'cone' }));
    post({ id: task.id, kind: 'done' });
  } catch (error) {
    post({ id: task.id, kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});

function perform(task: DoseTask, onCone: () => void): void {
  const { medium, densityLevel, setup, machine, terma, parts, dose, cancel } = task.work;
  const cancelled = (): boolean => Atomics.load(cancel, 0) !== 0;
  if (task.step === 'terma') {
    const { fromSlice, toSlice } = task;
    fillTerma(medium, setup, machine, { fromSlice, toSlice, cancelled }, terma);
  } else if (task.step === 'cones') {
    const cones = coneGroups(beamCones(medium.grid, setup, machine, task.work.cones))[task.group];
    const part = parts[task.group].fill(0);
    transportCones({ grid: medium.grid, densityLevel, terma, sourceMm: setup.sourceMm, cones }, part, {
      onCone,
      cancelled,
    });
  } else {
    sumParts(parts, dose);
  }
}
