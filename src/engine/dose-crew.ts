import { Worker } from 'node:worker_threads';
import type { KernelModules } from './kernel-modules.ts';
import type { CrewData, DoseTask, DoseTaskMessage, TaskResult, TaskResults, WorkNotice } from './dose-worker.ts';

type TaskWithoutId = DoseTask extends infer T ? (T extends DoseTask ? Omit<T, 'id'> : never) : never;

type ResultOf<Task extends TaskWithoutId> = Task['step'] extends keyof TaskResults
  ? TaskResults[Task['step']]
  : undefined;

/** Threads with the kernels and one memory among them. */
export interface Crew {
  perform<Task extends TaskWithoutId>(task: Task, onCone?: () => void): Promise<ResultOf<Task>>;
  /** Every thread hears it before the tasks that are given later. */
  tell(notice: WorkNotice): void;
  /** A thread has ended, at work or idle: nothing will be performed any more. */
  hasFailed(): boolean;
  dispose(): Promise<void>;
}

/** Why no dose came: a thread ended, a kernel trapped (WebAssembly's own errors), or anything else went wrong in a thread. */
export type WorkerFailureReason = 'worker-died' | 'kernel-trapped' | 'worker-failed';

export class WorkerFailure extends Error {
  readonly reason: WorkerFailureReason;
  constructor(reason: WorkerFailureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

interface Waiting {
  readonly task: DoseTask;
  readonly onCone?: () => void;
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (error: Error) => void;
}

/** Hands tasks to idle threads in the order they came. One dead thread fails every task that is under way or waiting. */
export function startCrew(
  threads: number,
  workerFile: string,
  kernels: KernelModules,
  memory: WebAssembly.Memory,
): Crew {
  const queue: Waiting[] = [];
  const busy = new Map<Worker, Waiting>();
  const idle: Worker[] = [];
  const workers = Array.from({ length: threads }, (_, thread) => {
    const workerData: CrewData = { thread, memory, kernels };
    return new Worker(workerFile, { workerData });
  });
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
      if (message.kind === 'done') waiting.resolve(message.result);
      else waiting.reject(new WorkerFailure(message.reason, message.message));
      handOut();
    });
    worker.on('error', (error: Error) => died(error.message));
    worker.on('exit', (code) => died(`exit code ${code}`));
    worker.unref();
    idle.push(worker);
  }

  return {
    perform: <Task extends TaskWithoutId>(task: Task, onCone?: () => void) =>
      new Promise<ResultOf<Task>>((done, reject) => {
        if (failure) return reject(failure);
        // A thread gives what the step of its task says.
        const resolve = (result: TaskResult): void => done(result as ResultOf<Task>);
        queue.push({ task: { ...task, id: nextId++ }, onCone, resolve, reject });
        handOut();
      }),
    tell: (notice) => {
      for (const worker of workers) worker.postMessage(notice);
    },
    hasFailed: () => failure !== undefined,
    dispose: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
