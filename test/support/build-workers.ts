import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Builds worker threads' entries into `dist/`, where the source looks for them when it is run unbundled. Call it in a `before`. `names` are
 * files of `src/engine/` without their ending.
 */
export async function buildWorkers(...names: readonly string[]): Promise<void> {
  await Promise.all(
    names.map((name) =>
      build({
        entryPoints: [fromRoot(`src/engine/${name}.ts`)],
        outfile: fromRoot(`dist/${name}.cjs`),
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        mainFields: ['module', 'main'],
        define: { DIST_FOLDER: '__dirname' },
        logLevel: 'error',
      }),
    ),
  );
}

function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
