import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeEntry, encodeEntry } from './entry-file.ts';

/** Doses kept from run to run in a folder that several processes may share. */
export interface DiskStore {
  /** Undefined where there is none, or none that is whole; a damaged one is removed. */
  read(key: string): Promise<Float32Array | undefined>;
  /** Keeps values in the background; never fails, but may keep nothing. */
  write(key: string, values: Float32Array): void;
  /** Resolves when everything written so far is on disk and the folder is within its limit. */
  settled(): Promise<void>;
}

export interface DiskStoreOptions {
  readonly folder: string;
  readonly limitBytes: number;
  /** Told once, where the folder cannot be used. */
  readonly onUnusable: (why: string) => void;
}

/**
 * An entry is written to a file of its own beside its place, flushed to the disk, and moved there in one step: whoever reads finds all of it or
 * nothing. What is found is checked to the last bit all the same (`decodeEntry`), as disks and file systems fail in their own ways.
 */
export function createDiskStore({ folder, limitBytes, onUnusable }: DiskStoreOptions): DiskStore {
  let usable = true;
  const giveUp = (error: unknown): void => {
    if (!usable) return;
    usable = false;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    onUnusable(
      `Computed doses are not kept on disk: the folder ${folder} cannot be used (${code}). Everything else works as ever.`,
    );
  };
  let ready: Promise<boolean> | undefined;
  const isReady = (): Promise<boolean> =>
    (ready ??= mkdir(folder, { recursive: true, mode: 0o700 })
      .then(() => access(folder, constants.R_OK | constants.W_OK | constants.X_OK))
      .then(
        () => true,
        (error: unknown) => (giveUp(error), false),
      ));
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): void => {
    last = last.then(work).catch(giveUp);
  };
  let tidying = false;

  return {
    async read(key) {
      if (!(await isReady())) return undefined;
      const path = join(folder, key + ending);
      const file = await readFile(path).catch(() => undefined);
      if (!file) return undefined;
      const values = decodeEntry(key, file);
      // Should another process put a good one in its place just now, that is lost too, and computed again.
      if (!values) await rm(path, { force: true }).catch(() => undefined);
      else await touch(path);
      return values;
    },
    write(key, values) {
      if (values.byteLength > limitBytes) return;
      inTurn(async () => {
        if (usable && (await isReady())) await writeWhole(folder, key, values);
      });
      if (tidying) return;
      tidying = true;
      // Once after all that is written in one go.
      queueMicrotask(() =>
        inTurn(async () => {
          tidying = false;
          if (usable) await tidy(folder, limitBytes);
        }),
      );
    },
    async settled() {
      for (let awaited: Promise<void> | undefined; awaited !== last;) await (awaited = last);
    },
  };
}

const ending = '.dose';
const unfinished = '.part';

async function writeWhole(folder: string, key: string, values: Float32Array): Promise<void> {
  const part = join(folder, `${key}.${randomUUID()}${unfinished}`);
  const { header, payload } = encodeEntry(key, values);
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      await file.writeFile(header);
      await file.writeFile(payload);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, join(folder, key + ending));
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Removes the entries used longest ago until the rest is within the limit, and what writers that were killed have left. */
async function tidy(folder: string, limitBytes: number): Promise<void> {
  const now = wallClockMs();
  const entries: { path: string; bytes: number; usedMs: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (name.endsWith(unfinished)) {
      if (now - found.mtimeMs > abandonedAfterMs) await rm(path, { force: true });
    } else if (name.endsWith(ending)) entries.push({ path, bytes: found.size, usedMs: found.mtimeMs });
  }
  entries.sort((a, b) => a.usedMs - b.usedMs);
  let held = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of entries) {
    if (held <= limitBytes) return;
    await rm(path, { force: true });
    held -= bytes;
  }
}

/** No writer takes an hour over one entry. */
const abandonedAfterMs = 3_600_000;

/** The time of an entry's last use is its file's; where it cannot be set, the entry goes a little earlier. */
async function touch(path: string): Promise<void> {
  const now = wallClockMs() / 1000;
  await utimes(path, now, now).catch(() => undefined);
}

/** Orders what is removed from the folder; no result depends on it. */
function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}
