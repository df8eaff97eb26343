import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Builds worker threads' entries into `dist/`, where the source looks for them when it is run unbundled. Call it in a `before`. `names` are
 * files of `src/engine/` without their ending.
 */
export async function buildWorkers(...names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => bundle(`src/engine/${name}.ts`, `dist/${name}.cjs`)));
}

/** Builds the command line with its workers and what it draws pictures with, and gives the path of its entry. */
export async function buildCommandLine(): Promise<string> {
  await Promise.all([bundle('src/cli/main.ts', 'dist/cli.cjs'), buildWorkers('session-worker', 'dose-worker')]);
  for (const [from, to] of [
    ['node_modules/@resvg/resvg-wasm/index_bg.wasm', 'dist/resvg.wasm'],
    ['node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf', 'dist/DejaVuSans.ttf'],
    ['node_modules/dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf', 'dist/DejaVuSans-Bold.ttf'],
  ])
    replace(fromRoot(to), (path) => copyFileSync(fromRoot(from), path));
  return fromRoot('dist/cli.cjs');
}

async function bundle(from: string, to: string): Promise<void> {
  const { version } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8')) as { version: string };
  const { outputFiles } = await build({
    entryPoints: [fromRoot(from)],
    outfile: fromRoot(to),
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    define: { DIST_FOLDER: '__dirname', DOSEWRIGHT_VERSION: JSON.stringify(version) },
    logOverride: { 'empty-import-meta': 'silent' },
    logLevel: 'error',
  });
  replace(fromRoot(to), (path) => writeFileSync(path, outputFiles[0].contents));
}

/** Whole at any moment: test files that run beside this one may be loading it. */
function replace(path: string, write: (path: string) => void): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  write(temporary);
  renameSync(temporary, path);
}

function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
