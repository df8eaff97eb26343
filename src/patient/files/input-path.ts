import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from '../../plan/diagnostic.ts';
import { diagnostic } from '../../plan/diagnostics/catalogue.ts';
import type { SourceRange } from '../../plan/source-range.ts';

export type InputPath =
  | { readonly kind: 'file' | 'folder'; readonly path: string }
  | { readonly kind: 'missing'; readonly diagnostic: Diagnostic };

/** Finds what a plan names, relative to the plan's folder. */
export async function findInput(path: string, baseFolder: string, at: SourceRange): Promise<InputPath> {
  const absolute = resolve(baseFolder, path);
  const found = await stat(absolute).catch(() => undefined);
  if (found?.isDirectory()) return { kind: 'folder', path: absolute };
  if (found?.isFile()) return { kind: 'file', path: absolute };
  return {
    kind: 'missing',
    diagnostic: diagnostic(
      'RT3001',
      at,
      `There is no file or folder "${path}". Paths start from the folder of the plan file; correct the path or put the data there.`,
    ),
  };
}

/** The files of a folder in the order of their names (not of the file system), hidden ones and folders left out. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.name.startsWith('.') && !entry.isDirectory())
    .map((entry) => entry.name)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
