import fs from 'node:fs';
import { filesUnder } from './files-under.ts';

const planEnding = '.rtplan';

/** The plan files that a path means: itself, or those in a folder and its sub-folders, in the order of their names. Hidden folders and `node_modules` are left out. */
export function planFilesAt(name: string): string[] | { readonly unreadable: string } {
  const stat = fs.statSync(name, { throwIfNoEntry: false });
  if (!stat) return { unreadable: `${name}: there is no such file or folder. Check the path.` };
  if (!stat.isDirectory()) return [name];
  const found = filesUnder(name, (entry) => entry.name.endsWith(planEnding));
  return found.length > 0 ? found : { unreadable: `${name}: there is no ${planEnding} file in this folder.` };
}
