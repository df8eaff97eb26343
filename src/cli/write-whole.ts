import fs from 'node:fs';
import path from 'node:path';

/** Writes a file whole or not at all, and its folder where there is none: an interrupted write leaves what was there. */
export function writeWhole(file: string, text: string): void {
  writeAllWhole(new Map([[file, text]]));
}

/** The same for several files: each is written beside its place before the first is moved there. */
export function writeAllWhole(files: ReadonlyMap<string, string | Uint8Array>): void {
  const part = (file: string): string => `${file}.${process.pid}.part`;
  try {
    for (const [file, content] of files) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(part(file), content);
    }
    for (const file of files.keys()) fs.renameSync(part(file), file);
  } finally {
    for (const file of files.keys()) fs.rmSync(part(file), { force: true });
  }
}
