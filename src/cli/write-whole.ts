import fs from 'node:fs';

/** Writes a file whole or not at all: an interrupted write leaves what was there. */
export function writeWhole(file: string, text: string): void {
  const part = `${file}.${process.pid}.part`;
  try {
    fs.writeFileSync(part, text);
    fs.renameSync(part, file);
  } finally {
    fs.rmSync(part, { force: true });
  }
}
