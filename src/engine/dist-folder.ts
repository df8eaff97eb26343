import { fileURLToPath } from 'node:url';

/** Set by the bundler: the folder the bundle lies in. Not defined where the source itself is run. */
declare const DIST_FOLDER: string | undefined;

/** The folder of the built bundles, where the worker threads' entries are. */
export function distFolder(): string {
  if (typeof DIST_FOLDER === 'string') return DIST_FOLDER;
  return fileURLToPath(new URL('../../dist/', import.meta.url));
}
