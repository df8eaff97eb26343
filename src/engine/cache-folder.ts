import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** Where computed doses are kept from run to run, and how much of them. */
export interface DiskCache {
  readonly folder: string;
  readonly limitBytes: number;
}

export const defaultCacheMB = 2000;

/**
 * The cache of this user: `DOSEWRIGHT_CACHE_MB` stands over `sizeMB`, and `DOSEWRIGHT_CACHE` over the system's folder for caches. Undefined, and
 * nothing is kept on disk, for a size of 0.
 */
export function diskCache(
  sizeMB: number,
  env: Readonly<Record<string, string | undefined>> = process.env,
): DiskCache | undefined {
  const written = env['DOSEWRIGHT_CACHE_MB'];
  const size = written === undefined || !/^\d+$/.test(written.trim()) ? sizeMB : Number(written);
  if (!(size > 0)) return undefined;
  return { folder: env['DOSEWRIGHT_CACHE'] || join(systemCaches(env), 'doses'), limitBytes: size * 1e6 };
}

function systemCaches(env: Readonly<Record<string, string | undefined>>): string {
  switch (process.platform) {
    case 'win32':
      return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'dosewright', 'Cache');
    case 'darwin':
      return join(homedir(), 'Library', 'Caches', 'dosewright');
    default:
      return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'dosewright');
  }
}
