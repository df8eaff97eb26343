import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distFolder } from './dist-folder.ts';

/**
 * Hash of the built code that computes dose, so that no dose on disk outlives a change of it: the kernels, the threads that run them, and the session's
 * thread, which lays out cones, spectrum and physics data for them.
 */
export function engineCodeHash(folder = distFolder()): string {
  const known = hashes.get(folder);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : [])
    if (name.endsWith('-worker.cjs') || /^dose-kernels.*\.wasm$/.test(name))
      hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  const made = hash.digest('hex');
  hashes.set(folder, made);
  return made;
}

const hashes = new Map<string, string>();
