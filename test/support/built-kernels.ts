import { instantiate, loadKernelModules } from '../../src/engine/kernel-modules.ts';
import { kernelMemory, type DoseKernels } from '../../src/physics/kernels/dose-kernels.ts';
import { buildBundles } from './bundles.ts';

/** The WebAssembly kernels of `dist/`, built where they are not: the bits of the twins, ten times as fast. */
export function builtKernels(): DoseKernels {
  buildBundles('dose-worker.cjs');
  const { final } = loadKernelModules();
  if (!final.module) throw new Error(`No WebAssembly kernels: ${final.fallback}`);
  return instantiate(final, kernelMemory());
}
