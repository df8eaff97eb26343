import fs from 'node:fs';
import path from 'node:path';
import { analyse, type Analysis } from '../language/analyse.ts';
import { decodeText } from './plan-text.ts';

export interface PlanFile extends Analysis {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** The files it imports, read as they were when it was analysed. */
  readonly imports: readonly { readonly file: string; readonly text: string }[];
}

/** The text of a file, by its absolute path, or why there is none. */
export type ReadText = (file: string) => { readonly text: string } | { readonly refused: string };

/** Reads and analyses a plan file, or says why it cannot be read. It and its imports come by `textOf`, from the disk where that is not given. */
export function readPlan(
  name: string,
  textOf: ReadText = readText,
): PlanFile | { readonly unreadable: string; readonly reason: string } {
  const file = path.resolve(name);
  const read = textOf(file);
  if ('refused' in read) return { unreadable: `${name}: ${read.refused}`, reason: read.refused };
  const imports = new Map<string, string>();
  const analysis = analyse({ file, text: read.text }, (imported) => {
    const found = textOf(imported);
    // The language itself says at the import that its file cannot be read.
    if ('refused' in found) return undefined;
    imports.set(imported, found.text);
    return found.text;
  });
  return {
    file,
    text: read.text,
    imports: [...imports].map(([imported, text]) => ({ file: imported, text })),
    ...analysis,
  };
}

/** The text of a file as it stands on the disk. */
export function readText(file: string): ReturnType<ReadText> {
  try {
    return decodeText(fs.readFileSync(file));
  } catch (error) {
    return { refused: `cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}). Check the path.` };
  }
}
