import { sharedFloat32 } from '../patient/files/shared-float32.ts';

/**
 * Memory for sums of doses. The system hands new memory out page by page as it is first touched, which takes longer than to sum up nine beams in it: so
 * what a sum no longer needs is used again, and what a run has kept for its result is replaced while nobody waits.
 */
export interface SumMemory {
  /** Zeros over shared memory. */
  take(count: number): Float32Array;
  /** Nobody reads or writes it any more. */
  giveBack(array: Float32Array): void;
  /** Makes as many arrays ready as were taken since the last time and not given back. */
  renew(): void;
}

/** 64 MB: what is longer costs more in memory than it saves in time. */
const longest = 16 * 1024 * 1024;

export function createSumMemory(): SumMemory {
  let ready: Float32Array[] = [];
  let kept: number[] = [];
  const remove = <T>(list: T[], at: number): T | undefined => (at < 0 ? undefined : list.splice(at, 1)[0]);
  return {
    take(count) {
      kept.push(count);
      const at = ready.findIndex(({ length }) => length === count);
      return remove(ready, at)?.fill(0) ?? sharedZeros(count);
    },
    giveBack(array) {
      remove(kept, kept.indexOf(array.length));
      if (array.length <= longest) ready.push(array);
    },
    renew() {
      if (kept.length === 0) return;
      // Of other lengths: of a grid that is no longer in use.
      ready = ready.filter(({ length }) => kept.includes(length));
      ready.push(...kept.filter((count) => count <= longest).map(sharedZeros));
      kept = [];
    },
  };
}

/** Written once here: memory that several threads are the first to touch costs them ten times as long. */
export function sharedZeros(count: number): Float32Array {
  return sharedFloat32(count).fill(0);
}
