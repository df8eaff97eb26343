import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DoseKernels, typescriptKernels, wasmKernels } from '../physics/kernels/dose-kernels.ts';
import { distFolder } from './dist-folder.ts';

export type KernelBuild = DoseKernels['build'];

/** Kernels as they cross threads: a compiled module, or none where the TypeScript twins stand in, with the reason. */
export interface KernelModule {
  readonly build: KernelBuild;
  readonly module?: WebAssembly.Module;
  /** Why WebAssembly could not be used. */
  readonly fallback?: string;
}

export interface KernelModules {
  readonly final: KernelModule;
  readonly preview: KernelModule;
}

/**
 * The built kernels: `simd128` for final doses; for previews the `relaxed` build where this host validates it, else the final one. A module that
 * cannot be read or compiled gives way to the TypeScript twins, which say so: every result names the kernels that computed it.
 */
export function loadKernelModules(folder = distFolder()): KernelModules {
  const final = compile(join(folder, 'dose-kernels.wasm'), 'simd128');
  const relaxed = compile(join(folder, 'dose-kernels-relaxed.wasm'), 'relaxed');
  return { final, preview: relaxed.module ? relaxed : final };
}

/** The kernels of a module on a memory. */
export function instantiate({ module, build }: KernelModule, memory: WebAssembly.Memory): DoseKernels {
  if (!module || build === 'typescript') return typescriptKernels(memory);
  return wasmKernels(module, build, memory);
}

/** The engine's name, as results and caches carry it: results of two names may differ. The number goes up when the numbers of a dose change. */
export function engineIdOf(build: KernelBuild): string {
  return `collapsed-cone-${{ simd128: 'wasm', relaxed: 'wasm-relaxed', typescript: 'ts' }[build]}/2`;
}

function compile(file: string, build: 'simd128' | 'relaxed'): KernelModule {
  try {
    const bytes = readFileSync(file);
    if (!WebAssembly.validate(bytes))
      return { build: 'typescript', fallback: 'this host does not validate the module' };
    return { build, module: new WebAssembly.Module(bytes) };
  } catch (error) {
    return { build: 'typescript', fallback: error instanceof Error ? error.message : String(error) };
  }
}
