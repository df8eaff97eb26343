import fs from 'node:fs';
import path from 'node:path';
import { createFileHashes } from '../engine/graph/file-hashes.ts';
import { lockedInputs, lockSchema, lockText, type PlanLock } from '../engine/plan-lock.ts';
import type { PlanFile } from '../engine/read-plan.ts';
import { writeWhole } from './write-whole.ts';

/** `plan.lock` in the folder of results. */
export const resultLockName = 'plan.lock';

/** The lock beside a plan: `oropharynx.lock` for `oropharynx.rtplan`. */
export function lockFileOf(planFile: string): string {
  return path.join(path.dirname(planFile), `${path.basename(planFile, path.extname(planFile))}.lock`);
}

/** The lock of a plan: beside it, else in the folder of results; or why there is none. */
export function readLock(
  planFile: string,
  out: string | undefined,
): { readonly lock: PlanLock; readonly file: string } | { readonly problem: string } {
  const places = [lockFileOf(planFile), ...(out === undefined ? [] : [path.join(out, resultLockName)])];
  const file = places.find((place) => fs.existsSync(place));
  if (file === undefined)
    return { problem: `There is no lock: neither ${places.join(' nor ')}. Write one with --lock.` };
  try {
    const parsed = lockSchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
    if (parsed.success) return { lock: parsed.data, file };
  } catch {
    // Said below: to the user it is all the same what keeps a lock from being one.
  }
  return { problem: `${file} is not a lock that this version reads. Restore it, or write it again with --lock.` };
}

/** Writes the lock beside the plan, whole or not at all. */
export function writeLock(planFile: string, lock: PlanLock): string {
  const file = lockFileOf(planFile);
  writeWhole(file, lockText(lock));
  return file;
}

/** Gives what a lock of the plan would hold now, but for the dose. */
export function lockReader({ plan, text, file, imports }: PlanFile) {
  const baseFolder = path.dirname(file);
  const fileHashes = createFileHashes();
  const seen = imports.map((imported) => ({
    file: path.relative(baseFolder, imported.file).replaceAll(path.sep, '/'),
    text: imported.text,
  }));
  return () => lockedInputs(plan!, { text, imports: seen, baseFolder, fileHashes });
}
