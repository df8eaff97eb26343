import { addBlurred, addBlurredTransposed } from './blur-twin.ts';
import { planeNodes, sweepPlane } from './sweep-twin.ts';
import { traceFan } from './fan-twin.ts';
import { terma } from './terma-twin.ts';

/**
 * The inner loops of the dose, on one memory. All arguments that name a place are byte offsets into it; the TypeScript twins say what each of the
 * six does. The `simd128` build and the twins give the same bits on every processor; `relaxed` rounds as the processor likes, for previews.
 */
export interface DoseKernels {
  readonly build: 'simd128' | 'relaxed' | 'typescript';
  readonly memory: WebAssembly.Memory;
  readonly sweepPlane: OnOneMemory<typeof sweepPlane>;
  readonly planeNodes: OnOneMemory<typeof planeNodes>;
  readonly terma: OnOneMemory<typeof terma>;
  readonly traceFan: OnOneMemory<typeof traceFan>;
  /** Of the optimiser's pencil beams. */
  readonly addBlurred: OnOneMemory<typeof addBlurred>;
  readonly addBlurredTransposed: OnOneMemory<typeof addBlurredTransposed>;
}

/** A twin without its first argument, the memory. */
type OnOneMemory<Twin> = Twin extends (memory: ArrayBufferLike, ...args: infer Rest) => void
  ? (...args: Rest) => void
  : never;

/** The kernels of a compiled module. Throws where the module is not theirs. */
export function wasmKernels(
  module: WebAssembly.Module,
  build: 'simd128' | 'relaxed',
  memory: WebAssembly.Memory,
): DoseKernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const names = ['sweepPlane', 'planeNodes', 'terma', 'traceFan', 'addBlurred', 'addBlurredTransposed'] as const;
  const missing = names.filter((name) => typeof exports[name] !== 'function');
  if (missing.length > 0) throw new Error(`the module does not export ${missing.join(', ')}`);
  return { ...(exports as unknown as Pick<DoseKernels, (typeof names)[number]>), build, memory };
}

/** The twins: what WebAssembly does, in TypeScript, several times slower. */
export function typescriptKernels(memory: WebAssembly.Memory): DoseKernels {
  return {
    build: 'typescript',
    memory,
    sweepPlane: (...args) => sweepPlane(memory.buffer, ...args),
    planeNodes: (...args) => planeNodes(memory.buffer, ...args),
    terma: (...args) => terma(memory.buffer, ...args),
    traceFan: (...args) => traceFan(memory.buffer, ...args),
    addBlurred: (...args) => addBlurred(memory.buffer, ...args),
    addBlurredTransposed: (...args) => addBlurredTransposed(memory.buffer, ...args),
  };
}

/** Memory for the kernels, shared between threads; it grows, and cannot pass 4 GiB. */
export function kernelMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
}

export const kernelMemoryLimitBytes = 65536 * 65536;

/** Makes the memory at least as large as asked for. Throws a RangeError where the system has no more. */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
  if (pages > 0) memory.grow(pages);
}
