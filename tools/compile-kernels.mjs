/**
 * The dose kernels, compiled from AssemblyScript. Every final dose comes from the first build, which rounds the same on every processor; the second
 * lets the processor fuse products and sums, for previews. The same sources give the same bytes.
 *
 *     node tools/compile-kernels.mjs <folder>
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './bootstrap.mjs';

const builds = [
  { file: 'dose-kernels.wasm', features: [] },
  { file: 'dose-kernels-relaxed.wasm', features: ['--enable', 'relaxed-simd'] },
];
const sources = join(root, 'src/physics/kernels/wasm');

export const kernelFiles = builds.map(({ file }) => file);

/** Compiles both builds into a folder, where they are missing there or older than a source. */
export function compileKernels(folder) {
  const inputs = [join(root, 'package-lock.json'), ...readdirSync(sources).map((name) => join(sources, name))];
  const newest = Math.max(...inputs.map(modified));
  for (const { file, features } of builds) {
    const out = join(folder, file);
    if (!existsSync(out) || modified(out) < newest) compile(out, features);
  }
}

function compile(out, features) {
  const options = [
    ...['-O3', '--noAssert', '--runtime', 'stub'],
    ...['--enable', 'simd', '--enable', 'threads', ...features],
    ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ];
  const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const entry = 'src/physics/kernels/wasm/index.ts';
  execFileSync(process.execPath, [compiler, entry, '--outFile', out, ...options], { cwd: root, stdio: 'inherit' });
}

function modified(file) {
  return statSync(file).mtimeMs;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) compileKernels(process.argv[2]);
