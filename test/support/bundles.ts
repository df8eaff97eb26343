import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Has bundles of `dist/` built from the source as it is, where tests load them: worker threads, the command line. Call it in a `before`.
 * `npm test` builds everything once, before any test, and says so in `DOSEWRIGHT_BUILT`.
 */
export function buildBundles(...names: readonly string[]): void {
  if (process.env['DOSEWRIGHT_BUILT']) return;
  execFileSync(process.execPath, ['esbuild.mjs', ...names], { cwd: fromRoot('.'), stdio: 'pipe' });
}

/** The command line with all it needs; gives the path of its entry. */
export function buildCommandLine(): string {
  buildBundles('cli.cjs', 'session-worker.cjs', 'dose-worker.cjs', 'room-page.js');
  return fromRoot('dist/cli.cjs');
}

function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
