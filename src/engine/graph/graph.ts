import process from 'node:process';
import { contentHash } from './content-hash.ts';
import { createDiskStore, type DiskStore } from './disk-store.ts';
import { createFileHashes, type FileHashes } from './file-hashes.ts';
import { createMemoryStore } from './memory-store.ts';
import { shareArrays } from './share-arrays.ts';

/** A step of a run on its inputs: the same key, the same value. */
export interface StepKey {
  readonly step: string;
  readonly hash: string;
}

/**
 * What the steps of earlier runs gave, each under the hash of its inputs and of the step's own version. A run asks for its steps by what they are made
 * of, so that nothing has to be told what has changed: where the inputs are the same, the value is at hand, and where they are not, it is not found.
 * Values are never altered once they are here, and their arrays lie in shared memory.
 */
export interface Graph {
  /** The kept value, else the one that `compute` gives, which is then kept unless `isKept` says no. */
  step<T>(key: StepKey, compute: () => T, isKept?: (value: T) => boolean): T;
  /** The same for a step that takes its time. Where it fails nothing is kept. */
  slowStep<T>(key: StepKey, compute: () => Promise<T>, isKept?: (value: T) => boolean): Promise<T>;
  /** A dose from memory or disk, if either has it. */
  dose(key: StepKey): Promise<Float32Array | undefined>;
  /** A preview is not worth its room on disk. */
  keepDose(key: StepKey, doseGy: Float32Array, options: { readonly onDisk: boolean }): void;
  /** Of the files that plans name. */
  readonly files: FileHashes;
  /** Memory that is held for values alone, bytes: it can be had back by `makeRoom`. */
  readonly heldBytes: number;
  /** Lets go of values until the system can give that much memory, bytes, or nothing is held. */
  makeRoom(bytes: number): void;
  /** Resolves when all that is to be kept on disk is there. */
  settled(): Promise<void>;
}

export interface GraphOptions {
  /** Absent: a quarter of the memory that the system can give. */
  readonly memoryBytes?: number;
  /** Absent: nothing is kept on disk. */
  readonly disk?: { readonly folder: string; readonly limitBytes: number };
  /** Told once where the folder on disk cannot be used. */
  readonly onNotice?: (text: string) => void;
  /** Told the name of each step that is worked out, for tests and benchmarks. */
  readonly onComputed?: (step: string) => void;
}

export function stepKey(step: string, ...inputs: readonly unknown[]): StepKey {
  return { step, hash: contentHash(step, ...inputs) };
}

export function createGraph(options: GraphOptions = {}): Graph {
  const memory = createMemoryStore(options.memoryBytes ?? process.availableMemory() / 4);
  const { onComputed, onNotice } = options;
  const disk: DiskStore | undefined =
    options.disk && createDiskStore({ ...options.disk, onUnusable: (why) => onNotice?.(why) });

  const keep = <T>({ hash }: StepKey, value: T, isKept: (value: T) => boolean): T => {
    if (!isKept(value)) return value;
    const shared = shareArrays(value);
    memory.set(hash, shared);
    return shared;
  };
  return {
    step(key, compute, isKept = always) {
      const known = memory.get(key.hash);
      if (known !== undefined) return known as ReturnType<typeof compute>;
      onComputed?.(key.step);
      return keep(key, compute(), isKept);
    },
    async slowStep(key, compute, isKept = always) {
      const known = memory.get(key.hash);
      if (known !== undefined) return known as Awaited<ReturnType<typeof compute>>;
      onComputed?.(key.step);
      return keep(key, await compute(), isKept);
    },
    async dose({ hash }) {
      const known = memory.get(hash);
      if (known !== undefined) return known as Float32Array;
      const read = await disk?.read(hash);
      if (read) memory.set(hash, read);
      return read;
    },
    keepDose({ hash }, doseGy, { onDisk }) {
      memory.set(hash, shareArrays(doseGy));
      if (onDisk) disk?.write(hash, doseGy);
    },
    files: createFileHashes(),
    get heldBytes() {
      return memory.bytes;
    },
    makeRoom(bytes) {
      const missing = bytes - process.availableMemory();
      if (missing > 0) memory.shrinkTo(Math.max(0, memory.bytes - missing));
    },
    settled: async () => {
      await disk?.settled();
    },
  };
}

function always(): boolean {
  return true;
}
