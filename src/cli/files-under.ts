import fs from 'node:fs';
import path from 'node:path';

/** The files in a folder and its sub-folders that are wanted, in the order of their names. Hidden folders and `node_modules` are left out, and hidden files. */
export function filesUnder(folder: string, isWanted: (entry: fs.Dirent) => boolean): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
      const inside = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(inside, isWanted);
      return isWanted(entry) ? [inside] : [];
    });
}
