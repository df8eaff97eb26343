import fs from 'node:fs';
import path from 'node:path';

const planEnding = '.rtplan';

/** The plan files that a path means: itself, or those in a folder and its sub-folders, in the order of their names. Hidden folders and `node_modules` are left out. */
export function planFilesAt(name: string): string[] | { readonly unreadable: string } {
  const stat = fs.statSync(name, { throwIfNoEntry: false });
  if (!stat) return { unreadable: `${name}: there is no such file or folder. Check the path.` };
  if (!stat.isDirectory()) return [name];
  const found = inFolder(name);
  return found.length > 0 ? found : { unreadable: `${name}: there is no ${planEnding} file in this folder.` };
}

function inFolder(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
      const inside = path.join(folder, entry.name);
      if (entry.isDirectory()) return inFolder(inside);
      return entry.name.endsWith(planEnding) ? [inside] : [];
    });
}
