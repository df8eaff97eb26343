import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { filesIn } from '../../patient/files/input-path.ts';
import { contentHash } from './content-hash.ts';

/** What a plan's input holds. */
export interface InputContent {
  /** By the files' contents alone, whatever they are called: SHA-256 over the sorted SHA-256 of each. Undefined where a file cannot be read. */
  readonly sha256?: string;
  readonly files: number;
  /** By the files' names too, as findings speak of them. */
  readonly named: string;
}

export interface FileHashes {
  /** The content of a file, or of a folder's files, as `loadImage` would find them. */
  input(path: string, baseFolder: string, signal?: AbortSignal): Promise<InputContent>;
}

/**
 * Content hashes of input files. A file is not read again while it is, by its path, size, times and number in the file system, the one that was read;
 * one that was changed in the last seconds is, since two changes within one tick of the clock leave the same time.
 */
export function createFileHashes(): FileHashes {
  const known = new Map<string, { readonly state: string; readonly sha256: string }>();

  const hashOf = async (path: string): Promise<string | undefined> => {
    try {
      const before = await stateOf(path);
      const kept = known.get(path);
      if (kept?.state === before.state) return kept.sha256;
      known.delete(path);
      const sha256 = await sha256Of(path);
      const after = await stateOf(path);
      const now = performance.timeOrigin + performance.now();
      if (after.state === before.state && now - after.changedMs > settledAfterMs)
        known.set(path, { state: after.state, sha256 });
      return sha256;
    } catch {
      return undefined;
    }
  };
  return {
    async input(path, baseFolder, signal) {
      const absolute = resolve(baseFolder, path);
      const found = await stat(absolute).catch(() => undefined);
      if (!found) return { files: 0, named: 'missing' };
      const isFolder = found.isDirectory();
      const names = isFolder ? await filesIn(absolute) : [path];
      const hashes: (string | undefined)[] = [];
      for (const name of names) {
        signal?.throwIfAborted();
        hashes.push(await hashOf(isFolder ? join(absolute, name) : absolute));
      }
      const whole = hashes.every((hash) => hash !== undefined);
      return {
        sha256: whole ? contentHash([...hashes].sort()) : undefined,
        files: names.length,
        named: contentHash(isFolder, names, hashes),
      };
    },
  };
}

/** File systems count time in steps of up to two seconds (FAT). */
const settledAfterMs = 3000;

async function stateOf(path: string): Promise<{ state: string; changedMs: number }> {
  const { size, mtimeNs, ctimeNs, ino, dev, mtimeMs, ctimeMs } = await stat(path, { bigint: true });
  return {
    state: [size, mtimeNs, ctimeNs, ino, dev].join(' '),
    changedMs: Math.max(Number(mtimeMs), Number(ctimeMs)),
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
