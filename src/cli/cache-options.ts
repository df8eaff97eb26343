import { defaultCacheMB, type DiskCache, diskCache } from '../engine/cache-folder.ts';
import { UsageError } from './exit-codes.ts';

/** Options of commands that compute dose. */
export const cacheOptions = {
  'no-cache': { type: 'boolean', default: false },
  'cache-size': { type: 'string' },
} as const;

/** What they say of the doses kept on disk; the options stand over the environment. */
export function diskCacheOf(values: { 'no-cache': boolean; 'cache-size'?: string }): DiskCache | undefined {
  const size = values['cache-size'];
  if (size !== undefined && !/^\d+$/.test(size))
    throw new UsageError(`--cache-size expects a whole number of megabytes, not "${size}"`);
  if (values['no-cache']) return undefined;
  return size === undefined
    ? diskCache(defaultCacheMB)
    : diskCache(Number(size), { ...process.env, DOSEWRIGHT_CACHE_MB: undefined });
}
