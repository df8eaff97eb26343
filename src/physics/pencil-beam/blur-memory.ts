import { type DoseKernels, growTo, kernelMemory, typescriptKernels } from '../kernels/dose-kernels.ts';

/** Memory in which kernels blur fluence; it is given out once and never taken back. */
export interface BlurMemory {
  readonly kernels: Pick<DoseKernels, 'memory' | 'addBlurred' | 'addBlurredTransposed'>;
  /** The place, in bytes, of so many bytes, zeros, from a multiple of 16 on. */
  take(bytes: number): number;
  /** Doubles in this memory, which kernels read and write where they lie. */
  doubles(count: number): Float64Array;
  /** Doubles that the next who asks for as many gets again. */
  scratch(count: number): Float64Array;
  /** Whether an array lies in this memory. */
  holds(array: Float64Array): boolean;
}

/** Throws a RangeError where the system has no more memory. */
export function blurMemory(kernels: BlurMemory['kernels'] = typescriptKernels(kernelMemory())): BlurMemory {
  const { memory } = kernels;
  // A shared memory that grows gets a new buffer over the same bytes; arrays on older ones stay good.
  const buffers = new Set<ArrayBufferLike>();
  let next = 16;
  const take = (bytes: number): number => {
    const place = next;
    next += Math.ceil(bytes / 16) * 16;
    growTo(memory, next);
    return place;
  };
  const doubles = (count: number): Float64Array => {
    const place = take(8 * count);
    const { buffer } = memory;
    buffers.add(buffer);
    return new Float64Array(buffer, place, count);
  };
  const known = new Map<number, Float64Array>();
  return {
    kernels,
    take,
    doubles,
    scratch(count) {
      const array = known.get(count) ?? doubles(count);
      known.set(count, array);
      return array;
    },
    holds: ({ buffer }) => buffers.has(buffer),
  };
}
